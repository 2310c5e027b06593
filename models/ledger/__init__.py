"""Credit and what moves it: grants, entries, draws, debt, expiry, the proof."""

from . import prepaid_of_ticket
from . import prepaid_contract_fault
from . import prepaid_contract_activity
from . import prepaid_contract_alert
from . import prepaid_contract_integrity
from . import prepaid_grant
from . import prepaid_grant_barred
from . import prepaid_grant_expiry
from . import prepaid_contract_notify
from . import prepaid_grant_rollover
from . import prepaid_entry
from . import prepaid_entry_drawn
from . import prepaid_entry_balance
from . import prepaid_contract_use
from . import prepaid_forecast
from . import prepaid_contract_forecast
from . import prepaid_contract_expiring
from . import prepaid_grant_use
from . import prepaid_grant_state
from . import prepaid_grant_told
from . import prepaid_draw
from . import prepaid_hold
from . import prepaid_contract_hold
from . import prepaid_hold_integrity
from . import prepaid_overdraft
from . import prepaid_approval
