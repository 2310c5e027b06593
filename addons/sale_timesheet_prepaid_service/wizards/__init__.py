from . import base_module_uninstall
from . import prepaid_service_answer
