"""What a minute costs: usage types, rates, timesheet lines, meters, tickets."""

from . import prepaid_usage_type
from . import prepaid_plan_terms
from . import prepaid_plan_explanation
from . import prepaid_rate
from . import prepaid_response
from . import prepaid_rate_terms
from . import prepaid_contract_overview
from . import prepaid_contract_integrity
from . import prepaid_contract_uncovered
from . import prepaid_meter
from . import prepaid_meter_check
from . import prepaid_meter_state
from . import project_project
from . import project_tags
from . import project_task
from . import project_task_response
from . import project_task_approval
from . import project_task_quick_log
from . import project_task_exchange
from . import account_analytic_line
from . import account_analytic_line_contract
from . import account_analytic_line_override
from . import account_analytic_line_metering
from . import account_analytic_line_draw
from . import account_analytic_line_uncovered
from . import digest_digest
