from . import test_compare
from . import test_corrections
from . import test_disputes
from . import test_fake
from . import test_guard
from . import test_kill
from . import test_outcome
from . import test_webhooks
