"""What sites and people may use of a contract's credit: limits, never grants."""

from . import prepaid_share
from . import prepaid_contract_share
from . import prepaid_share_use
from . import prepaid_share_room
from . import prepaid_share_told
from . import prepaid_entry_share
from . import prepaid_hold_share
from . import prepaid_approval_share
from . import account_analytic_line_share
from . import prepaid_ticket_share
