"""What the client sees: portal, statement, notices, questions."""

from . import res_partner_invitation
from . import prepaid_plan_notice
from . import prepaid_contract_automatic
from . import prepaid_contract_client
from . import prepaid_hold_client
from . import prepaid_schedule_client
from . import prepaid_schedule_option
from . import prepaid_contract_payment
from . import prepaid_contract_shared
from . import prepaid_contract_notice
from . import prepaid_burn_down
from . import prepaid_statement
from . import prepaid_statement_export
from . import prepaid_statement_monthly
from . import prepaid_grant_client
from . import account_move_statement
from . import prepaid_entry_client
from . import prepaid_entry_piece
from . import prepaid_dispute
from . import ir_http
