from . import product_template
from . import prepaid_request
from . import prepaid_request_told
from . import prepaid_contract
from . import prepaid_plan
from . import account_analytic_line
from . import project_task
