import re
from datetime import date

from odoo.http import Request

from .common_schedule import ScheduleCommon

DAY = "2026-03-17"
CRON = "prepaid_cancellation_cron"


class CancelCommon(ScheduleCommon):
    """A client with a schedule of 8 h a month since 1 March."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["website"].search([]).company_id = cls.company
        cls.plan.client_stop = True
        cls.contract.write(
            {"refill_trigger": "threshold", "refill_product_id": cls.allowance.id}
        )
        cls.schedule = cls._started(cls)

    def _started(self, day="2026-03-01", **over):
        schedule = self._schedule(self, start=date.fromisoformat(day), **over)
        with self._on(self, day):
            schedule.action_start()
        return schedule.sudo()

    def _typed(self, **over):
        typed = {
            "reference": self.contract.name,
            "email": self.client.email,
            "matter": "both",
            "kind": "ordinary",
        }
        return typed | over

    def _request(self, day=DAY, address="192.0.2.1", ask=True, **over):
        """Let somebody type something on a day, and the cron look at it."""
        Cancellation_sudo = self.env["prepaid.cancellation"].sudo()
        with self._on(day):
            vals, fault = Cancellation_sudo._read_typed(
                self._typed(**over), self.company
            )
            self.assertFalse(fault)
            request = Cancellation_sudo._request(vals, self.company, address, "test")
        if ask and request:
            with self._on(day):
                self._run_cron(CRON)
        return request

    def _confirm(self, request, day=DAY):
        with self._on(day):
            request._confirm()
        return request

    def _get_mails(self, partner=None):
        """Return the mails about cancellations to a person."""
        mails = self.env["mail.mail"].sudo()
        return mails.search(
            [
                ("model", "=", "prepaid.cancellation"),
                ("recipient_ids", "in", (partner or self.client).ids),
            ],
            order="id",
        )

    def _get_token(self, mail):
        return re.search(r"token=([\w-]+)", str(mail.body_html))[1]

    def _send(self, url, day=DAY, **data):
        with self._on(day):
            return self.url_open(url, data | {"csrf_token": Request.csrf_token(self)})
