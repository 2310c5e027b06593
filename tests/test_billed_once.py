from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_clients import ClientsCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestBilledOnce(ClientsCommon):
    """Work is drawn or billed, never both; a pack's own ticket draws the pack."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hourly = cls.env["product.product"].create(
            {
                "name": "An hour",
                "type": "service",
                "service_policy": "delivered_timesheet",
                "uom_id": cls.env.ref("uom.product_uom_hour").id,
                "list_price": 100,
                "taxes_id": False,
            }
        )

    def _sell(self, product, **over):
        order = self._order(pack=product, **over)
        order.action_confirm()
        return order.order_line

    def _sold_line(self):
        """Return a line of a ticket that an order bills by the hour."""
        self.task.sale_line_id = self._sell(self.hourly)
        line = self._log(60)
        self.assertEqual(line.so_line, self.task.sale_line_id)
        self.assertFalse(line.prepaid_contract_id)
        self.assertEqual(line.prepaid_uncovered, "sold")
        return line

    def test_a_contract_chosen_on_a_sold_line_takes_it_from_the_order(self):
        line = self._sold_line()
        order_line = line.so_line
        line.with_user(self.technician).prepaid_contract_id = self.mine
        self.assertFalse(line.so_line)
        self.assertFalse(line.prepaid_uncovered)
        self.assertEqual(order_line.qty_delivered, 0)
        self.assertBalances(540, 600)

    def test_an_order_line_chosen_on_a_covered_line_takes_it_from_the_contract(self):
        line = self._log(60)
        order_line = self._sell(self.hourly)
        line.write({"so_line": order_line.id})
        self.assertFalse(line.prepaid_contract_id)
        self.assertEqual(line.so_line, order_line)
        self.assertBalances(600, 600)
        line.write({"so_line": False, "is_so_line_edited": False})
        line.prepaid_contract_id = self.mine
        self.assertBalances(540, 600)

    def test_an_order_line_picked_by_hand_on_a_named_ticket_bills_alone(self):
        self.task.prepaid_contract_id = self.mine
        line = self._log(60)
        line.write({"so_line": self._sell(self.hourly).id, "is_so_line_edited": True})
        self.assertFalse(line.prepaid_contract_id)
        self.assertBalances(600, 600)

    def test_both_at_once_are_refused(self):
        line = self._log(60)
        order_line = self._sell(self.hourly)
        with self.assertRefused("choose one of them", ValidationError):
            line.write(
                {
                    "so_line": order_line.id,
                    "is_so_line_edited": True,
                    "prepaid_contract_id": self.mine.id,
                }
            )
        self.assertBalances(540, 600)

    def test_what_is_invoiced_takes_no_contract(self):
        line = self._sold_line()
        invoice = self.task.sale_line_id.order_id._create_invoices()
        invoice.action_post()
        self.assertTrue(invoice)
        self.assertEqual(line.timesheet_invoice_id, invoice)
        with self.assertRefused("is on the invoice"):
            line.with_user(self.technician).prepaid_contract_id = self.mine
        self.assertBalances(600, 600)

    def test_a_ticket_that_moves_leaves_what_is_invoiced(self):
        line = self._sold_line()
        self.task.sale_line_id.order_id._create_invoices().action_post()
        self.assertEqual(line.sudo().timesheet_invoice_id.state, "posted")
        self.task.partner_id = self.other_client
        self.assertEqual(line.so_line.order_id.partner_id, self.client)
        self.assertBalances(600, 600)

    def test_the_ledger_check_names_a_line_that_is_drawn_and_billed(self):
        line = self._log(60)
        order_line = self._sell(self.hourly)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_analytic_line SET so_line = %s WHERE id = %s",
            (order_line.id, line.id),
        )
        self.env.invalidate_all()
        faults = self.env["prepaid.contract"].sudo()._check_integrity()
        self.assertEqual(len(faults), 1)
        self.assertIn("drawn or billed", faults[0])
        self.env.cr.execute(
            "UPDATE account_analytic_line SET so_line = NULL WHERE id = %s", (line.id,)
        )

    # === PACKS THAT OPEN A TICKET OR A PROJECT === #

    def _sell_opener(self, tracking, client=None):
        pack = self._pack(
            600,
            name="Pack that opens",
            service_tracking=tracking,
            project_id=tracking == "task_global_project" and self.project.id,
        )
        order_line = self._sell(pack, client=client or self._client("New"))
        invoice = order_line.order_id._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        return order_line

    def test_a_packs_own_ticket_draws_the_pack(self):
        for tracking in ("task_in_project", "task_global_project"):
            with self.subTest(tracking=tracking):
                order_line = self._sell_opener(tracking)
                task = order_line.task_id
                contract = order_line._get_pack_contract()
                self.assertEqual(task.prepaid_covering_id, contract)
                delivered = order_line.qty_delivered
                line = self._log(60, task=task)
                self.assertEqual(contract.balance, 540)
                self.assertFalse(line.so_line)
                self.assertEqual(order_line.qty_delivered, delivered)
                self.assertFalse(order_line.remaining_hours_available)

    def test_a_packs_own_project_draws_the_pack(self):
        order_line = self._sell_opener("project_only")
        project = order_line.project_id
        line = self._log(60, task=self._task("Inside", project))
        self.assertEqual(order_line._get_pack_contract().balance, 540)
        self.assertFalse(line.so_line)

    def test_a_packs_ticket_draws_its_own_contract_not_the_default(self):
        special = self._plan("Special")
        named = self._contract(plan=special, is_default=False)
        pack = self._pack(600, plan=special, service_tracking="task_in_project")
        order = self._order(pack=pack, prepaid_contract_id=named.id)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        self._log(60, task=order.order_line.task_id)
        self.assertEqual(named.balance, 540)
        self.assertBalances(600, 600)
