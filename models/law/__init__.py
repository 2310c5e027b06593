from . import prepaid_jurisdiction
from . import prepaid_contract_buyer
