from datetime import date, datetime

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon, make_calendar

MONDAY, SATURDAY, SUNDAY = date(2026, 3, 16), date(2026, 3, 14), date(2026, 3, 15)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPublicReportsSold(PrepaidCommon):
    """Offers that people publish or asked for in public, told line by line."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.tz = "UTC"
        ids = ("phone", "onsite", "remote")
        name = "sale_timesheet_prepaid.prepaid_usage_type_%s"
        cls.phone, cls.onsite, cls.remote = (cls.env.ref(name % kind) for kind in ids)

    def test_darron_ten_hours_by_response_weekday_and_trip(self):
        """Urgent 1.5, emergency 2, evenings 1.5, Saturday 2, Sunday and holidays 3,
        half an hour for each trip, nothing for the telephone."""
        self.plan.calendar_id = make_calendar(self.env, self.company, "UTC")
        self._rate(self.plan, self.phone, factor=0)
        self._rate(self.plan, self.onsite, flat_quantity=30)
        for name, days, start, end, factor in (
            ("mornings", "week", 0, 8, 1.5),
            ("evenings", "week", 17, 24, 1.5),
            ("Saturdays", "5", 0, 24, 2),
            ("Sundays", "6", 0, 24, 3),
            ("holidays", "holiday", 0, 24, 3),
        ):
            vals = {"name": name, "days": days, "hour_from": start, "hour_to": end}
            self.plan.window_ids = [Command.create(vals | {"factor": factor})]
        self._contract(6000)
        for kind, day, hour, minute, drawn in (
            (self.remote, MONDAY, 12, 0, 60),
            (self.remote, MONDAY, 7, 30, 75),
            (self.remote, MONDAY, 16, 30, 75),
            (self.remote, SATURDAY, 12, 0, 120),
            (self.remote, SUNDAY, 23, 0, 180),
            (self.onsite, MONDAY, 12, 0, 90),
            (self.phone, SUNDAY, 12, 0, 0),
        ):
            with self.subTest(kind=kind.name, day=day, hour=hour):
                start = datetime(day.year, day.month, day.day, hour, minute)
                over = {"usage_type_id": kind.id, "meter_started_at": start}
                self.assertDrawn(self._log(60, day=day, **over), drawn)
        vals = {"plan_id": self.plan.id, "name": "4 h", "hours": 4, "factor": 1.5}
        urgent = self.env["prepaid.response"].create(vals | {"is_business_hours": True})
        noon = {"meter_started_at": datetime(2026, 3, 16, 12)}
        task = self._task("Urgent", prepaid_response_id=urgent.id)
        self.assertDrawn(self._log(60, task=task, **noon), 90)

    def test_solarwinds_ten_hours_a_month_used_any_time_in_the_quarter(self):
        """What is used early is owed until the next month's hours pay for it."""
        self.plan.write({"overdraft_policy": "allow", "overdraft_limit": 1200})
        contract = self._contract()
        end = {"date_expiry": date(2026, 3, 31)}
        self._grant(contract, 600, **end)
        self._log(1500, day=date(2026, 1, 20))
        self.assertEqual((contract.balance, contract.debt), (-900, 900))
        for month in (2, 3):
            self._grant(contract, 600, date=date(2026, month, 1), **end)
        self.assertEqual((contract.balance, contract.debt), (300, 0))

    def test_timetrack_205_a_line_is_put_right_within_what_it_holds(self):
        """Of credit for its kind, too, though other credit is used up."""
        contract = self._contract()
        self._grant(contract, 60, usage_type_ids=[Command.set(self.onsite.ids)])
        line = self._log(60, usage_type_id=self.onsite.id)
        for minutes in (50, 60, 1, 59):
            line.unit_amount = minutes / 60
            self.assertDrawn(line, minutes)
        with self.assertRefused("not enough credit left"):
            line.unit_amount = 61 / 60

    def test_erpnext_4850_hours_of_one_service_pay_for_no_other(self):
        contract = self._contract()
        self._grant(contract, 300, usage_type_ids=[Command.set(self.phone.ids)])
        self.assertDrawn(self._log(30, usage_type_id=self.phone.id), 30)
        with self.assertRefused("not enough credit left"):
            self._log(30, usage_type_id=self.onsite.id)
        self.assertEqual(contract.balance, 270)

    def test_aislabs_a_block_for_a_project_beside_the_monthly_hours(self):
        move = self._project("Move to the cloud", self.client)
        contract = self._contract(600)
        self._grant(contract, 300, project_ids=[Command.set(move.ids)])
        task = self._task("Mailboxes", move)
        self.assertDrawn(self._log(240, task=task), 240)
        self.assertDrawn(self._log(60), 60)
        grants = contract.grant_ids.sorted("quantity")
        self.assertEqual(grants.mapped("remaining"), [60, 540])
        # What the project needs beyond its block is of the monthly hours.
        self.assertDrawn(self._log(100, task=task), 100)
        self.assertEqual(grants.mapped("remaining"), [0, 500])

    def test_halopsa_the_month_s_hours_then_the_block_then_no_new_ticket(self):
        """And no invoice of nothing for what was paid before, as Syncro's makes."""
        self.plan.new_ticket_policy = "wait"
        contract = self._contract()
        month = self._grant(contract, 120, date_expiry=date(2026, 3, 31))
        block = self._grant(contract, 600)
        self.assertDrawn(self._log(180), 180)
        self.assertEqual((month.remaining, block.remaining), (0, 540))
        tasks = self.env["project.task"].with_context(prepaid_channel="form")
        vals = {"project_id": self.project.id, "partner_id": self.client.id}
        self.assertFalse(tasks.create(vals | {"name": "Printer"}).prepaid_gate)
        self._log(540)
        late = tasks.create(vals | {"name": "Screen"})
        self.assertEqual(late.prepaid_gate, "waiting")
        self.assertIn("nothing is left of", late.prepaid_gate_text)
        billed = [("partner_id", "=", self.client.id)]
        self.assertFalse(self.env["account.move"].search(billed))
