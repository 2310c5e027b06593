from . import prepaid_service_answer
