from collections import defaultdict
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_migration import MigrationCommon
from .steady import steady

INDEX = st.integers(0, 9)
ORDER_LINE = st.tuples(
    st.sampled_from(["hours", "days"]),
    st.sampled_from([0, 0.5, 1, 2.25, 3, 10]),
    st.sampled_from([0, 33.33, 80, 99.99]),
    st.sampled_from([0, 10, 33]),
)
STEP = st.one_of(
    st.tuples(
        st.just("sell"),
        st.integers(0, 1),
        st.booleans(),
        st.lists(ORDER_LINE, min_size=1, max_size=2),
    ),
    st.tuples(st.just("work"), INDEX, st.integers(1, 700)),
    st.tuples(st.just("invoice"), INDEX, st.sampled_from([1, 0.5, 0.2])),
    st.tuples(st.just("pay"), INDEX),
    st.tuples(st.just("credit"), INDEX, st.sampled_from([1, 0.5, 0.25])),
    st.tuples(st.just("cancel"), INDEX),
)
SALE = ("sell", 0, False, [("hours", 10, 99.99, 10), ("days", 2.25, 80, 0)])
PAID = (SALE, ("work", 0, 90), ("work", 1, 100), ("invoice", 0, 1), ("pay", 0))


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMigrationRandom(MigrationCommon):
    """Whatever was sold, worked, invoiced and credited before: nothing is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clients = cls.client | cls.client.copy({"name": "Deco"})
        cls.euro = cls.env.ref("base.EUR")
        cls.euro.active = True
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.euro.id,
                "company_id": cls.company.id,
                "name": "2025-12-31",
                "rate": 0.9,
            }
        )
        Pricelist = cls.env["product.pricelist"]
        cls.foreign = Pricelist.create({"name": "Euro", "currency_id": cls.euro.id})

    @steady(3, shrinks=False)
    @given(st.lists(STEP, max_size=9), st.booleans())
    def test_hours_left_before_are_credit_after_and_undone_as_before(self, steps, all_):
        with self.env.cr.savepoint() as savepoint:
            self.lines, self.moves = self.env["sale.order.line"], []
            self.minutes = defaultdict(int)
            for name, *args in (*PAID, *steps):
                getattr(self, f"_do_{name}")(*args)
            self._check_migration(all_)
            savepoint.rollback()
        self.env.invalidate_all()

    # === STEPS === #

    def _do_sell(self, client, is_foreign, wanted):
        vals = {
            "partner_id": self.clients[client].id,
            "company_id": self.company.id,
            "order_line": [
                Command.create(
                    {
                        "product_id": self.old_hours.id,
                        "product_uom_qty": quantity,
                        "product_uom_id": (
                            self.day if unit == "days" else self.hour
                        ).id,
                        "price_unit": price,
                        "discount": discount,
                    }
                )
                for unit, quantity, price, discount in wanted
            ],
        }
        if is_foreign:
            vals["pricelist_id"] = self.foreign.id
        order = self.env["sale.order"].create(vals)
        order.action_confirm()
        for line in order.order_line:
            project = self._project(line.name, order.partner_id)
            self._task(f"Ticket {line.id}", project, sale_line_id=line.id)
        self.lines |= order.order_line

    def _do_work(self, index, minutes):
        line = self.lines[index % len(self.lines)]
        task = self.env["project.task"].search([("name", "=", f"Ticket {line.id}")])
        task.sale_line_id = line
        self._log(minutes, task=task)
        self.minutes[line] += minutes

    def _do_invoice(self, index, part):
        order = self.lines[index % len(self.lines)].order_id
        if order.invoice_status != "to invoice":
            return
        invoice = order._create_invoices()
        invoice.invoice_date = "2026-02-01"
        for item in invoice.invoice_line_ids:
            item.quantity = round(item.quantity * part, 2)
        invoice.action_post()
        self.moves.append(invoice)

    def _do_pay(self, index):
        if self.moves:
            invoice = self.moves[index % len(self.moves)]
            if invoice.amount_residual:
                self._pay(invoice, payment_date="2026-02-10")

    def _do_credit(self, index, part):
        if self.moves:
            invoice = self.moves[index % len(self.moves)]
            refund = invoice._reverse_moves(
                [{"invoice_date": "2026-02-20", "date": "2026-02-20"}]
            )
            for item in refund.invoice_line_ids:
                item.quantity = round(item.quantity * part, 2)
            refund.action_post()

    def _do_cancel(self, index):
        self.lines[index % len(self.lines)].order_id._action_cancel()

    # === WHAT MUST HOLD === #

    def _check_migration(self, is_all):
        before = self._get_native(self.lines), self._get_places(self.lines)
        self.assertTiedOut()
        migration = self._look()
        if is_all:
            migration.action_choose_all()
        taken = migration.line_ids.filtered(lambda row: row.is_chosen)
        taken_lines = taken.filtered("quantity").sale_line_id
        self.assertEqual(taken_lines, self._get_expected_lines(taken_lines, is_all))
        if not taken:
            with self.assertRefused("Choose at least one line"):
                migration.action_run()
            return
        action = migration.action_run()
        opening = self.env[action["res_model"]].browse(action["res_id"]).sudo()
        self.assertEqual(self._get_credit(), self._get_left(taken_lines))
        self.assertEqual(self._get_native(self.lines), before[0])
        self.assertEqual(self._get_prices(opening), self._get_expected_prices(opening))
        self.assertTiedOut()
        again = self._look().line_ids.sale_line_id
        self.assertFalse(again & taken.sale_line_id)
        self.company.sudo()._recognise_prepaid_revenue(TODAY)
        self.assertTiedOut()
        opening.with_user(self.manager).action_undo()
        self.assertEqual(
            (self._get_native(self.lines), self._get_places(self.lines)), before
        )
        self.assertEqual(set(self._get_credit().values()), {0})
        self.assertTiedOut()

    def _get_expected_lines(self, taken, is_all):
        """Return the lines that hold hours, as a naive reader of the orders says."""
        holding = self.lines.filtered(
            lambda line: line.state == "sale" and self._count_left(line) > 0
        )
        return holding if is_all else holding & taken

    def _count_left(self, line):
        per_unit = 480 if line.product_uom_id == self.day else 60
        return line.product_uom_qty * per_unit - self.minutes[line]

    def _get_left(self, lines):
        left = dict.fromkeys(self.clients, 0)
        for line in lines:
            left[line.order_partner_id] += self._count_left(line)
        return left

    def _get_credit(self):
        self.env.flush_all()
        return {
            client: sum(client.prepaid_contract_ids.mapped("balance"))
            for client in self.clients
        }

    def _get_prices(self, opening):
        return {line.sale_line_id: line.amount_company for line in opening.line_ids}

    def _get_expected_prices(self, opening):
        """Return the share of what was invoiced that is for hours not worked yet."""
        return {
            line: self._get_expected_price(line)
            for line in opening.line_ids.sale_line_id
        }

    def _get_expected_price(self, line):
        bills = line.invoice_lines.filtered(lambda bill: bill.parent_state == "posted")
        signs = {"out_invoice": 1, "out_refund": -1}
        per_unit = 480 if line.product_uom_id == self.day else 60
        hours = sum(
            round(signs[bill.move_type] * bill.quantity * per_unit) for bill in bills
        )
        paid_left = max(min(hours - self.minutes[line], self._count_left(line)), 0)
        cents = -sum(round(bill.balance * 100) for bill in bills)
        if not paid_left:
            return 0
        price = Fraction(max(cents, 0)) * int(paid_left) / hours
        return self.company.currency_id.round(int(price + Fraction(1, 2)) / 100)

    def assertTiedOut(self):
        self.assertTiesOut()
        tie_out = self.company.sudo()._get_prepaid_tie_out(TODAY)
        self.assertEqual(tie_out["difference"], 0)
        unclaimed = self.company.sudo()._get_prepaid_unclaimed(TODAY)
        self.assertEqual(unclaimed, [])
