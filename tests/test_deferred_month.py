from datetime import date

from odoo.tests import freeze_time, tagged

from .common_deferred import DeferredCommon
from .test_recognition import FEBRUARY, MARCH, SOLD


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestDeferredMonth(DeferredCommon):
    """What was sold and earned, by month and by client."""

    def test_each_month_opens_where_the_last_one_closed(self):
        invoice = self._sell(self._pack(600, price=1000))
        self._log(150, day=date(2026, 2, 5))
        self._recognise(FEBRUARY)
        self._credit(invoice, packs=0.25)
        Month = self.env["prepaid.deferred.month"].with_user(self.accountant)
        domain = [("company_id", "=", self.company.id)]
        rows = Month.search(domain + [("kind", "=", "opening")], order="month")
        figures = ("opening", "sold", "credited", "earned", "expired", "closing")
        self.assertEqual(
            [(row.month.month, *(row[figure] for figure in figures)) for row in rows],
            [
                (1, 0, 1000, 0, 0, 0, 1000),
                (2, 1000, 0, -250, -250, 0, 500),
                (3, 500, 0, 0, 0, 0, 500),
            ],
        )
        parts = Month._read_group(domain, ["month:month"], ["amount:sum"])
        self.assertEqual([amount for _month, amount in parts], [1000, 500, 500])
        moves = self.env["prepaid.deferred.move"].with_user(self.accountant)
        action = rows[1].action_open_moves()
        self.assertEqual(
            set(moves.search(action["domain"]).mapped("kind")), {"credited", "earned"}
        )

    def test_sold_and_earned_by_client(self):
        other = self.env["res.partner"].create({"name": "Deco"})
        self._sell(self._pack(600, price=1000))
        self._sell(self._pack(600, price=500), client=other)
        self._log(60, day=date(2026, 2, 5))
        self._recognise(MARCH)
        moves = self.env["prepaid.deferred.move"].with_user(self.accountant)
        rows = moves._read_group(
            [("company_id", "=", self.company.id)],
            ["partner_id"],
            ["sold:sum", "earned:sum", "amount:sum"],
        )
        self.assertEqual(
            {partner.id: figures for partner, *figures in rows},
            {self.client.id: [1000, 100, 900], other.id: [500, 0, 500]},
        )

    def test_packs_sold_by_refill_are_told_apart(self):
        contract = self._contract()
        order = self._order(self.odd_pack, prepaid_contract_id=contract.id)
        self.env["prepaid.refill"].sudo().create(
            {"contract_id": contract.id, "sale_order_id": order.id, "state": "done"}
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.invoice_date = SOLD
        invoice.action_post()
        self._bill()
        moves = self.env["prepaid.deferred.move"].with_user(self.accountant)
        refills = moves.search([("is_refill", "=", True)])
        self.assertEqual(refills.move_id, invoice)
