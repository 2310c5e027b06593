import os
import signal
import time

from odoo import SUPERUSER_ID, api, sql_db

from odoo.addons.sale_timesheet_prepaid.tests.common_concurrency import (
    ConcurrencyCommon,
)
from odoo.addons.sale_timesheet_prepaid_stripe.models.payment_provider import TEST_URL

from .common import SECRET, VISA
from .fake_stripe.client import FakeStripe


class KillCommon(ConcurrencyCommon):
    """Workers in processes of their own that die at any moment; Stripe does not."""

    def _make(self, env):
        self.fake = FakeStripe.spawn()
        self.addCleanup(self.fake.stop)
        env["ir.config_parameter"].set_param(TEST_URL, self.fake.url)
        provider = env.ref("payment.payment_provider_stripe").copy(
            {
                "name": f"Racing Stripe {time.time()}",
                "company_id": env.company.id,
                "state": "test",
                "stripe_publishable_key": "pk_test_fake",
                "stripe_secret_key": "sk_test_fake",
                "stripe_webhook_secret": SECRET,
            }
        )
        env.ref("payment.payment_method_card").active = True
        # Odoo makes the provider's line in the journal when it is first asked for.
        self.assertTrue(provider.journal_id)
        return super()._make(env) | {"provider": provider.id}

    def _save_card(self, env, partner, number=VISA):
        """Return a card of a partner, saved at Stripe."""
        card = self.fake.save_method(number=number)
        return env["payment.token"].create(
            {
                "provider_id": self.ids["provider"],
                "payment_method_id": env.ref("payment.payment_method_card").id,
                "partner_id": partner.id,
                "payment_details": number[-4:],
                "provider_ref": card["customer"],
                "stripe_payment_method": card["id"],
            }
        )

    def _live_and_die(self, seconds):
        """Let a worker of its own process do its `_work` so long, and kill it."""
        # A child shares no connection with us.
        sql_db.close_all()
        pid = os.fork()
        if not pid:
            try:
                with self.registry_.cursor() as cr:
                    self._work(api.Environment(cr, SUPERUSER_ID, {}))
            finally:
                os._exit(0)
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

    def _sweep_provider(self, env):
        env["ir.config_parameter"].set_param(TEST_URL, False)
        provider = env["payment.provider"].browse(self.ids["provider"])
        provider.state = "disabled"
        lines = env["account.payment.method.line"]
        lines.search([("payment_provider_id", "=", provider.id)]).unlink()
        provider.unlink()
