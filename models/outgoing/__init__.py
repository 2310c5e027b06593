"""What other programs are told: webhooks, signed, queued and sent."""

from . import prepaid_webhook
from . import prepaid_webhook_secret
from . import prepaid_webhook_switch
from . import prepaid_webhook_hear
from . import prepaid_webhook_words
from . import prepaid_webhook_delivery
from . import prepaid_webhook_send
from . import prepaid_contract_facts
from . import prepaid_entry_facts
from . import prepaid_refill_facts
from . import prepaid_dispute_facts
from . import prepaid_scope_facts
from . import prepaid_share_facts
from . import res_config_settings
