from . import prepaid_request_end
