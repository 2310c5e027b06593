"""What renews by the calendar: allowances, options, and their changes."""

from . import prepaid_plan_schedule
from . import prepaid_schedule
from . import prepaid_schedule_line
from . import prepaid_schedule_claim
from . import prepaid_schedule_claim_live
from . import prepaid_schedule_bill
from . import prepaid_refill
from . import prepaid_refill_charged
from . import prepaid_consent
from . import prepaid_contract_consent
from . import prepaid_contract
from . import sale_order
from . import sale_order_line
from . import prepaid_schedule_renew
from . import prepaid_schedule_again
from . import prepaid_schedule_change
from . import prepaid_schedule_change_told
from . import prepaid_schedule_commitment
from . import res_company_schedule
from . import prepaid_price_change
from . import prepaid_price_change_line
from . import prepaid_schedule_price
from . import prepaid_schedule_reminder
from . import prepaid_schedule_remind
from . import prepaid_contract_what_if
from . import prepaid_contract_best_pack
