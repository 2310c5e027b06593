from . import test_guard
from . import test_losses
from . import test_periods
from . import test_recurring_invoices
from . import test_translations
