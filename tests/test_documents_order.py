from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .random_documents import RandomDocumentsCommon
from .random_steps import LAST, Skipped
from .steady import steady

STEADY = steady(3)
SALE = ("sell", 0, 0, 2, 10, "discount")
# Whatever becomes of one sale; what was used of credit that is credited is owed, as
# under some policies there was no credit yet when the work was done.
STEP = st.sampled_from(
    [
        ("pay", 0, 30, 1),
        ("pay", 1, 60, 0.9),
        ("decide", 1, True),
        ("unpay", 0),
        ("pay_again", 0),
        ("change", 0, 1, None, 40),
        ("change", 0, 3, None, 50),
        ("change", 0, 3, 1, 50),
        ("change", 0, 1, 1, 50),
        ("credit", 0, 40, "value", 0.25, "owe"),
        ("credit", 0, 55, "quantity", 0.5, "owe"),
        ("credit", 0, 45, "value", 0.1, "price"),
        ("credit", 1, 60, "value", 1, "owe"),
        ("debit", 0, 60, 33.33),
        ("reset_refund", 0),
        ("post", 0),
        ("cancel", 0),
        ("log", 0, 77, 20),
        ("log", 0, 600, 50),
        ("edit", 0, 30),
        ("recognise", 55),
    ]
)
# Steps of several people that have nothing to do with each other.
APART = (
    ("pay", 0, 30, 1),
    ("credit", 0, 40, "value", 0.25, "owe"),
    ("credit", 0, 40, "value", 0.1, "owe"),
    ("log", 0, 77, 20),
    ("log", 0, 200, 50),
    ("recognise", 89),
    ("catalogue", 0, {"prepaid_quantity": 480}),
)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestDocumentsOrder(RandomDocumentsCommon):
    """Credit and books follow from the documents, however one came to them."""

    @STEADY
    @given(st.lists(STEP, min_size=3, max_size=8))
    def test_a_history_is_worth_the_same_under_every_policy(self, steps):
        outcomes = {}
        for policy in ("paid", "posted", "confirmed"):
            outcomes[policy] = self._tell([("policy", policy), SALE, *steps])
        self.assertEqual(outcomes["paid"], outcomes["posted"])
        self.assertEqual(outcomes["paid"], outcomes["confirmed"])

    @STEADY
    @given(st.sampled_from(["paid", "posted", "confirmed"]), st.permutations(APART))
    def test_the_order_of_buttons_does_not_matter(self, policy, steps):
        start = [("policy", policy), SALE]
        self.assertEqual(
            self._tell([*start, *steps])[1:], self._tell([*start, *APART])[1:]
        )

    def _tell(self, steps):
        """Play a history until all is paid; return what it did and what it is worth."""
        with self.env.cr.savepoint() as savepoint:
            self._start()
            played = [self._play(name, args) for name, *args in steps]
            for invoice in self.invoices:
                if invoice.state == "posted" and invoice.amount_residual:
                    self._register_payment(invoice, payment_date=LAST)
                if invoice.prepaid_asks_write_off:
                    invoice.action_grant_written_off()
            self._do_recognise(89)
            self.env.flush_all()
            contracts = self.seats[0]["client"].prepaid_contract_ids
            outcome = (
                played,
                sum(contracts.mapped("balance")),
                sum(contracts.mapped("debt")),
                self.company.currency_id.round(
                    sum(contracts.grant_ids.mapped("amount"))
                ),
                self._get_booked(),
            )
            savepoint.rollback()
        self.env.invalidate_all()
        return outcome

    def _play(self, name, args):
        kept = [list(x) for x in (self.invoices, self.refunds, self.orders, self.works)]
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_do_{name}")(*args)
                self.env.flush_all()
        except (UserError, Skipped):
            self.env.invalidate_all()
            self.invoices, self.refunds, self.orders, self.works = kept
            return name, False
        return name, True

    def _get_booked(self):
        """Return {account: balance} of the client's revenue, deferred and earned."""
        rows = self.env["account.move.line"]._read_group(
            [
                ("partner_id", "=", self.seats[0]["client"].id),
                ("parent_state", "=", "posted"),
                ("account_type", "in", ("income", "liability_current")),
            ],
            ["account_id"],
            ["balance:sum"],
        )
        rounded = self.company.currency_id.round
        return {account.code: rounded(balance) for account, balance in rows}
