from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.models.ledger.short import CreditShort
from odoo.addons.sale_timesheet_prepaid.tests.common import make_calendar

from .common import ADDON, NOW, ServiceCommon

CRON = f"{ADDON}.prepaid_request_cron"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestRequest(ServiceCommon):
    """A service is held at booking, and drawn at delivery as it was booked."""

    def test_it_is_held_then_drawn_as_booked_whatever_it_took(self):
        request = self._booked()
        self.assertEqual((self.contract.held, self.contract.available), (45, 75))
        self.assertEqual(request.task_id.partner_id, self.client)
        self._by(request).deliver(20, "Done")
        self.assertEqual((self.contract.balance, self.contract.held), (75, 0))
        line = request.timesheet_id
        self.assertEqual((line.prepaid_quantity, line.drawn_minutes), (45, 45))
        self.assertEqual(line._get_worked_minutes(), 20)
        self.assertEqual(line.employee_id.user_id, self.technician)
        self.assertEqual(line.sudo().prepaid_explanation, "fixed: 45 min")
        self.assertEqual(self.contract._check_integrity(), [])

    def test_the_line_stays_what_was_booked_when_it_is_put_right(self):
        request = self._booked()
        self._by(request).deliver(20)
        line = request.timesheet_id
        line.unit_amount = 3
        self.assertEqual(self.contract.balance, 75)
        line.prepaid_charge = "goodwill"
        self.assertEqual(self.contract.balance, 120)
        line.prepaid_charge = "billable"
        self.assertEqual(self.contract.balance, 75)
        line.unlink()
        self.assertEqual(self.contract.balance, 120)
        self.assertEqual(self.contract._check_integrity(), [])

    def test_a_money_service_takes_money(self):
        currency = self.company.currency_id
        plan = self._plan("Credit", unit="money", currency_id=currency.id)
        contract = self._contract(500, plan=plan, is_default=False)
        service = self._service("Audit", 120.5, plan=plan)
        request = self._booked(service, contract)
        self._by(request).deliver(90)
        self.assertEqual((contract.balance, contract.held), (379.5, 0))
        line = request.timesheet_id
        self.assertEqual(
            line.with_user(self.technician).prepaid_explanation, ("fixed price")
        )
        self.assertFalse(line.with_user(self.technician).prepaid_drawn)

    def test_declined_withdrawn_and_timed_out_give_it_back(self):
        for end, text in (
            (lambda r: self._by(r).decline("No"), "declined"),
            (lambda r: r._end("withdrawn"), "withdrawn"),
        ):
            with self.subTest(end=text):
                request = self._booked()
                end(request)
                end(request)
                self.assertEqual((request.state, self.contract.held), (text, 0))
                with self.assertRaisesRegex(UserError, "has ended"):
                    self._by(request).deliver(10)
        request = self._booked()
        with freeze_time(NOW + timedelta(days=31)):
            self._run_cron("sale_timesheet_prepaid.prepaid_hold_cron")
            self._run_cron(CRON)
        self.assertEqual((request.state, self.contract.held), ("expired", 0))
        self.assertEqual(self.contract.balance, 120)

    def test_a_form_sent_twice_books_once(self):
        first = self._booked(token="form-1")
        self.assertEqual(self._booked(token="form-1"), first)
        self.assertEqual(self.contract.held, 45)
        self.assertNotEqual(self._booked(token="form-2"), first)

    def test_too_little_credit_books_nothing(self):
        self._booked()
        self._booked()
        tasks = self.env["project.task"].search_count([])
        with self.assertRaises(CreditShort):
            self._booked()
        self.assertEqual(self.contract.held, 90)
        self.assertEqual(self.env["project.task"].search_count([]), tasks)
        self.assertEqual(len(self.contract.request_ids), 2)

    def test_later_changes_are_for_the_next_one(self):
        request = self._booked()
        self.review.product_tmpl_id.prepaid_service_quantity = 90
        self.plan.rate_ids.factor = 3
        self.review.active = False
        self._by(request).deliver(60)
        self.assertEqual(self.contract.balance, 75)

    def test_credit_lost_meanwhile_is_owed_not_refused(self):
        """A document took the credit back: the promise stands."""
        request = self._booked()
        self.contract.sudo().grant_ids._void(120_000)
        self._by(request).deliver(30)
        self.assertEqual(self.contract.debt, 45)
        self.assertEqual(self.contract._check_integrity(), [])

    def test_the_promise_counts_business_hours_and_wakes_the_manager(self):
        self.plan.calendar_id = make_calendar(self.env, self.company)
        self.review.product_tmpl_id.prepaid_service_hours = 8
        request = self._booked()
        # Monday 10 to 17 are seven hours; the eighth is Tuesday 9 to 10.
        self.assertEqual(request.date_deadline, datetime(2026, 3, 17, 14, 0))
        with freeze_time(NOW + timedelta(days=2)):
            self._run_cron(CRON)
            self._run_cron(CRON)
        self.assertEqual(request.activity_ids.user_id, self.user)
        self._by(request).deliver(30)
        self.assertFalse(request.activity_ids)

    def test_a_service_is_complete_or_refused(self):
        for over, message in (
            ({"prepaid_service_quantity": 0}, "more than none"),
            ({"prepaid_service_quantity": 1.5}, "whole minutes"),
            ({"prepaid_service_plan_ids": False}, "Name the plans"),
            (
                {
                    "is_prepaid_pack": True,
                    "prepaid_plan_id": self.plan.id,
                    "prepaid_quantity": 60,
                },
                "A pack brings credit",
            ),
        ):
            with self.subTest(over=over):
                with self.assertRaisesRegex(ValidationError, message):
                    self.review.product_tmpl_id.write(over)

    def test_only_its_plans_offer_it(self):
        other = self._contract(600, plan=self._plan("Other"), is_default=False)
        self.assertFalse(other._get_offered_services())
        with self.assertRaisesRegex(UserError, "cannot be booked"):
            self._booked(contract=other)
        self.contract.state = "suspended"
        self.assertFalse(self.contract._get_offered_services())

    def test_who_cannot_log_time_is_told_and_nothing_is_lost(self):
        request = self._booked()
        with self.assertRaisesRegex(UserError, "has no employee"):
            self._by(request, self.user).deliver(10)
        self.assertEqual((request.state, self.contract.held), ("requested", 45))
        with self.assertRaises(AccessError):
            self._by(request, self.accountant).deliver(10)
