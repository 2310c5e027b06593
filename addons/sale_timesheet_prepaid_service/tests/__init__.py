from . import test_guard, test_portal, test_race, test_request, test_tours
