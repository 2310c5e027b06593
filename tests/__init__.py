from . import test_draw
from . import test_grant
from . import test_refill
