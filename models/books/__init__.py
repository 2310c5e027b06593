"""What the accounts say: pools, invoices, recognition, profitability."""

from . import res_company_recognition
from . import res_company_recognition_entry
from . import res_company_discount
from . import prepaid_recognition
from . import account_chart_template
from . import account_move
from . import account_move_line
from . import prepaid_pool_line
from . import account_move_discount
from . import account_move_account
from . import account_move_settlement
from . import account_move_credit
from . import account_move_overage
from . import account_move_note
from . import account_move_recognition
from . import account_move_entry_lines
from . import account_move_line_analytics
from . import prepaid_pool
from . import prepaid_contract_integrity
from . import prepaid_contract_owed
from . import prepaid_contract_overage
from . import prepaid_contract_overage_lines
from . import prepaid_deferred_fact
from . import prepaid_deferred_close
from . import res_company_deferred_log
from . import project_project_profitability
