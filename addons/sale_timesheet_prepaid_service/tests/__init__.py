from . import common
from . import test_guard
from . import test_losses
from . import test_portal
from . import test_race
from . import test_request
from . import test_tours
from . import test_translations
