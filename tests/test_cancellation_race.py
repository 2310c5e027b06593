from odoo import fields
from odoo.tests import tagged

from .common_concurrency import ConcurrencyCommon


# Not "standard": see TestConcurrency.
@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestCancellationRace(ConcurrencyCommon):
    """A link is opened on two devices, and confirmed on both at once."""

    def _make(self, env):
        ids = super()._make(env)
        contract = env["prepaid.contract"].browse(ids["contract"])
        contract.write({"refill_mode": "posted_invoice"})
        contract.partner_id.email = "racer@example.com"
        request = env["prepaid.cancellation"].create(
            {
                "company_id": contract.company_id.id,
                "date": fields.Datetime.now(),
                "reference": contract.name,
                "email": "racer@example.com",
                "matter": "both",
                "kind": "ordinary",
                "is_due": False,
                "partner_id": contract.partner_id.id,
                "contract_ids": contract.ids,
            }
        )
        return ids | {"request": request.id}

    def _sweep(self):
        self._commit(self._sweep_requests)
        return super()._sweep()

    def _sweep_requests(self, env):
        request = self._get_request(env)
        self._find_mails(env).unlink()
        request.write({"state": "expired", "date": "2020-01-01", "is_due": False})
        request.date_confirmed = False
        request.unlink()

    def _get_request(self, env):
        return env["prepaid.cancellation"].browse(self.ids["request"])

    def _find_mails(self, env):
        mails = [
            ("model", "=", "prepaid.cancellation"),
            ("res_id", "=", self.ids["request"]),
        ]
        return env["mail.mail"].search(mails)

    def _confirm(self, env):
        self._get_request(env)._confirm()

    def test_what_two_confirm_at_once_ends_once_with_one_receipt(self):
        self.assertEqual(self._race(self._confirm, 3), (3, 0))

        def read(contract):
            request = self._get_request(contract.env)
            mails = len(self._find_mails(contract.env))
            return request.state, contract.refill_trigger, mails

        self.assertEqual(self._read(read), ("done", "none", 1))
