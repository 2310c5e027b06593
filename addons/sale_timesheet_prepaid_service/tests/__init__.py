from . import common
from . import test_guard
from . import test_portal
from . import test_race
from . import test_request
