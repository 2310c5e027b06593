from datetime import date

from odoo.tests import freeze_time, tagged

from . import naive_profit
from .common import TODAY
from .common_overage import APRIL, OverageCommon
from .common_profit import ProfitCommon
from .test_recognition import MARCH


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestProfitSettled(ProfitCommon):
    """Work beyond the credit earns when it is paid, for those who worked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.overdraft_policy = "allow"
        cls.contract = cls._contract()

    def _get_settled(self):
        rows = self._search(("kind", "=", "settled"))
        return sorted((r.employee_id.id, r.date, round(r.earned, 5)) for r in rows)

    def test_later_credit_pays_the_oldest_work_first(self):
        self._work(400, (2, 5))
        other = self._work(300, (2, 9), user=self.other_technician)
        self._sell(self.hundred)
        self._recognise(MARCH)
        others = self.other_technician.employee_id
        self.assertEqual(
            self._get_settled(),
            sorted(
                [
                    (self.employee.id, MARCH, round(400 / 0.6, 5)),
                    (others.id, MARCH, round(200 / 0.6, 5)),
                ]
            ),
        )
        work = self._search(("kind", "=", "work"))
        self.assertEqual((sum(work.mapped("earned")), len(work)), (0, 2))
        hours = self._sum("partner_id", "worked_minutes:sum", "earned:sum")
        self.assertEqual(hours, {self.client: (700, 1000)})
        other.unlink()
        self.assertEqual(len(self._get_settled()), 1)

    def test_use_of_credit_that_was_not_paid_is_no_work_anew(self):
        invoice = self._sell(self.hundred)
        self._work(120, (2, 5))
        receivable = invoice.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        receivable.remove_move_reconcile()
        figures = ("worked_minutes:sum", "drawn_minutes:sum")
        self.assertEqual(self._sum("partner_id", *figures), {self.client: (120, 120)})
        self._sell(self._pack(600, price=600))
        # Who worked for credit that is owed is not told of what pays it.
        self.assertEqual(self._get_settled(), [(False, MARCH, 120)])


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestProfitInvoiced(OverageCommon):
    """What an invoice of the month bills is earned by the work of its usage type."""

    def tearDown(self):
        naive_profit.check(self)
        super().tearDown()

    def test_an_invoice_pays_work_of_its_own_usage_type(self):
        self._log(30, usage_type_id=self.remote.id, day=date(2026, 3, 2))
        self._log(
            60,
            usage_type_id=self.onsite.id,
            day=date(2026, 3, 3),
            user=self.other_technician,
        )
        self._run()
        move = self._get_lines("draft").move_id
        self._get_lines("draft")[0].unlink()
        self._post(move)
        with freeze_time(APRIL):
            self.company.sudo()._recognise_prepaid_revenue(date(2026, 4, 30))
        rows = self.env["prepaid.profit.report"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "settled")]
        )
        self.assertEqual(
            [(r.usage_type_id, r.employee_id.user_id, r.earned) for r in rows],
            [(self.onsite, self.other_technician, 120)],
        )
        move.button_draft()
        naive_profit.check(self)
