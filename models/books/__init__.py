"""What the accounts say: pools, invoices, recognition, profitability."""

from . import res_company_recognition
from . import res_company_recognition_entry
from . import prepaid_recognition
from . import prepaid_pool
from . import account_chart_template
from . import account_move
from . import account_move_line
from . import account_move_recognition
from . import account_move_line_analytics
from . import project_project_profitability
