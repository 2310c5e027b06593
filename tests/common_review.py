from datetime import date

from odoo.tests import freeze_time

from .common import TODAY, PrepaidCommon

CRON = "sale_timesheet_prepaid.prepaid_contract_review_cron"


class ReviewCommon(PrepaidCommon):
    """A contract whose last full quarter has half an hour of work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract()
        cls._grant(cls.contract, 600, date=date(2025, 1, 1))

    def setUp(self):
        super().setUp()
        self._log(30, day=date(2025, 11, 20), name="Toner")
        self._book_before()

    def _book_before(self):
        """Let what this second booked be over: a review leaves it out until then."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE prepaid_entry SET create_date = '2026-01-01'")
        self.env.invalidate_all()

    def _review(self, user=None, **over):
        vals = {"contract_id": self.contract.id} | over
        Review = self.env["prepaid.review"].with_user(user or self.user)
        return Review.with_context(default_contract_id=self.contract.id).create(vals)

    def _mails(self):
        return self.contract.message_ids.filtered(
            lambda message: "Review of" in (message.subject or "")
        )

    def _run(self, when=TODAY):
        self.env.flush_all()
        with freeze_time(when), self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.env.invalidate_all()

    def _reviews(self):
        return self.env["prepaid.review"].search(
            [("contract_id", "=", self.contract.id)], order="id"
        )
