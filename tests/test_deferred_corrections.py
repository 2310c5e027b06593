from datetime import date

from odoo.tests import freeze_time, tagged

from .test_recognition import FEBRUARY, MARCH, RecognitionCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestDeferredCorrections(RecognitionCommon):
    """What rolled over and what was taken back, in the books and in their report."""

    def _read(self, day):
        """Return kind of grant -> (sold, earned, deferred), in cents, read afresh."""
        self.env.flush_all()
        self.env.invalidate_all()
        Report = self.env["prepaid.deferred.report"].with_user(self.accountant)
        rows = Report.with_context(prepaid_date=day.isoformat()).search(
            [("company_id", "=", self.company.id)]
        )
        return {
            row.kind: tuple(
                round(amount * 100) for amount in (row.sold, row.earned, row.deferred)
            )
            for row in rows
        }

    def _expire(self):
        Grant = self.env["prepaid.grant"].sudo()
        Grant.search(Grant._get_lapsed_domain())._expire()

    def _take(self, minutes, correction):
        contract = self.client.prepaid_contract_ids
        self.env["prepaid.contract.correct"].with_user(self.user).create(
            {
                "contract_id": contract.id,
                "direction": "take",
                "correction": correction,
                "quantity": minutes,
                "date": date(2026, 2, 5),
                "reason": "As agreed",
            }
        ).action_apply()

    def test_price_and_earnings_of_rolled_credit_are_on_one_grant(self):
        self.plan.write({"rollover_percent": 40, "rollover_months": 2})
        invoice = self._sell(self._pack(600, price=1000))
        grant = invoice.invoice_line_ids.prepaid_grant_ids
        grant.date_expiry = FEBRUARY
        with freeze_time("2026-03-01"):
            self._expire()
        self._log(120, day=date(2026, 3, 10))
        self._recognise(MARCH)
        self.assertEqual(
            self._read(MARCH),
            {"purchase": (60000, 60000, 0), "rollover": (40000, 20000, 20000)},
        )
        # As of a day before, everything was one credit.
        self.assertEqual(self._read(FEBRUARY)["purchase"], (100000, 0, 100000))

        grant.date_expiry = date(2026, 6, 30)
        self._recognise(MARCH)
        self.assertEqual(
            self._read(MARCH),
            {"purchase": (80000, 0, 80000), "rollover": (20000, 20000, 0)},
        )

    def test_the_price_of_a_mistake_stays_with_the_rest(self):
        self._sell(self._pack(600, price=1000))
        self._take(100, "mistake")
        self._log(250, day=date(2026, 3, 10))
        self._recognise(MARCH)
        self.assertRevenue(500)
        self.assertEqual(self._read(MARCH), {"purchase": (100000, 50000, 50000)})
        self._log(250, day=date(2026, 3, 11))
        self._recognise(MARCH)
        self.assertRevenue(1000)

    def test_work_that_was_not_logged_is_earned(self):
        self._sell(self._pack(600, price=1000))
        self._take(150, "work")
        self._recognise(MARCH)
        self.assertRevenue(250)
