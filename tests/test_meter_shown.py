from odoo.tests import freeze_time, tagged

from .test_meter import NINE, MeterCommon


@tagged("post_install", "-at_install")
@freeze_time(NINE)
class TestMeterShown(MeterCommon):
    """What stands beside tickets, rows and lines on a technician's screens."""

    def test_the_client_stands_beside_each_ticket_worked_on_last(self):
        site = self.env["res.partner"].create(
            {"name": "Azure, Lyon", "parent_id": self.client.id}
        )
        self.task.partner_id = site
        deco = self.env["res.partner"].create({"name": "Deco"})
        self.other_task.partner_id = deco
        for task in (self.task, self.other_task):
            self._log(5, task=task)
        recent = self._meters().get_state()["recent_tasks"]
        self.assertEqual(
            [(task["name"], task["partner"]) for task in recent],
            [("Scanner lost", "Deco"), ("Printer on fire", "Azure")],
        )

    def test_only_the_persons_last_line_on_the_ticket_shows_the_meter(self):
        mine = [self._log(5) for _line in range(2)]
        self._log(5, user=self.other_technician)
        self._log(5, task=self.other_task)
        self.assertEqual(self._start()["meter"]["line_id"], mine[-1].id)
        self._open().discard()
        state = self._meters().start(self.project.id)["meter"]
        self.assertFalse(state["line_id"])

    def test_what_is_used_of_money_is_money_and_told_to_who_reads_prices(self):
        dollar = self.env.ref("base.USD")
        plan = self._plan("Credit", unit="money", currency_id=dollar.id)
        self._rate(plan, price_hour=60)
        deco = self.env["res.partner"].create({"name": "Deco"})
        self._contract(600, plan=plan, client=deco)
        self.other_task.partner_id = deco
        line = self._log(30, task=self.other_task)
        self.assertFalse(line.with_user(self.technician).prepaid_drawn)
        self.assertEqual(
            line.with_user(self.manager).prepaid_drawn, "$\N{NO-BREAK SPACE}30.00"
        )
        hours = self._log(90)
        for user in (self.technician, self.manager):
            self.assertEqual(hours.with_user(user).prepaid_drawn, "1 h 30")

    def test_work_without_contract_uses_nothing(self):
        self.other_task.partner_id = self.env["res.partner"].create({"name": "Deco"})
        self.assertFalse(self._log(30, task=self.other_task).prepaid_drawn)
