from . import prepaid_jurisdiction
from . import prepaid_jurisdiction_source
from . import prepaid_contract_buyer
from . import prepaid_contract_expiry
from . import prepaid_plan_law
from . import prepaid_jurisdiction_vat
from . import prepaid_plan_doubt
