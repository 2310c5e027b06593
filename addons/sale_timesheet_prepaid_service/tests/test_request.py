from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.models.ledger.short import CreditShort

from .common import ADDON, START, ServicePortalCommon

HOLD_CRON = "sale_timesheet_prepaid.prepaid_hold_cron"
REMIND_CRON = f"{ADDON}.prepaid_service_remind_cron"


@tagged("post_install", "-at_install")
class TestRequest(ServicePortalCommon):
    """A service is set aside at booking, and used at delivery, as it was sold."""

    def _figures(self):
        return self.contract.balance, self.contract.held, self.contract.available

    def test_a_booking_sets_the_cost_aside_and_makes_a_ticket(self):
        request = self._book(files=[("plan.txt", b"The plan")])
        self.assertEqual(self._figures(), (600, 45, 555))
        self.assertEqual(request.state, "requested")
        task = request.task_id
        self.assertEqual(task.partner_id, self.colleague)
        self.assertEqual(task.attachment_ids.mapped("raw"), [b"The plan"])
        self.assertIn("45 min", " ".join(task.message_ids.mapped("preview")))
        self.assertIn(self.colleague, task.message_ids.notified_partner_ids)

    def test_a_ticket_without_a_service_says_nothing_of_one(self):
        task = self._task("Printer on fire")
        self.assertFalse(task.prepaid_request_text)
        self.assertFalse(task.prepaid_request_state)

    def test_the_same_form_books_once(self):
        request = self._book(reference="a" * 32)
        self.assertEqual(self._book(reference="a" * 32), request)
        self.assertEqual(self._figures(), (600, 45, 555))

    def test_delivery_uses_the_fixed_cost_whatever_was_worked(self):
        for minutes in (1, 20, 45, 300):
            with self.subTest(minutes=minutes):
                before = self.contract.balance
                request = self._book()
                self._deliver(request, minutes)
                line = request.timesheet_id
                self.assertEqual(request.state, "delivered")
                self.assertEqual(line._get_worked_minutes(), minutes)
                self.assertEqual(before - self.contract.balance, 45)
                self.assertEqual(request.hold_id.state, "posted")
                self.assertEqual(request.hold_id.posted_quantity, 45)
                self.assertEqual(line.prepaid_explanation, "fixed 45 min")
        self.assertEqual(self.contract.held, 0)
        self.assertSound()

    def test_the_client_reads_the_service_in_the_statement(self):
        self._deliver(self._book())
        entry = self.contract.entry_ids.filtered(lambda entry: entry.kind == "draw")
        line = entry.sudo()._get_client_lines()[0]
        self.assertEqual(
            (line["name"], line["explanation"]),
            ("Review of a document", "fixed 45 min"),
        )

    def test_editing_and_deleting_the_line_keeps_the_ledger_right(self):
        request = self._book()
        self._deliver(request)
        line = request.timesheet_id
        line.unit_amount = 2
        self.assertEqual(self.contract.balance, 555)
        line.usage_type_id = self.env.ref(
            "sale_timesheet_prepaid.prepaid_usage_type_onsite"
        )
        self.assertEqual(self.contract.balance, 555)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            line.prepaid_items = 2
            self.env.flush_all()
        line.prepaid_charge = "goodwill"
        self.assertEqual(self.contract.balance, 600)
        line.prepaid_charge = "billable"
        self.assertSound()
        line.unlink()
        self.assertEqual(self._figures(), (600, 0, 600))
        self.assertSound()

    def test_a_copy_of_the_line_is_ordinary_work(self):
        request = self._book()
        self._deliver(request)
        copy = request.timesheet_id.copy()
        self.assertFalse(copy.prepaid_request_id)
        self.assertEqual(copy.prepaid_quantity, 20)

    def test_declining_gives_back_and_says_why(self):
        request = self._book()
        with self.assertRaises(UserError):
            self._answer(request, "decline", text=" ")
        self._answer(request, "decline", text="Not our subject.")
        self.assertEqual(request.state, "declined")
        self.assertEqual(self._figures(), (600, 0, 600))
        texts = " ".join(request.task_id.message_ids.mapped("body"))
        self.assertIn("Not our subject.", texts)

    def test_a_client_withdraws_until_the_work_begins(self):
        request = self._book()
        request._withdraw()
        request._withdraw()
        self.assertEqual(request.state, "withdrawn")
        self.assertEqual(self._figures(), (600, 0, 600))
        begun = self._book()
        begun.with_user(self.technician).action_start()
        with self.assertRaises(UserError):
            begun._withdraw()
        self.assertEqual(self.contract.held, 45)

    def test_each_request_ends_once(self):
        request = self._book()
        self._deliver(request)
        for kind in ("deliver", "decline"):
            with self.assertRaises(UserError):
                self._answer(request, kind, minutes=5, text="Again")
        with self.assertRaises(UserError):
            request._withdraw()
        self.assertEqual(self._figures(), (555, 0, 555))

    def test_a_request_ends_with_what_was_set_aside(self):
        request = self._book()
        self._run(HOLD_CRON, START + timedelta(days=13))
        self.assertEqual(request.state, "requested")
        self._run(HOLD_CRON, START + timedelta(days=15))
        self.assertEqual((request.state, request.hold_id.state), ("expired", "expired"))
        self.assertEqual(self._figures(), (600, 0, 600))
        self.assertEqual(request.activity_ids.user_id, self.user)
        self.assertIn(
            "not answered in time", str(request.task_id.message_ids.mapped("body"))
        )

    def test_a_manager_who_releases_the_hold_ends_the_request(self):
        request = self._book()
        request.hold_id.with_user(self.manager).action_release()
        self.assertEqual(request.state, "declined")

    def test_the_promise_counts_business_hours(self):
        request = self._book(at=datetime(2026, 3, 13, 19, 0))  # Friday, 15:00.
        # Two hours on Friday, two on Monday from 9:00 in New York.
        self.assertEqual(request.deadline, datetime(2026, 3, 16, 15, 0))

    def test_the_promise_crosses_daylight_saving(self):
        request = self._book(at=datetime(2026, 3, 6, 20, 0))  # Friday, 15:00 (EST).
        # Monday is in summer time: 11:00 there is 15:00 UTC.
        self.assertEqual(request.deadline, datetime(2026, 3, 9, 15, 0))

    def test_the_manager_is_asked_once_about_a_late_request(self):
        request = self._book()
        self._run(REMIND_CRON, START + timedelta(hours=3))
        self.assertFalse(request.activity_ids)
        for hours in (5, 6):
            self._run(REMIND_CRON, START + timedelta(hours=hours))
        self.assertEqual(request.activity_ids.user_id, self.user)
        self._deliver(request)
        self.assertFalse(request.activity_ids)

    def test_without_credit_nothing_is_booked(self):
        poor = self._contract(30, client=self.client, is_default=False)
        with self.assertRaises(CreditShort):
            self._book(contract=poor)
        self.assertFalse(poor.service_request_ids)
        self.assertFalse(poor.hold_ids)

    def test_later_changes_leave_a_booked_request_as_it_is(self):
        request = self._book()
        self.service.write(
            {"prepaid_service_quantity": 90, "name": "Dear", "active": False}
        )
        self._rate(self.plan, self.usage_type, factor=3)
        self.contract.state = "suspended"
        self.contract.grant_ids.date_expiry = START.date() - timedelta(days=1)
        self._deliver(request)
        self.assertEqual(request.timesheet_id.name, "Review of a document")
        self.assertEqual(request.timesheet_id.prepaid_quantity, 45)
        self.assertEqual(request.hold_id.posted_quantity, 45)
        self.assertSound()

    def test_a_money_plan_charges_the_fixed_amount_and_hides_it(self):
        plan = self._plan(
            "Credit", unit="money", currency_id=self.company.currency_id.id
        )
        contract = self._contract(500, plan=plan, is_default=False)
        service = self._service(
            "Urgent answer",
            prepaid_service_plan_ids=[Command.set(plan.ids)],
            prepaid_service_quantity=49.99,
        )
        request = self._book(contract=contract, service=service)
        mine = request.with_user(self.technician)
        self.assertFalse(mine.cost)
        self.assertNotIn("49", mine.task_id.prepaid_request_text)
        with self.assertRaises(AccessError):
            mine.read(["quantity"])
        self._deliver(request)
        self.assertAlmostEqual(contract.balance, 450.01)
        line = request.timesheet_id.with_user(self.technician)
        self.assertEqual(line.prepaid_explanation, "fixed")
        texts = request.task_id.with_user(self.technician).message_ids.mapped("body")
        self.assertNotIn("49", " ".join(texts))

    def test_another_company_and_other_plans_do_not_offer_it(self):
        other = self._contract(600, plan=self._plan("Other"), is_default=False)
        self.assertFalse(other._get_services())
        with self.assertRaises(UserError):
            self._book(contract=other)

    def test_a_service_is_never_for_sale_and_no_pack(self):
        for vals in ({"sale_ok": True}, {"prepaid_service_quantity": 0}):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self.service.write(vals)
        with self.assertRaises(ValidationError):
            self.pack.product_tmpl_id.is_prepaid_service = True

    def test_staff_without_rights_are_refused(self):
        request = self._book()
        for user in (self.accountant, self.ann):
            with self.subTest(user.login), self.assertRaises(AccessError):
                request.with_user(user).action_deliver()

    @freeze_time(START)
    def test_a_needed_file_is_asked_for(self):
        self.service.prepaid_service_needs_files = True
        with self.assertRaises(UserError):
            self._book()
        self.assertTrue(self._book(files=[("a.pdf", b"%PDF")]))
