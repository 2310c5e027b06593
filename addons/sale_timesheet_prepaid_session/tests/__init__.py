from . import common
from . import test_session
from . import test_table
