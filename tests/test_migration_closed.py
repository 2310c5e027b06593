from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_migration import MigrationCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMigrationClosed(MigrationCommon):
    """An order line whose hours went to a contract takes no more work, by any way."""

    def setUp(self):
        super().setUp()
        self.line = self._sell_paid(10)
        self.task.sale_line_id = self.line
        self.work = self._log(60)
        self.opening = self._take_over(self.line)
        self.contract = self.line._get_migrated_contract()

    def test_chosen_by_hand_for_new_work_it_is_refused(self):
        with self.assertRefused("Choose that contract"):
            self._log(60, so_line=self.line.id, is_so_line_edited=True)
        new = self._log(60)
        with self.assertRefused("Choose that contract"):
            new.write({"so_line": self.line.id, "is_so_line_edited": True})
        self.assertDrawn(new, 60)

    def test_named_on_a_ticket_by_hand_work_still_draws(self):
        self.task.sale_line_id = self.line
        self.assertEqual(self.task.prepaid_covering_id, self.contract)
        new = self._log(60)
        self.assertFalse(new.so_line)
        self.assertDrawn(new, 60)

    def test_past_work_keeps_its_time_and_its_order_line(self):
        for change in (
            {"unit_amount": 2},
            {"so_line": False},
            {"prepaid_contract_id": self.contract.id},
        ):
            with self.subTest(change=change), self.assertRefused("was counted"):
                self.work.with_user(self.manager).write(change)
        with self.assertRefused("was counted"):
            self.work.with_user(self.manager).unlink()
        self.work.with_user(self.technician).name = "Cleaned the printer"
        self.work.with_user(self.manager).write({"date": "2026-03-10"})
        self.assertEqual(self.work.so_line, self.line)
        self.assertFalse(self.work.prepaid_contract_id)

    def test_past_work_stays_when_its_ticket_moves(self):
        other = self._project("Deco", self.client)
        self.task.project_id = other
        self.env.flush_all()
        self.assertEqual(self.work.so_line, self.line)
        self.assertEqual(self.line.qty_delivered, 1)
        self.assertEqual(self.contract.balance, 540)

    def test_a_new_mapping_of_employees_leaves_past_work(self):
        hourly = self._sell_paid(5)
        self.env["project.sale.line.employee.map"].create(
            {
                "project_id": self.project.id,
                "employee_id": self.work.employee_id.id,
                "sale_line_id": hourly.id,
            }
        )
        self.env.flush_all()
        self.assertEqual(self.work.so_line, self.line)

    def test_a_mapping_that_names_it_bills_no_new_work(self):
        self.env["project.sale.line.employee.map"].create(
            {
                "project_id": self.project.id,
                "employee_id": self.work.employee_id.id,
                "sale_line_id": self.line.id,
            }
        )
        self.assertDrawn(self._log(60), 60)

    def test_its_order_says_where_the_hours_went(self):
        seller = self._user("seller", "sales_team.group_sale_salesman_all_leads")
        order = self.line.order_id.with_user(seller)
        self.assertIn(self.contract.name, order.prepaid_migrated_note)
        self.assertFalse(self._sell_paid(5).order_id.prepaid_migrated_note)

    def test_tickets_of_a_shared_project_keep_their_own_order_lines(self):
        mine, other = self._sell_paid(5), self._sell_paid(5)
        shared = self._project("Shared", self.client, sale_line_id=mine.id)
        ticket = self._task("Mine", shared)
        theirs = self._task("Theirs", shared, sale_line_id=other.id)
        self.assertEqual(ticket.sale_line_id, mine)
        self._take_over(mine)
        self.assertFalse(shared.sale_line_id)
        self.assertFalse(shared.prepaid_contract_id)
        self.assertDrawn(self._log(60, task=ticket), 60)
        self.assertEqual(self._log(60, task=theirs).so_line, other)
        self.assertEqual(other.remaining_hours, 4)

    def test_nobody_is_offered_it(self):
        Line = self.env["sale.order.line"]
        offered = Line.search(Line._domain_sale_line_service())
        self.assertNotIn(self.line, offered)

    def test_new_tickets_draw_from_the_contract(self):
        new = self._task("Another printer")
        self.assertFalse(new.sale_line_id)
        self.assertEqual(new.prepaid_covering_id, self.contract)

    def test_more_hours_are_sold_by_a_line_of_their_own(self):
        with self.assertRefused("a line of their own"):
            self.line.product_uom_qty = 15
        order = self.line.order_id
        order.order_line = [
            Command.create({"product_id": self.old_hours.id, "product_uom_qty": 5})
        ]
        more = order.order_line - self.line
        self._invoice(more)
        opening = self._take_over(more)
        self.assertEqual(opening.line_ids.reference, f"{order.name} · Old hours (2)")
        self.assertEqual(self.contract.balance, 540 + 300)

    def test_an_order_that_is_cancelled_or_reopened_is_named(self):
        self.line.order_id._action_cancel()
        asked = self.contract.activity_ids.filtered(
            lambda activity: self.line.order_id.name in (activity.summary or "")
        )
        self.assertEqual(asked.user_id, self.contract.user_id)
        self.assertIn("cancelled", asked.note)
        self.line.order_id.action_draft()
        notes = "".join(map(str, self.contract.activity_ids.mapped("note")))
        self.assertIn("reopened", notes)
        with self.assertRefused("cannot be deleted"):
            self.line.unlink()

    def test_a_credit_note_for_it_is_named(self):
        self._credit(self.line.invoice_lines.move_id, 2)
        notes = "".join(map(str, self.contract.activity_ids.mapped("note")))
        self.assertIn("credited", notes)
        self.assertEqual(self.contract.balance, 540)

    def test_what_is_still_to_be_invoiced_is_invoiced_by_odoo(self):
        line = self._sell(8)
        self._take_over(line)
        self.assertEqual(line.qty_to_invoice, 8)
        self._invoice(line)
        self.assertEqual(line.qty_invoiced, 8)

    def test_only_the_verb_marks_a_line(self):
        other = self._sell_paid(5)
        for user in (self.technician, self.user, self.manager):
            with self.assertRaises(AccessError):
                other.with_user(user).prepaid_opening_id = self.opening
            with self.assertRaises(AccessError):
                self.line.with_user(user).prepaid_migrated = False

    def test_a_technician_reads_no_price_of_it(self):
        for record in (self.opening, self.opening.line_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.technician).read([])
