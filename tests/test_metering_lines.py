from datetime import datetime, timedelta

from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon, make_calendar

# Monday, 16 March 2026 in New York: UTC-4.
EIGHT_LOCAL = datetime(2026, 3, 16, 12, 0)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMeteringLines(PrepaidCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ref = cls.env.ref
        cls.phone = ref("sale_timesheet_prepaid.prepaid_usage_type_phone")
        cls.onsite = ref("sale_timesheet_prepaid.prepaid_usage_type_onsite")
        cls.message = ref("sale_timesheet_prepaid.prepaid_usage_type_message")
        cls.watch = ref("sale_timesheet_prepaid.prepaid_usage_type_monitoring")
        cls.contract = cls._contract(6000)

    def _set_business_hours(self):
        self.plan.calendar_id = make_calendar(self.env, self.company)
        return self._rate(self.plan, self.phone, outside_factor=1.5)

    def _call(self, minutes, start, **over):
        return self._log(
            minutes, usage_type_id=self.phone.id, meter_started_at=start, **over
        )

    # === USAGE TYPES === #

    def test_the_ticket_then_its_tags_its_project_and_the_plan_name_the_work(self):
        self.plan.usage_type_id = self.message
        self.assertEqual(self._log(5).usage_type_id, self.message)
        self.project.usage_type_id = self.onsite
        self.assertEqual(self._log(5).usage_type_id, self.onsite)
        tag = self.env["project.tags"].create(
            {"name": "Calls", "usage_type_id": self.phone.id}
        )
        self.task.tag_ids = tag
        self.assertEqual(self._log(5).usage_type_id, self.phone)
        self.task.usage_type_id = self.watch
        self.assertEqual(self._log(5).usage_type_id, self.watch)
        line = self._log(5, usage_type_id=self.onsite.id)
        self.assertEqual(line.usage_type_id, self.onsite)

    def test_monitoring_is_included_and_told_to_the_client_at_zero(self):
        line = self._log(60, usage_type_id=self.watch.id)
        entry = line.sudo().prepaid_entry_ids
        self.assertEqual(self.contract.balance, 6000)
        self.assertEqual((entry.quantity, entry.worked_minutes), (0, 60))
        self.assertEqual(entry.charge, "included")
        self.assertEqual(line.prepaid_explanation, "1 h, included")

    def test_goodwill_is_offered_minutes_by_name(self):
        self._rate(self.plan, self.onsite, factor=2)
        line = self._log(30, usage_type_id=self.onsite.id, prepaid_charge="goodwill")
        entry = line.sudo().prepaid_entry_ids
        self.assertEqual(self.contract.balance, 6000)
        self.assertEqual((entry.quantity, entry.offered_quantity), (0, 60))
        self.assertEqual(line.prepaid_explanation, "30 min, × 2 = 1 h, offered")

    def test_work_offered_afterwards_gives_the_credit_back(self):
        line = self._log(30)
        self.assertEqual(self.contract.balance, 5970)
        line.prepaid_charge = "goodwill"
        self.assertEqual(self.contract.balance, 6000)
        entries = line.sudo().prepaid_entry_ids
        self.assertEqual(sum(entries.mapped("worked_minutes")), 30)
        self.assertEqual(sum(entries.mapped("offered_quantity")), 30)

    # === EDITS === #

    def test_minutes_that_cost_nothing_more_are_told_too(self):
        self._rate(self.plan, self.phone, step_minutes=15)
        line = self._log(10, usage_type_id=self.phone.id)
        line.unit_amount = 12 / 60
        entries = line.sudo().prepaid_entry_ids
        self.assertEqual(sum(entries.mapped("quantity")), -15)
        self.assertEqual(sum(entries.mapped("worked_minutes")), 12)

    def test_the_entries_say_who_changed_the_line(self):
        line = self._log(10)
        line.with_user(self.manager).unit_amount = 20 / 60
        makers = line.sudo().prepaid_entry_ids.sorted("id").create_uid
        self.assertEqual(makers, self.technician | self.manager)

    def test_new_rules_of_the_plan_leave_what_was_logged_alone(self):
        rate = self._rate(self.plan, self.phone, step_minutes=15)
        line = self._log(10, usage_type_id=self.phone.id)
        rate.write({"step_minutes": 60, "factor": 3})
        line.unit_amount = 20 / 60
        self.assertDrawn(line, 30)

    # === BUSINESS HOURS === #

    def test_a_line_over_the_opening_is_split_exactly(self):
        self._set_business_hours()
        line = self._call(60, EIGHT_LOCAL + timedelta(minutes=30))
        self.assertDrawn(line, 45 + 30)
        self.assertEqual(
            line.prepaid_explanation,
            "1 h, 30 of them × 1.5 outside hours = 1 h 15",
        )

    def test_a_line_tells_all_the_rules_that_made_it(self):
        rate = self._set_business_hours()
        rate.write({"free_minutes": 5, "minimum_minutes": 15})
        line = self._call(20, EIGHT_LOCAL - timedelta(hours=4))
        self.assertEqual(
            line.prepaid_explanation,
            "20 min, 5 free, minimum 15, × 1.5 outside hours = 22.5 → 23 min",
        )

    def test_the_clients_time_zone_counts(self):
        self._set_business_hours()
        self.client.tz = "Europe/Paris"
        line = self._call(60, EIGHT_LOCAL)
        self.assertDrawn(line, 60)

    def test_public_holidays_are_outside(self):
        self._set_business_hours()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Founders' Day",
                "company_id": self.company.id,
                "calendar_id": self.plan.calendar_id.id,
                "date_from": "2026-03-16 04:00:00",
                "date_to": "2026-03-17 03:59:59",
            }
        )
        line = self._call(20, EIGHT_LOCAL + timedelta(hours=4))
        self.assertDrawn(line, 30)

    def test_work_without_a_start_is_in_business_hours(self):
        self._set_business_hours()
        self.assertDrawn(self._call(20, False), 20)

    def test_a_start_that_is_corrected_moves_the_difference(self):
        self._set_business_hours()
        line = self._call(20, EIGHT_LOCAL + timedelta(hours=4))
        self.assertDrawn(line, 20)
        line.meter_started_at = EIGHT_LOCAL - timedelta(hours=4)
        self.assertDrawn(line, 30)

    # === RESPONSE === #

    def _promise(self, **over):
        vals = {"plan_id": self.plan.id, "name": "2 h", "hours": 2, "factor": 2}
        response = self.env["prepaid.response"].create(vals | over)
        self.task.write(
            {"prepaid_response_id": response.id, "prepaid_requested_at": EIGHT_LOCAL}
        )
        return response

    def test_an_answer_in_time_costs_its_factor(self):
        self._promise()
        line = self._log(15, meter_started_at=EIGHT_LOCAL + timedelta(hours=1))
        self.assertDrawn(line, 30)
        self.assertEqual(self.task.prepaid_response_state, "kept")
        self.assertEqual(line.prepaid_explanation, "15 min, × 2 2 h = 30 min")

    def test_a_late_answer_is_not_charged(self):
        self._promise()
        line = self._log(15, meter_started_at=EIGHT_LOCAL + timedelta(hours=3))
        self.assertDrawn(line, 15)
        self.assertEqual(self.task.prepaid_response_state, "late")
        self.assertIn("2 h: late, not charged", line.prepaid_explanation)

    def test_all_work_on_the_ticket_follows_its_first_answer(self):
        self._promise()
        self._log(15, meter_started_at=EIGHT_LOCAL + timedelta(hours=1))
        later = self._log(15, meter_started_at=EIGHT_LOCAL + timedelta(hours=9))
        self.assertDrawn(later, 30)

    def test_a_promise_in_business_hours_waits_for_the_opening(self):
        self.plan.calendar_id = make_calendar(self.env, self.company)
        self._promise(is_business_hours=True)
        self.assertEqual(self.task.prepaid_deadline, EIGHT_LOCAL + timedelta(hours=3))

    # === COUNTED EXCHANGES === #

    def _count_messages(self, included=2):
        self._rate(
            self.plan,
            self.message,
            is_item=True,
            item_quantity=5,
            items_included=included,
        )

    def _write(self, **over):
        return self._log(0, usage_type_id=self.message.id, **over)

    def test_messages_beyond_the_included_ones_are_drawn(self):
        self._count_messages()
        lines = [self._write() for _number in range(3)]
        self.assertEqual([line.drawn_minutes for line in lines], [0, 0, 5])
        self.assertEqual(self.contract.balance, 5995)
        self.assertEqual(
            lines[0].prepaid_explanation, "1 counted, 1 included this month = 0 min"
        )

    def test_the_contract_tells_what_is_left_of_the_month(self):
        self._count_messages(included=10)
        for _number in range(4):
            self._write()
        self.assertEqual(self.contract.allowance_text, "Message: 4 of 10")

    def test_a_month_has_its_own_included_messages(self):
        self._count_messages(included=1)
        self._write(day="2026-02-27")
        self.assertEqual(self._write().drawn_minutes, 0)
        self.assertEqual(self._write().drawn_minutes, 5)

    def test_a_message_that_is_deleted_frees_its_place_for_the_next(self):
        self._count_messages(included=1)
        first = self._write()
        second = self._write()
        first.unlink()
        self.assertEqual(second.drawn_minutes, 5)
        self.assertEqual(self._write().drawn_minutes, 0)

    def test_messages_logged_at_once_share_the_allowance(self):
        self._count_messages()
        line = self._write(prepaid_items=5)
        self.assertEqual(line.drawn_minutes, 15)

    # === MESSAGES OF THE CLIENT === #

    def _receive(self, body="Can you <b>add</b> a user?"):
        author = self.env["res.partner"].create(
            {"name": "Ada", "parent_id": self.client.id, "email": "ada@example.com"}
        )
        return self.task.message_post(
            body=body, author_id=author.id, message_type="email"
        )

    def _classify(self, message, exchange):
        task = self.task.with_user(self.technician)
        result = task.classify_message(message.id, exchange)
        return self.env["account.analytic.line"].browse(result["timesheet_id"])

    def test_coordination_is_free_and_uses_no_allowance(self):
        self._count_messages(included=1)
        line = self._classify(self._receive(), "coordination")
        self.assertEqual((line.drawn_minutes, line.prepaid_items_free), (0, 0))
        self.assertEqual(line.prepaid_charge, "included")

    def test_support_is_included_as_far_as_the_plan_goes(self):
        self._count_messages(included=1)
        drawn = [
            self._classify(self._receive(), "support").drawn_minutes for _n in range(2)
        ]
        self.assertEqual(drawn, [0, 5])

    def test_expertise_is_drawn(self):
        self._count_messages()
        line = self._classify(self._receive(), "expertise")
        self.assertEqual(line.drawn_minutes, 5)

    def test_a_message_is_classified_once_and_its_class_may_change(self):
        self._count_messages()
        message = self._receive()
        line = self._classify(message, "expertise")
        self.assertEqual(self._classify(message, "coordination"), line)
        self.assertEqual(self.contract.balance, 6000)
        classified = self.task.get_classified_messages()[message.id]
        self.assertEqual(classified["exchange"], "coordination")
        self.assertEqual(line.prepaid_explanation, "1 counted, included")

    def test_messages_of_colleagues_are_not_classified(self):
        message = self.task.with_user(self.other_technician).message_post(body="Mine")
        with self.assertRefused("Only messages of the client"):
            self._classify(message, "support")
