from . import test_corrections
from . import test_fake
from . import test_outcome
from . import test_webhooks
