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
from . import prepaid_grant_payment
from . import prepaid_refill_stage
from . import prepaid_refill_dun
from . import res_company_charge
from . import account_move
from . import account_payment
from . import payment_transaction_return
from . import prepaid_refill_trust
from . import prepaid_refill_bill
from . import payment_transaction_refund
from . import account_move_refunded
from . import prepaid_grant_source_unpaid
from . import prepaid_contract_returns
from . import sale_order_charged
from . import sale_order_consent
