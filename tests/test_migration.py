from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_migration import MigrationCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMigration(MigrationCommon):
    """Hours that Odoo's own order lines sold go to contracts, once, and back."""

    def test_hours_left_become_credit_and_new_work_draws_it(self):
        line = self._sell_paid(10)
        self.task.sale_line_id = line
        work = self._log(90)
        before = self._get_native(line)
        opening = self._take_over(line)
        contract = opening.line_ids.grant_id.contract_id
        self.assertEqual(contract.partner_id, self.client)
        self.assertEqual(contract.balance, 510)
        self.assertEqual(self._get_native(line), before)
        self.assertEqual(line.remaining_hours, 0)
        self.assertFalse(self.task.sale_line_id)
        self.assertEqual(self.task.prepaid_contract_id, contract)
        self.assertEqual(work.so_line, line)
        new = self._log(60)
        self.assertEqual(new.prepaid_contract_id, contract)
        self.assertFalse(new.so_line)
        self.assertDrawn(new, 60)
        self.assertEqual(self._get_native(line), before)

    def test_what_was_paid_for_the_hours_left_is_deferred(self):
        line = self._sell_paid(10, price_unit=99.99)
        self.task.sale_line_id = line
        self._log(200)
        row = self._find(self._look(), line)
        self.assertEqual(row.left, 400)
        self.assertEqual(row.amount, 666.6)
        self.assertEqual(row.status, "ready")
        self.assertTrue(row.is_chosen)

    def test_days_become_minutes_exactly(self):
        line = self._sell_paid(5, uom=self.day)
        self.task.sale_line_id = line
        self._log(100)
        row = self._find(self._look(), line)
        self.assertEqual(row.left, 5 * 480 - 100)

    def test_an_hour_of_a_day_is_an_hour(self):
        # https://github.com/odoo/odoo/pull/262524: Odoo counts 0.13 days.
        line = self._sell_paid(2, uom=self.day, price_unit=800)
        self.task.sale_line_id = line
        self._log(60)
        row = self._find(self._look(), line)
        self.assertEqual((row.left, row.amount), (900, 1500))

    def test_packs_of_hours_count_their_hours(self):
        # https://github.com/odoo/odoo/pull/229282: two hours too many are no 2:01.
        block = self.env["uom.uom"].create(
            {
                "name": "20 hours",
                "relative_factor": 20,
                "relative_uom_id": self.hour.id,
            }
        )
        line = self._sell_paid(1, uom=block, price_unit=1800)
        self.task.sale_line_id = line
        self._log(20 * 60)
        self._log(2 * 60)
        self.assertEqual(self._find(self._look(), line).left, -120)

    def test_discounts_beside_the_hours_lower_their_price(self):
        line = self._sell(10)
        vals = {"name": "Discount", "type": "service", "invoice_policy": "order"}
        discount = self.env["product.product"].create(vals)
        line.order_id.order_line = [
            Command.create(
                {
                    "product_id": discount.id,
                    "product_uom_qty": 1,
                    "price_unit": -100,
                    "tax_ids": False,
                }
            )
        ]
        self._invoice(line)
        self.assertEqual(self._find(self._look(), line).amount, 900)

    def test_hours_not_invoiced_are_named_and_have_no_price(self):
        line = self._sell(10)
        self.task.sale_line_id = line
        self._log(60)
        row = self._find(self._look(), line)
        self.assertEqual((row.status, row.is_chosen), ("owed", False))
        self.assertEqual((row.left, row.amount), (540, 0))
        self.assertIn("9 h of it are not invoiced", row.note)

    def test_an_unpaid_invoice_is_named(self):
        line = self._sell(10)
        invoice = self._invoice(line, pay=False)
        row = self._find(self._look(), line)
        self.assertEqual((row.status, row.amount), ("owed", 1000))
        self.assertIn(invoice.name, row.note)

    def test_a_credit_note_lowers_what_was_paid_for_the_hours(self):
        line = self._sell(10)
        invoice = self._invoice(line)
        self._credit(invoice, 4)
        row = self._find(self._look(), line)
        self.assertEqual((row.left, row.amount), (600, 600))
        self.assertIn("4 h of it are not invoiced", row.note)

    def test_more_work_than_hours_is_no_credit_but_named(self):
        line = self._sell_paid(2)
        self.task.sale_line_id = line
        self._log(200)
        row = self._find(self._look(), line)
        self.assertEqual((row.status, row.left, row.quantity), ("used", -80, 0))
        self.assertIn("1 h 20 more was worked than sold", row.note)

    def test_a_used_up_line_of_a_client_sends_new_work_to_the_contract(self):
        used, line = self._sell_paid(2), self._sell_paid(5)
        self.task.sale_line_id = used
        self._log(120)
        opening = self._take_over(used, line)
        self.assertEqual(used.prepaid_opening_id, opening)
        contract = opening.line_ids.grant_id.contract_id
        self.assertEqual(self.task.prepaid_contract_id, contract)
        self.assertDrawn(self._log(60), 60)
        self.assertEqual(used.qty_delivered, 2)

    def test_a_cancelled_order_whose_invoice_stands_stays_out_by_name(self):
        line = self._sell_paid(10)
        line.order_id._action_cancel()
        row = self._find(self._look(), line)
        self.assertEqual((row.status, row.is_chosen), ("out", False))
        with self.assertRefused("stays out: The order is cancelled"):
            self._take_over(line)

    def test_hours_of_another_company_are_not_found(self):
        other = self.setup_other_company(name="Second Ltd")["company"]
        self.env.user.company_ids |= other
        line = self._sell_paid(10)
        migration = self.env["prepaid.migration"].with_company(other).sudo()
        found = migration._find_sources(other)
        self.assertNotIn(line.id, [vals["sale_line_id"] for vals in found])

    def test_the_credit_is_the_commercial_entitys(self):
        contact = self.env["res.partner"].create(
            {"name": "Ada", "parent_id": self.client.id}
        )
        line = self._sell_paid(10, client=contact)
        opening = self._take_over(line)
        self.assertEqual(opening.line_ids.grant_id.contract_id.partner_id, self.client)

    def test_taken_over_twice_is_once(self):
        line = self._sell_paid(10)
        stale = self._look()
        self._take_over(line)
        self.assertFalse(self._find(self._look(), line))
        with self.assertRefused("changed since you looked"):
            stale.action_run()

    def test_work_logged_since_the_preview_asks_to_look_again(self):
        line = self._sell_paid(10)
        self.task.sale_line_id = line
        migration = self._look()
        self._log(60)
        with self.assertRefused("Look again"):
            migration.action_run()
        migration.action_look_again()
        migration.action_run()
        self.assertEqual(line._get_migrated_contract().balance, 540)

    def test_an_hour_logged_late_for_a_day_before_draws_the_credit(self):
        line = self._sell_paid(10)
        self.task.sale_line_id = line
        opening = self._take_over(line)
        late = self._log(60, day="2026-02-03")
        self.assertDrawn(late, 60)
        self.assertEqual(opening.line_ids.grant_id.remaining, 540)

    def test_tickets_of_another_client_are_named_and_stay(self):
        line = self._sell_paid(10)
        other = self.env["res.partner"].create({"name": "Deco", "is_company": True})
        ticket = self._task("Deco's printer", partner_id=other.id)
        ticket.sale_line_id = line
        self.assertIn("Deco's printer", self._find(self._look(), line).note)
        self._take_over(line)
        self.assertFalse(ticket.prepaid_contract_id)

    def test_a_forged_line_grants_nothing(self):
        line = self._sell_paid(10)
        migration = self._look()
        row = self._find(migration, line)
        for forged in (
            {"left": 6000},
            {"amount": 1},
            {"partner_id": self.env.company.partner_id.id},
        ):
            with self.subTest(forged=forged), self.assertRefused("Look again"):
                row.write(forged)
                migration.action_run()

    def test_a_stranger_neither_reads_nor_starts_it(self):
        row = self._find(self._look(), self._sell_paid(10)) or self._look().line_ids[0]
        for user in (self.technician, self.user, self.accountant):
            for record in (row, row.migration_id, row.plan_map_id):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["id"])

    def test_only_managers_look_and_run(self):
        for user in (self.technician, self.user, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._look(user)
