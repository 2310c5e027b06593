"""Saved payment methods: who allowed what, charges, and what becomes of them."""

from . import payment_provider
from . import payment_provider_saving
from . import payment_token
from . import payment_transaction
from . import prepaid_consent
from . import prepaid_consent_mail
from . import prepaid_contract_charge
from . import prepaid_contract_consent
from . import prepaid_refill_charge
from . import prepaid_refill_call
from . import prepaid_refill_decline
from . import res_company_charge
from . import sale_order_charged
from . import sale_order_consent
