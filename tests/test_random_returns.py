from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_charge import ChargeCommon
from .steady import steady

OPERATION = st.one_of(
    st.tuples(st.just("log"), st.integers(1, 250)),
    st.tuples(st.just("return"), st.sampled_from([100, 250, 333.33, 1000])),
    st.tuples(st.just("stand_again")),
    st.tuples(st.just("refund"), st.sampled_from([50, 250, 333.33])),
    st.tuples(st.just("post")),
    st.tuples(st.just("draft")),
)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestRandomReturns(ChargeCommon):
    """Money of 1,000.00 for 600 min comes and goes in any order: credit follows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.overdraft_policy = "allow"

    @steady(5)
    @given(st.lists(OPERATION, min_size=2, max_size=6))
    def test_credit_is_what_the_client_paid_and_the_books_tie_out(self, operations):
        with self.env.cr.savepoint() as savepoint:
            self._start()
            for name, *arguments in operations:
                getattr(self, f"_do_{name}")(*arguments)
                self._check()
            savepoint.rollback()
        self.env.invalidate_all()

    def _start(self):
        self.contract = self._charged_contract()
        self._log(500)
        self._run()
        self.tx = self.contract.refill_ids._get_charge().sudo()
        self.invoice = self.contract.refill_ids.invoice_ids
        self.used, self.back, self.refunded = 500, 0, 0

    def _check(self):
        self.env.flush_all()
        company = self.company.sudo()
        company._recognise_prepaid_revenue(TODAY)
        self.assertEqual(company._get_prepaid_tie_out(TODAY)["difference"], 0)
        self.assertTiesOut()
        worth = 0 if self.back == 1000 else 1000 - self.back - self.refunded
        credit = 600 + max(worth, 0) * 0.6 - self.used
        self.assertAlmostEqual(self.contract.balance, credit, delta=1)

    # === OPERATIONS === #

    def _do_log(self, minutes):
        self._log(minutes)
        self.used += minutes

    def _do_return(self, amount):
        self.tx._prepaid_return("Disputed", amount)
        self.back = max(self.back, amount)

    def _do_stand_again(self):
        self.tx._prepaid_return_undone()
        self.back = 0

    def _do_refund(self, amount):
        if self.refunded + amount <= 1000:
            self.tx._refund(amount)._post_process()
            self.refunded += amount

    def _do_post(self):
        self._get_notes("draft").action_post()

    def _do_draft(self):
        self._get_notes("posted")[:1].button_draft()

    def _get_notes(self, state):
        return self.invoice.reversal_move_ids.filtered(lambda m: m.state == state)
