from . import test_dashboards
from . import test_dashboards_shown
from . import test_losses
from . import test_translations
