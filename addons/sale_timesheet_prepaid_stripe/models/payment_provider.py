import json
from ipaddress import ip_address
from urllib.parse import urlsplit

import stripe

from odoo import models

from odoo.addons.payment_stripe import const
from odoo.addons.payment_stripe import utils as stripe_utils

STRIPE_URL = "https://api.stripe.com"
# As long as Odoo waits for a provider.
TIMEOUT_SECONDS = 10
# A server of the same machine that plays Stripe in tests.
TEST_URL = "sale_timesheet_prepaid_stripe.test_url"
# What we handle beside Odoo's const.HANDLED_WEBHOOK_EVENTS.
EVENTS = (
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_reinstated",
    "charge.dispute.funds_withdrawn",
    "payment_method.automatically_updated",
    "payment_method.updated",
)


class PaymentProvider(models.Model):
    _inherit = "payment.provider"

    # === COMPUTE METHODS === #

    def _compute_feature_support_fields(self):
        """Override of `payment`: parts of an authorised amount can be captured."""
        result = super()._compute_feature_support_fields()
        stripes = self.filtered(lambda provider: provider.code == "stripe")
        stripes.support_manual_capture = "partial"
        return result

    def _stripe_get_inline_form_values(self, *args, **kwargs):
        """Override of `payment_stripe`: the form says so where an amount is held."""
        values = super()._stripe_get_inline_form_values(*args, **kwargs)
        if self.env.context.get("prepaid_hold"):
            values = json.dumps(json.loads(values) | {"capture_method": "manual"})
        return values

    # === REQUESTS === #

    def _send_api_request(self, method, endpoint, *, data=None, **kwargs):
        """Override of `payment`: a webhook that Odoo makes has our events too."""
        if self.code == "stripe" and endpoint == "webhook_endpoints":
            events = [*data["enabled_events[]"], *EVENTS]
            data = data | {"enabled_events[]": events}
        return super()._send_api_request(method, endpoint, data=data, **kwargs)

    def _build_request_url(self, endpoint, *, is_proxy_request=False, **kwargs):
        """Override of `payment_stripe`: tests ask a server of the same machine."""
        url = super()._build_request_url(
            endpoint, is_proxy_request=is_proxy_request, **kwargs
        )
        test_url = self._get_stripe_test_url()
        if not test_url or is_proxy_request:
            return url
        return url.replace(STRIPE_URL, test_url, 1)

    def _get_stripe_test_url(self):
        """Return the server that plays Stripe, None where Stripe itself is meant.

        Only a provider in test mode is led away from Stripe, and only within its own
        machine: nobody else ever gets the key.
        """
        if self.code != "stripe" or self.state != "test":
            return None
        url = self.env["ir.config_parameter"].sudo().get_param(TEST_URL, "")
        return url.rstrip("/") if _is_loopback(urlsplit(url).hostname) else None

    def _get_stripe_client(self):
        """Return Stripe's own client, for calls that Odoo does not make.

        Its answers have the version of Odoo's, so that `_process` takes them.
        """
        self.ensure_one()
        test_url = self._get_stripe_test_url()
        headers = self._get_stripe_extra_request_headers()
        return stripe.StripeClient(
            stripe_utils.get_secret_key(self.sudo()),
            base_addresses={"api": test_url} if test_url else {},
            http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
            max_network_retries=2,
            stripe_account=headers.get("Stripe-Account"),
            stripe_version=const.API_VERSION,
        ).v1


def _is_loopback(host):
    try:
        return bool(host) and ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
