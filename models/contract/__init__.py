"""Who, and on which terms: contract, plan, agreement, customer, settings."""

from . import prepaid_guarded
from . import prepaid_in_use
from . import res_company
from . import res_company_day
from . import res_config_settings
from . import res_partner
from . import ir_attachment
from . import ir_http_turn
from . import ir_attachment_remains
from . import mail_activity_type
from . import prepaid_discreet
from . import prepaid_page
from . import prepaid_plan
from . import prepaid_contract
from . import prepaid_contract_customer
from . import res_partner_twin
from . import prepaid_agreement
from . import res_company_personal
from . import res_partner_personal
from . import prepaid_erasure
from . import prepaid_personal
from . import prepaid_personal_letters
from . import prepaid_personal_copy
