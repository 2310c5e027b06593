from . import test_guard
from . import test_translations
from . import test_wallets
from . import test_wallets_random
