from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from .naive_documents import Reading, exact
from .random_documents import RandomDocumentsCommon
from .random_steps import FIRST, LAST
from .steady import steady

SEAT = st.integers(0, 1)
FIXED = st.sampled_from([0, 0, 0, 1, 1, 2])
# The last but one is for visits only, the last of any amount.
PACK = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 3, 4, 4])
KIND = st.integers(0, 2)
DAY = st.integers(0, 89)
INDEX = st.integers(0, 3)
PART = st.sampled_from([1, 1, 0.5, 0.25, 0.33])


def step(name, *strategies):
    return st.tuples(st.just(name), *strategies)


ORDERS = st.sampled_from(["plain", "discount", "promotion", "beside"])
SALES = [
    step("sell", SEAT, PACK, st.integers(1, 3), DAY, ORDERS),
    step(
        "bill",
        SEAT,
        PACK,
        st.integers(1, 3),
        DAY,
        st.sampled_from(["plain", "lowered", "receipt"]),
    ),
    step("change", INDEX, st.integers(0, 3), st.none() | PACK, DAY),
    step("cancel_order", INDEX),
]
PAYMENTS = [
    step("pay", INDEX, DAY, st.sampled_from([1, 1, 0.9, 0.97])),
    step("decide", INDEX, st.booleans()),
    step("unpay", INDEX),
    step("pay_again", INDEX),
]
WAYS = st.sampled_from(["forgive", "owe", "price", "replace"])
NOTES = [
    step("credit", INDEX, DAY, st.sampled_from(["quantity", "value"]), PART, WAYS),
    step("credit_by_hand", SEAT, PACK, DAY, PART),
    step("debit", INDEX, DAY, st.sampled_from([100, 33.33])),
    step("reset", INDEX, st.none() | PACK),
    step("reset_refund", INDEX),
    step("post", INDEX),
    step("post", INDEX),
    step("cancel", INDEX),
]
CATALOGUE = [
    {"prepaid_bonus_quantity": 120},
    {"prepaid_quantity": 480},
    {"is_prepaid_pack": False},
    {"prepaid_plan_id": True},
]
SETTINGS = [
    step("policy", st.sampled_from(["paid", "posted", "confirmed"])),
    step("catalogue", FIXED, st.sampled_from(CATALOGUE)),
    step("table", st.sampled_from([60, 120])),
    step("scope", PACK, KIND),
]
WORK = [
    step("log", SEAT, st.integers(1, 900), DAY, KIND),
    step("edit", INDEX, st.integers(0, 400)),
    step("delete", INDEX),
    step("expiry", INDEX, st.booleans()),
    step("recognise", DAY),
    step("undo_recognition", INDEX),
]
CLIENTS = [
    step("share", SEAT, st.integers(1, 100), st.booleans()),
    step("merge", SEAT),
]
STEPS = [SALES, PAYMENTS, NOTES, SETTINGS, WORK, CLIENTS]
STEP = st.one_of(*(st.one_of(*group) for group in STEPS))


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestRandomDocuments(RandomDocumentsCommon):
    """Whatever people do to documents, credit and books are what the documents say."""

    @steady(6)
    @given(
        st.sampled_from(["paid", "posted", "confirmed"]),
        SALES[0],
        st.lists(STEP, min_size=6, max_size=14),
    )
    def test_any_documents_keep_the_books(self, policy, sale, steps):
        with self.env.cr.savepoint() as savepoint:
            self._start()
            self.played = []
            start = [
                ("policy", policy),
                sale,
                ("pay", 0, 20, 1),
                ("log", sale[1], 100, 50),
                ("share", sale[1], 50, True),
            ]
            half = len(steps) // 2
            steps[half:half] = [("merge", sale[1])]
            for name, *args in start + steps:
                self._play_and_check(name, args)
            self._finish()
            savepoint.rollback()
        self.env.invalidate_all()

    def test_debited_pack_stays_what_it_was(self):
        """The debit note adds to the pack that was sold, not to what is drafted now."""
        self._start()
        self.played = []
        for name, *args in (
            ("policy", "posted"),
            ("sell", 0, 2, 3, 6, "plain"),
            ("debit", 0, 56, 100),
            ("reset", 0, 0),
        ):
            self._play_and_check(name, args)
        self.assertReading(self.seats[0])

    def _play_and_check(self, name, args):
        self._play(name, args)
        self.assertBooks()

    # === ASSERTIONS === #

    def assertBooks(self):
        self.assertEqual(
            self.env["prepaid.contract"].sudo()._check_integrity(), [], self.played
        )
        self.assertFalse(self._get_forfeited(), self.played)
        for company in self.companies:
            for when in (FIRST, date(2026, 2, 10), LAST, date.max):
                tie_out = company.sudo()._get_prepaid_tie_out(when)
                self.assertEqual(tie_out["difference"], 0, (tie_out, self.played))
                self.assertEqual(
                    self._get_deferred(company, when),
                    tie_out["deferred"],
                    self.played,
                )

    def _get_forfeited(self):
        """Return what expired and was lost of credit that a rule protects."""
        entries = self.env["prepaid.entry"].search(
            [("kind", "=", "expire"), ("is_owed", "=", False)]
        )
        return entries.filtered(lambda entry: entry.contract_id._is_expiry_barred())

    def _get_deferred(self, company, when):
        """Return the balance of the deferral account itself."""
        rows = self.env["account.move.line"]._read_group(
            [
                ("account_id", "=", company.deferred_revenue_account_id.id),
                ("company_id", "=", company.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", when),
            ],
            [],
            ["balance:sum"],
        )
        return company.currency_id.round(-(rows[0][0] or 0))

    def _finish(self):
        """Recognise to the end: what is finished earned its price, to the cent."""
        self._settle_all()
        for seat in self.seats:
            self.assertReading(seat)
        grants = self.env["prepaid.grant"].sudo()
        for company in self.companies:
            company.sudo()._recognise_prepaid_revenue(date(2026, 12, 31))
            self.assertFalse(
                company.sudo()._recognise_prepaid_revenue(date(2026, 12, 31)),
                self.played,
            )
            mine = grants.search([("company_id", "=", company.id)])
            left = sum(mine.mapped("amount")) - sum(mine.mapped("recognised_amount"))
            waiting = self._get_ungranted(company)
            self.assertAlmostEqual(
                self._get_deferred(company, date.max), left + waiting, 2, self.played
            )
            # What is billed beyond a cancelled order waits for its credit note.
            for grant in mine.filtered(
                lambda grant: (
                    grant.state in ("used", "expired")
                    and grant.sale_line_id.qty_to_invoice >= 0
                    and grant.sale_line_id.state != "cancel"
                )
            ):
                self.assertEqual(grant.recognised_amount, grant.amount, self.played)
        self.assertBooks()

    def _settle_all(self):
        """Pay whatever is open, with the write-offs granted and all credit valid."""
        grants = self.env["prepaid.grant"].sudo()
        for index, order in enumerate(self.orders):
            if order.state == "sale" and any(order.order_line.mapped("qty_to_invoice")):
                self._play_and_check("invoice_rest", (index,))
        for invoice in self.invoices:
            if invoice.state == "posted" and invoice.amount_residual:
                self._register_payment(invoice, payment_date=LAST)
            if invoice.state == "posted":
                invoice.action_grant_written_off()
        self.env.flush_all()
        for grant in grants.search([("date_expiry", "<", LAST)]):
            grant.date_expiry = date(2026, 12, 31)
        self.assertBooks()

    def assertReading(self, seat):
        """Compare credit, debt and price of a client with the plain reading."""
        moves = self.env["account.move"].union(*self.invoices, *self.refunds)
        moves = moves.filtered(
            lambda m: m.state == "posted" and m.partner_id == seat["client"]
        )
        credit = {line: fact["credit"] for line, fact in self.facts.items()}
        reading = Reading(moves, credit, self.debited)
        rows = (
            self.env["prepaid.pool.line"]
            .sudo()
            .search([("line_id.move_id", "in", moves.ids)])
        )
        self.assertAlmostEqual(
            sum(rows.mapped("amount")), float(reading.price), 2, self.played
        )
        due = reading.get_credit(self._get_ordered(seat))
        worked = sum(
            round(work.unit_amount * 60)
            for work in self.works
            if work.partner_id == seat["client"] and work.prepaid_contract_id
        )
        contracts = seat["client"].prepaid_contract_ids
        balance, debt = sum(contracts.mapped("balance")), sum(contracts.mapped("debt"))
        self.assertGreaterEqual(debt, max(-balance, 0), self.played)
        forgiving = moves.filtered(
            lambda m: m.move_type == "out_refund" and m.prepaid_credit_use == "forgive"
        )
        if forgiving:
            self.assertGreaterEqual(balance, due - worked, self.played)
        else:
            self.assertEqual(balance, due - worked, self.played)

    def _get_ordered(self, seat):
        """Return {order line: (packs ordered, credit)} of orders that grant."""
        return {
            line: (
                exact(line.product_uom_qty if line.state == "sale" else 0),
                fact["credit"],
            )
            for line, fact in self.facts.items()
            if line._name == "sale.order.line"
            and line.exists()
            and line.order_partner_id == seat["client"]
            and fact["policy"] == "confirmed"
            and fact["credit"]
        }

    def _get_ungranted(self, company):
        """Return the price of packs that were invoiced and not granted yet."""
        rows = (
            self.env["prepaid.pool.line"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("line_id.parent_state", "=", "posted"),
                ]
            )
        )
        return sum(
            sum(parts.mapped("amount"))
            for root, parts in rows.grouped("root_id").items()
            if round(sum(parts.mapped("packs")), 6)
            and not root.prepaid_grant_ids.filtered(lambda g: not g.is_replaced)
        )
