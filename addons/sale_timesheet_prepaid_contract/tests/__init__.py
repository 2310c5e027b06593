from . import test_guard
from . import test_periods
from . import test_recurring_invoices
