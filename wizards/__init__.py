from . import prepaid_contract_correct
from . import prepaid_contract_transfer
