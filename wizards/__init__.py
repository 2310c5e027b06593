from . import account_move_reversal
from . import prepaid_contract_correct
from . import prepaid_contract_transfer
from . import prepaid_deferred
from . import prepaid_dispute_correct
from . import prepaid_leave
from . import prepaid_recognise
from . import prepaid_statement
