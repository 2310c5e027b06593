from . import payment_provider
from . import payment_transaction
from . import payment_transaction_capture
from . import payment_transaction_refund
from . import payment_transaction_outcome
