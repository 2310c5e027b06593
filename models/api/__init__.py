"""What machines call: plain data in and out, errors with a code, nothing twice."""

from . import prepaid_request
from . import prepaid_contract_machine
from . import prepaid_contract_machine_balance
from . import prepaid_contract_machine_work
from . import prepaid_contract_machine_credit
from . import prepaid_contract_machine_meter
