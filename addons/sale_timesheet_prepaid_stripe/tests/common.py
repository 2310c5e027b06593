from datetime import datetime

from odoo.addons.sale_timesheet_prepaid.tests.common_charge import ChargeCommon
from odoo.addons.sale_timesheet_prepaid_stripe.models.payment_provider import TEST_URL

from .fake_stripe.client import FakeStripe

VISA = "4242424242424242"
REFUSED = "4000000000009995"
ASKS_CLIENT = "4000002760003184"
EXPIRED = "4000000000000069"
SEPA = "DE89370400440532013000"
SECRET = "whsec_fake"


class StripeCommon(ChargeCommon):
    """A company that charges through Stripe, which our double plays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake = FakeStripe.start()
        cls.addClassCleanup(cls.fake.stop)
        cls.env["ir.config_parameter"].sudo().set_param(TEST_URL, cls.fake.url)
        cls.provider = (
            cls.env.ref("payment.payment_provider_stripe")
            .sudo()
            .copy(
                {
                    "company_id": cls.company.id,
                    "state": "test",
                    "stripe_publishable_key": "pk_test_fake",
                    "stripe_secret_key": "sk_test_fake",
                    "stripe_webhook_secret": SECRET,
                }
            )
        )
        cls.card = cls.env.ref("payment.payment_method_card").sudo()
        cls.sepa = cls.env.ref("payment.payment_method_sepa_direct_debit").sudo()
        (cls.card | cls.sepa).active = True
        if not cls.provider.journal_id:
            cls.provider.journal_id = cls.company_data["default_journal_bank"]

    def setUp(self):
        super().setUp()
        self.fake.reset()

    # === FACTORIES === #

    @classmethod
    def _token(cls, number=VISA, **over):
        """Save a card or an account of the client."""
        number = VISA if number == "done" else number
        method = cls.fake.save_method(number=number)
        vals = {
            "provider_id": cls.provider.id,
            "payment_method_id": (cls.card if number.isdigit() else cls.sepa).id,
            "partner_id": cls.client.id,
            "payment_details": number[-4:],
            "provider_ref": method["customer"],
            "stripe_payment_method": method["id"],
        }
        return cls.env["payment.token"].sudo().create(vals | over)

    def _pay(self, number=VISA, amount=60, **over):
        """Charge what the client saved; return the transaction."""
        token = self._token(number)
        vals = {
            "provider_id": self.provider.id,
            "payment_method_id": token.payment_method_id.id,
            "token_id": token.id,
            "partner_id": token.partner_id.id,
            "operation": "offline",
            "amount": amount,
            "currency_id": self.company.currency_id.id,
        }
        tx = self.env["payment.transaction"].sudo().create(vals | over)
        tx._charge_with_token()
        return tx

    def _hold(self, amount=60):
        """Authorise an amount; return the transaction."""
        # Debits cannot be authorised.
        self.sepa.active = False
        self.provider.capture_manually = True
        return self._pay(amount=amount)

    def _get_parts(self, tx):
        return sorted((part.state, part.amount) for part in tx.child_transaction_ids)

    def _is_woken(self):
        """Tell whether payments are booked at once."""
        cron = self.env.ref("payment.cron_post_process_payment_tx")
        triggers = self.env["ir.cron.trigger"].sudo()
        now = datetime.now()
        return bool(
            triggers.search_count([("cron_id", "=", cron.id), ("call_at", "<=", now)])
        )
