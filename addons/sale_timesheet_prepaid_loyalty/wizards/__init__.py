from . import base_module_uninstall
from . import prepaid_migration
