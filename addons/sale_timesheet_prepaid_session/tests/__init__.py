from . import common
from . import test_api
from . import test_ending
from . import test_guard
from . import test_limits
from . import test_session
from . import test_table
