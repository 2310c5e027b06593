from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDraw(PrepaidCommon):
    def test_every_minute_from_1_to_59_is_drawn_exactly(self):
        contract = self._contract(10_000)
        for minutes in range(1, 60):
            before = contract.balance
            self._log(minutes)
            self.assertEqual(before - contract.balance, minutes)

    def test_one_line_spans_grants_in_their_order_of_use(self):
        contract = self._contract()
        first = self._grant(contract, 600, date_expiry=date(2026, 6, 30))
        second = self._grant(contract, 600)
        self._log(12 * 60)
        self.assertEqual((first.remaining, second.remaining), (0, 480))

    def test_priority_then_soonest_expiry_then_oldest(self):
        contract = self._contract()
        never = self._grant(contract, 60)
        late = self._grant(contract, 60, date_expiry=date(2026, 12, 31))
        soon = self._grant(contract, 60, date_expiry=date(2026, 4, 30))
        first = self._grant(contract, 60, priority=1)
        order = []
        for _turn in range(4):
            line = self._log(60)
            order.append(line.sudo().prepaid_entry_ids.grant_id)
        self.assertEqual(order, [first, soon, late, never])

    def test_work_draws_on_grants_valid_that_day(self):
        contract = self._contract()
        old = self._grant(contract, 60, date_expiry=date(2026, 3, 10))
        new = self._grant(contract, 60, date=date(2026, 3, 11))
        self._log(30, day=date(2026, 3, 9))
        self._log(20, day=date(2026, 3, 12))
        self.assertEqual((old.remaining, new.remaining), (30, 40))

    def test_editing_draws_or_returns_only_the_difference(self):
        contract = self._contract(600)
        line = self._log(60)
        line.unit_amount = 2
        self.assertEqual(contract.balance, 480)
        line.unit_amount = 0.5
        self.assertEqual(contract.balance, 570)
        quantities = line.sudo().prepaid_entry_ids.sorted("id").mapped("quantity")
        self.assertEqual(quantities, [-60, -60, 60, 30])

    def test_saving_the_same_again_books_nothing(self):
        self._contract(600)
        line = self._log(60)
        before = len(line.sudo().prepaid_entry_ids)
        line.write({"unit_amount": 1, "task_id": self.task.id, "date": TODAY})
        self.assertEqual(len(line.sudo().prepaid_entry_ids), before)

    def test_unwinding_gives_back_the_newest_draw_first(self):
        contract = self._contract()
        first = self._grant(contract, 60, date_expiry=date(2026, 6, 30))
        second = self._grant(contract, 600)
        line = self._log(100)
        line.unit_amount = 70 / 60
        self.assertEqual((first.remaining, second.remaining), (0, 590))

    def test_deleting_a_line_gives_its_credit_back_and_keeps_the_entries(self):
        contract = self._contract(600)
        line = self._log(60)
        entries = line.sudo().prepaid_entry_ids
        line.unlink()
        self.assertEqual(contract.balance, 600)
        self.assertTrue(entries.exists())
        self.assertFalse(entries.timesheet_id)

    def test_moving_a_line_to_another_task_moves_its_draw(self):
        other_client = self.env["res.partner"].create({"name": "Deco"})
        mine = self._contract(600)
        theirs = self._contract(600, client=other_client)
        other = self._task("Elsewhere", self._project("Deco", other_client))
        line = self._log(60)
        line.write({"task_id": other.id, "project_id": other.project_id.id})
        self.assertEqual((mine.balance, theirs.balance), (600, 540))

    def test_changing_the_date_books_the_work_on_the_new_day(self):
        contract = self._contract()
        self._grant(contract, 60, date_expiry=date(2026, 3, 10))
        self._grant(contract, 60, date=date(2026, 3, 11))
        line = self._log(30, day=date(2026, 3, 9))
        line.date = date(2026, 3, 12)
        self.assertEqual(contract.grant_ids.mapped("remaining"), [60, 30])

    def test_choosing_a_contract_by_hand_wins(self):
        self._contract(600)
        other = self._contract(600, is_default=False)
        line = self._log(60, prepaid_contract_id=other.id)
        self.assertEqual(other.balance, 540)
        line.prepaid_contract_id = False
        self.assertEqual(other.balance, 600)
        self.assertFalse(line.sudo().prepaid_quantity)

    def test_the_task_wins_over_the_project_over_the_default(self):
        default = self._contract(600)
        of_project = self._contract(600, is_default=False)
        of_task = self._contract(600, is_default=False)
        self._log(10)
        self.project.prepaid_contract_id = of_project
        self._log(20)
        self.task.prepaid_contract_id = of_task
        self._log(30, task=self._task("Subtask", parent_id=self.task.id))
        balances = (default | of_project | of_task).mapped("balance")
        self.assertEqual(balances, [590, 580, 570])

    def test_a_project_that_opts_out_keeps_the_default_credit(self):
        contract = self._contract(600)
        self.project.prepaid_opt_out = True
        line = self._log(60)
        self.assertEqual(contract.balance, 600)
        self.assertFalse(line.prepaid_contract_id)

    def test_block_refuses_work_beyond_the_credit_and_books_nothing(self):
        contract = self._contract(30)
        with self.assertRefused(contract.name):
            self._log(31)
        self.assertEqual(contract.balance, 30)

    def test_a_manager_may_book_beyond_the_credit(self):
        contract = self._contract(30)
        self._log(
            45,
            user=self.manager,
            prepaid_override=True,
            prepaid_override_reason="Server down",
        )
        self.assertEqual((contract.balance, contract.debt), (-15, 15))

    def test_allow_books_debt_up_to_the_limit(self):
        self.plan.write({"overdraft_policy": "allow", "overdraft_limit": 60})
        contract = self._contract(30)
        self._log(90)
        self.assertEqual((contract.balance, contract.debt), (-60, 60))
        with self.assertRefused("Refill the contract"):
            self._log(1)

    def test_a_new_grant_settles_debt_first(self):
        self.plan.overdraft_policy = "allow"
        contract = self._contract(30)
        self._log(90)
        grant = self._grant(contract, 600)
        self.assertEqual((contract.balance, contract.debt), (540, 0))
        self.assertEqual(grant.remaining, 540)

    def test_deleting_work_whose_debt_was_settled_returns_the_credit(self):
        self.plan.overdraft_policy = "allow"
        contract = self._contract()
        line = self._log(90)
        grant = self._grant(contract, 600)
        line.unlink()
        self.assertEqual((contract.balance, contract.debt), (600, 0))
        self.assertEqual(grant.remaining, 600)

    def test_work_before_the_purchase_is_paid_by_todays_credit(self):
        contract = self._contract()
        grant = self._grant(contract, 600, date=date(2026, 3, 10))
        self._log(60, day=date(2026, 3, 9))
        self.assertEqual((contract.balance, contract.debt), (540, 0))
        kinds = sorted(contract.entry_ids.mapped("kind"))
        self.assertEqual(kinds, ["debt", "grant", "settle", "settle"])
        self.assertEqual(grant.remaining, 540)

    def test_a_closed_contract_takes_no_work(self):
        contract = self._contract(600)
        self.task.prepaid_contract_id = contract
        contract.action_close()
        with self.assertRefused(contract.name):
            self._log(10)

    def test_durations_must_be_sane(self):
        self._contract(60_000)
        for minutes in (-1, 60 * 24 * 40, 1e30):
            with self.subTest(minutes=minutes):
                with self.assertRefused("duration", ValidationError):
                    self._log(minutes)

    def test_changing_the_order_line_of_a_task_moves_nothing(self):
        contract = self._contract(600)
        line = self._log(60)
        order = self._order(pack=self.product_a)
        self.product_a.type = "service"
        order.action_confirm()
        self.task.sale_line_id = order.order_line
        self.assertEqual(contract.balance, 540)
        self.assertFalse(line.so_line)

    def test_work_that_odoo_bills_otherwise_is_left_alone(self):
        contract = self._contract(600)
        self.product_a.write({"type": "service", "invoice_policy": "delivery"})
        order = self._order(pack=self.product_a)
        order.action_confirm()
        self.task.sale_line_id = order.order_line
        line = self._log(60)
        self.assertEqual(line.so_line, order.order_line)
        self.assertEqual(contract.balance, 600)

    def test_covered_work_counts_as_billable(self):
        plain = self._log(30)
        self._contract(600)
        covered = self._log(60)
        self.assertEqual(covered.timesheet_invoice_type, "billable_fixed")
        self.env.flush_all()
        report = self.env["timesheets.analysis.report"]
        figures = {
            line: (row.billable_time, row.non_billable_time)
            for line in (plain, covered)
            for row in report.browse(line.id)
        }
        self.assertEqual(figures, {plain: (0, 0.5), covered: (1, 0)})

    def test_imported_lines_draw_like_logged_ones(self):
        contract = self._contract(600)
        result = (
            self.env["account.analytic.line"]
            .with_user(self.technician)
            .load(
                ["name", "project_id/.id", "task_id/.id", "date", "unit_amount"],
                [
                    ["One", self.project.id, self.task.id, "2026-03-02", "0.2"],
                    ["Two", self.project.id, self.task.id, "2026-03-03", "1.5"],
                ],
            )
        )
        self.assertEqual(len(result["ids"]), 2, result["messages"])
        self.assertEqual(contract.balance, 600 - 12 - 90)

    def test_work_without_contract_is_as_in_stock_odoo(self):
        line = self._log(60)
        self.assertFalse(line.prepaid_contract_id)
        self.assertEqual(line.timesheet_invoice_type, "non_billable")
        self.assertFalse(line.sudo().prepaid_entry_ids)

    def test_a_batch_draws_like_single_lines(self):
        contract = self._contract()
        first = self._grant(contract, 100, date_expiry=date(2026, 6, 30))
        second = self._grant(contract, 100)
        self.env["account.analytic.line"].with_user(self.technician).create(
            [
                {
                    "name": f"Work {minutes}",
                    "project_id": self.project.id,
                    "task_id": self.task.id,
                    "unit_amount": minutes / 60,
                    "date": TODAY,
                }
                for minutes in (30, 40, 50)
            ]
        )
        self.assertEqual((first.remaining, second.remaining), (0, 80))

    def test_a_technician_copies_a_line_and_draws_again(self):
        contract = self._contract(600)
        self._log(60).copy()
        self.assertEqual(contract.balance, 480)

    def test_choosing_the_customer_of_a_task_adds_no_line_to_it(self):
        contract = self._contract(600)
        with Form(self.env["project.task"].with_context(tracking_disable=True)) as form:
            form.name = "New"
            form.project_id = self._project("Open", self.env["res.partner"])
            form.partner_id = self.client
            self.assertEqual(form.prepaid_covering_id, contract)
        self.assertFalse(form.record.timesheet_ids)

    def test_days_are_minutes_too(self):
        contract = self._contract(6000)
        self._log(60 * 1.5, product_uom_id=self.env.ref("uom.product_uom_day").id)
        self.assertEqual(contract.balance, 6000 - 1.5 * 8 * 60)
