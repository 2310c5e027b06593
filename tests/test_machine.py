from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .common_machine import MachineCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMachine(MachineCommon):
    """What machines ask and have done, over JSON-2."""

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.http"))

    def _until(self, hours=1):
        return (fields.Datetime.now() + timedelta(hours=hours)).isoformat() + "Z"

    # === WHAT IS ASKED === #

    def test_the_balance_is_whole_minutes_and_tells_no_price(self):
        self._grant(self.contract, 60, date_expiry="2026-12-31")
        status, answer = self._call("api_balance")
        self.assertEqual(status, 200)
        self.assertEqual(
            answer,
            {
                "contract_id": self.contract.id,
                "name": self.contract.name,
                "state": "active",
                "unit": "minute",
                "currency": None,
                "balance": 660,
                "held": 0,
                "available": 660,
                "debt": 0,
                "level": "none",
                "date": TODAY.isoformat(),
                "next_expiry": {
                    "date": "2026-12-31",
                    "quantity": 60,
                    "outcome": "forfeit",
                },
                "scopes": [],
                "shares": [],
            },
        )

    def test_money_is_told_and_taken_as_decimal_text(self):
        plan = self._plan(
            "Credit", unit="money", currency_id=self.company.currency_id.id
        )
        contract = self._contract(500, plan=plan, client=self.partner_a)
        _status, answer = self._call("api_balance", contract)
        self.assertEqual((answer["unit"], answer["balance"]), ("money", "500.00"))
        self.assertEqual(answer["currency"], contract.currency_id.name)
        gift = {"reason": "Late", "quantity": "0.10"}
        _status, answer = self._do("api_give_goodwill", contract, **gift)
        self.assertEqual((answer["quantity"], answer["balance"]), ("0.10", "500.10"))
        for wrong in (10, 0.1, "0.001", "1e3", "-1", "٣", "0", True, None):
            with self.subTest(wrong=wrong):
                answer = self._do(
                    "api_give_goodwill", contract, reason="Late", quantity=wrong
                )
                self.assertEqual(answer[0], 422)
        self.assertEqual(contract.balance, 500.1)

    def test_a_contract_is_found_by_its_name_and_by_its_customer(self):
        self.client.ref = "C-17"
        person = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.client.id, "email": "Ann@Azure.example"}
        )
        for terms in (
            {"name": self.contract.name},
            {"partner_id": person.id},
            {"partner_reference": "C-17"},
            {"email": "ann@azure.example"},
            {"email": "ann@azure.example", "name": self.contract.name},
        ):
            with self.subTest(terms=terms):
                status, answer = self._call("api_find", [], **terms)
                self.assertEqual(status, 200)
                self.assertEqual([found["id"] for found in answer], self.contract.ids)
        self.assertEqual(answer[0]["customer"]["reference"], "C-17")
        self.assertEqual(self._call("api_find", [], name="PH0")[1], [])
        self.assertEqual(self._call("api_find", [], email="%")[1], [])
        self.assertError(self._call("api_find", []), 422, "invalid_argument")

    def test_a_statement_adds_up(self):
        self._work()
        self._do("api_give_goodwill", quantity=15, reason="Late answer")
        period = {"date_from": "2026-01-01", "date_to": TODAY.isoformat()}
        # A statement is of seconds that are over: the same period is the same for ever.
        with freeze_time(TODAY + timedelta(days=1)):
            status, answer = self._call("api_statement", **period)
        self.assertEqual(status, 200)
        self.assertEqual(
            answer["opening"] + sum(answer["totals"].values()), answer["closing"]
        )
        (work,) = (line for line in answer["lines"] if line["text"] == "Disk replaced")
        self.assertEqual((work["worked_minutes"], work["quantity"]), (30, -30))
        self.assertEqual(work["staff"], self.technician.name)
        self.assertNotIn("value", answer)
        period["date_to"] = "2028-01-01"
        answer = self._call("api_statement", **period)
        self.assertError(answer, 422, "invalid_argument")

    def test_a_statement_reads_no_line_by_itself(self):
        period = {"date_from": "2026-01-01", "date_to": TODAY.isoformat()}
        counts = []
        for works in (2, 10):
            for _number in range(works):
                self._work(minutes=1, task_id=self._task("Another").id)
            before = self.env.cr.sql_log_count
            with freeze_time(TODAY + timedelta(days=1)):
                answer = self._call("api_statement", **period)[1]
            counts.append((answer["line_count"], self.env.cr.sql_log_count - before))
        (few, little), (many, much) = counts
        self.assertEqual(many - few, 10)
        self.assertLessEqual(much - little, 4)

    def test_what_can_be_drawn_is_what_will_be(self):
        place = {"task_id": self.task.id}
        for minutes, can in ((600, True), (601, False)):
            status, answer = self._call("api_can_draw", minutes=minutes, **place)
            self.assertEqual(status, 200)
            self.assertEqual((answer["can_draw"], answer["due"]), (can, minutes))
            self.assertEqual(answer["missing"], 0 if can else 1)
        self.assertError(self._work(minutes=601), 409, "credit_short")
        self._do("api_hold", quantity=50, until=self._until(), description="Call")
        self.assertEqual(self._call("api_can_draw", minutes=551)[1]["room"], 550)
        self.assertEqual(self._work(minutes=550)[0], 200)
        self.contract.state = "suspended"
        self.assertEqual(self._call("api_can_draw", minutes=1)[1]["reason"], "closed")

    # === WORK === #

    def test_work_is_logged_for_a_colleague_and_drawn(self):
        status, answer = self._work()
        self.assertEqual(status, 200)
        line = self.env["account.analytic.line"].browse(answer["timesheet_id"])
        self.assertEqual(line.employee_id.user_id, self.technician)
        self.assertEqual(line.prepaid_contract_id, self.contract)
        self.assertEqual(line.task_id, self.task)
        figures = [
            answer[name] for name in ("worked_minutes", "metered_minutes", "drawn")
        ]
        self.assertEqual(figures, [30, 30, 30])
        self.assertEqual((answer["balance"], self.contract.balance), (570, 570))

    def test_work_from_a_moment_to_another_is_of_the_company_s_day(self):
        self.company.partner_id.tz = "Europe/Paris"
        status, answer = self._work(
            minutes=None,
            begin="2026-01-31T23:30:00Z",
            end="2026-02-01T00:45:29+00:00",
        )
        self.assertEqual(status, 200)
        self.assertEqual((answer["date"], answer["worked_minutes"]), ("2026-02-01", 75))

    def test_work_that_credit_does_not_cover_leaves_nothing(self):
        lines = self.env["account.analytic.line"].search_count([])
        answer = self._work(minutes=601, idempotency_key="big")
        self.assertError(answer, 409, "credit_short")
        details = answer[1]["details"]
        self.assertEqual(
            (details["due"], details["room"], details["missing"]), (601, 600, 1)
        )
        self.assertEqual(self.env["account.analytic.line"].search_count([]), lines)
        self.assertFalse(self.env["prepaid.request"].search([]))
        self._grant(self.contract, 1)
        self.assertEqual(self._work(minutes=601, idempotency_key="big")[0], 200)

    def test_a_closed_contract_takes_no_work(self):
        self.contract.state = "closed"
        self.assertError(self._work(), 409, "closed")

    def test_work_needs_a_place_a_person_and_a_length(self):
        for over in (
            {"minutes": 0},
            {"minutes": -5},
            {"minutes": 10**6},
            {"minutes": "30"},
            {"minutes": 30.0},
            {"minutes": None},
            {"end": "2026-01-31T10:00:00Z"},
            {"begin": "2026-01-31T10:00:00", "end": "2026-01-31T11:00:00"},
            {"begin": "2026-02-01T10:00:00Z", "date": "2026-01-31"},
            {"description": ""},
            {"description": "\0"},
            {"description": "\ud800"},
            {"description": 7},
            {"date": "31/01/2026"},
            {"date": "9999-12-31"},
            {"date": "2099-12-31"},
            {"begin": "2099-12-31T10:00:00Z"},
            {"price": 5},
            {"user_id": None},
            {"user_id": True},
            {"employee_id": self.technician.employee_id.id},
        ):
            with self.subTest(over=over):
                self.assertError(self._work(**over), 422, "invalid_argument")
        for over in ({"task_id": 10**8}, {"usage_type_id": -1}, {"user_id": 10**8}):
            with self.subTest(over=over):
                self.assertError(self._work(**over), 404, "not_found")
        self.assertEqual(self.contract.balance, 600)

    def test_another_customer_s_ticket_is_refused(self):
        project = self._project("Elsewhere", self.partner_b)
        task = self._task("Theirs", project)
        self.assertError(self._work(task_id=task.id), 422, "refused")
        self.assertEqual(self.contract.balance, 600)

    def test_a_project_without_timesheets_takes_no_work(self):
        self.project.allow_timesheets = False
        self.assertError(self._work(), 422, "refused")
        self.project.active = False
        answer = self._work(task_id=None, project_id=self.project.id)
        self.assertError(answer, 404, "not_found")

    # === HOLDS AND GOODWILL === #

    def test_a_hold_is_drawn_and_the_rest_is_free_again(self):
        facts = {"quantity": 60, "until": self._until(), "description": "Call"}
        _status, held = self._do("api_hold", **facts)
        self.assertEqual((held["state"], held["available"]), ("held", 540))
        hold = {"hold_id": held["hold_id"]}
        answer = self._do("api_post", quantity=61, **hold)
        self.assertError(answer, 422, "refused")
        _status, posted = self._do("api_post", quantity=25, **hold)
        self.assertEqual((posted["state"], posted["posted"]), ("posted", 25))
        self.assertEqual((posted["balance"], posted["available"]), (575, 575))
        self.assertError(self._do("api_post", quantity=5, **hold), 409, "ended")
        self.assertError(self._do("api_release", **hold), 409, "ended")
        _status, held = self._do("api_hold", **facts)
        _status, released = self._do("api_release", hold_id=held["hold_id"])
        self.assertEqual((released["state"], released["available"]), ("released", 575))
        self.assertError(
            self._do("api_hold", **facts | {"quantity": 576}), 409, "credit_short"
        )
        answer = self._do("api_hold", **facts | {"until": "2026-01-01T00:00:00Z"})
        self.assertError(answer, 422, "invalid_argument")

    def test_a_hold_of_another_contract_is_not_there(self):
        other = self._contract(60, client=self.partner_b)
        facts = {"quantity": 60, "until": self._until(), "description": "Call"}
        _status, held = self._do("api_hold", other, **facts)
        answer = self._do("api_release", hold_id=held["hold_id"])
        self.assertError(answer, 404, "not_found")

    def test_goodwill_is_given_with_its_reason(self):
        _status, answer = self._do(
            "api_give_goodwill", quantity=15, reason="Late", date_expiry="2026-12-31"
        )
        self.assertEqual((answer["quantity"], answer["balance"]), (15, 615))
        grant = self.env["prepaid.grant"].browse(answer["grant_id"])
        self.assertEqual((grant.kind, grant.name), ("goodwill", "Late"))
        self.assertIn("Late", str(self.contract.message_ids[0].body))
        old = {"quantity": 15, "reason": "Late", "date_expiry": "2026-01-01"}
        self.assertError(self._do("api_give_goodwill", **old), 422, "invalid_argument")

    # === METERS === #

    def test_a_meter_is_started_and_stopped_for_a_person(self):
        person = {"user_id": self.technician.id}
        status, started = self._do("api_start_meter", task_id=self.task.id, **person)
        self.assertEqual((status, started["state"]), (200, "running"))
        other = self._task("Another")
        _status, second = self._do("api_start_meter", task_id=other.id, **person)
        self.assertEqual(second["paused_meter_id"], started["meter_id"])
        meter = {"meter_id": started["meter_id"]}
        answer = self._do("api_stop_meter", minutes=601, **meter)
        self.assertError(answer, 409, "credit_short")
        self.assertEqual(answer[1]["details"]["missing"], 1)
        status, stopped = self._do(
            "api_stop_meter", minutes=20, description="Cable", **meter
        )
        self.assertEqual((status, stopped["drawn"], stopped["balance"]), (200, 20, 580))
        line = self.env["account.analytic.line"].browse(stopped["timesheet_id"])
        self.assertEqual((line.name, line.user_id), ("Cable", self.technician))
        self.assertError(self._do("api_stop_meter", **meter), 409, "ended")

    def test_a_meter_needs_a_ticket_that_the_contract_pays(self):
        person = {"user_id": self.technician.id}
        task = self._task("Theirs", self._project("Elsewhere", self.partner_b))
        answer = self._do("api_start_meter", task_id=task.id, **person)
        self.assertError(answer, 422, "invalid_argument")
        stranger = self._user("stranger", "base.group_user")
        answer = self._do("api_start_meter", task_id=self.task.id, user_id=stranger.id)
        self.assertError(answer, 403, "forbidden")
        self.assertFalse(self.env["prepaid.meter"].search([]))
