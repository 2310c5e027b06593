from unittest.mock import patch

from odoo.tests import HttpCase, freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.models.contract import race

from .common import TODAY, PrepaidCommon
from .common_machine import MachineCommon
from .test_forged_requests import Requests


class Races(HttpCase):
    """Somebody else is first at a contract, as often as a test says."""

    def _come_second(self, times):
        """Let somebody else be first so many times; return what was held."""
        hold, held, left = race._hold, [], [race.TurnLost("", [])] * times

        def lose(cr, table, ids):
            held.append((table, ids))
            if left:
                left.pop()
                raise race.TurnLost(table, ids)
            hold(cr, table, ids)

        self.startPatcher(patch.object(race, "_hold", lose))
        self.startPatcher(patch.object(race, "_queue", lambda *args: held.append(0)))
        return held


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTurn(PrepaidCommon, Requests, Races):
    """A request that comes second at a contract starts again, as it was sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(600)

    def setUp(self):
        super().setUp()
        self.authenticate(self.technician.login, self.technician.login)

    def _send_work(self, **over):
        vals = {
            "name": "Toner",
            "project_id": self.project.id,
            "task_id": self.task.id,
            "unit_amount": 0.5,
            "date": TODAY.isoformat(),
        }
        return self._call("account.analytic.line", "create", [vals | over])

    def test_work_is_logged_once_by_who_was_second_twice(self):
        held = self._come_second(2)
        (line_id,) = self._send_work()["result"]
        line = self.env["account.analytic.line"].browse(line_id)
        self.assertEqual(line.prepaid_contract_id, self.contract)
        turn = ("prepaid_contract", self.contract.ids)
        self.assertEqual(held, [turn, 0, turn, 0, turn])
        self.assertEqual(self.contract.balance, 570)
        self.assertEqual(len(self.contract.entry_ids), 2)

    def test_what_the_first_try_found_is_no_choice_of_the_person(self):
        """The contract that it put into the values was never sent."""
        self._come_second(1)
        (line_id,) = self._send_work()["result"]
        line = self.env["account.analytic.line"].browse(line_id)
        self.assertFalse(line.is_prepaid_contract_chosen)

    def test_correcting_and_deleting_wait_for_their_turn_too(self):
        line = self._log(30)
        self._come_second(1)
        self._call("account.analytic.line", "write", line.ids, {"unit_amount": 1})
        self.assertEqual(self.contract.balance, 540)
        self._come_second(1)
        self._call("account.analytic.line", "unlink", line.ids)
        self.assertEqual(self.contract.balance, 600)

    def test_who_is_refused_after_waiting_has_booked_nothing(self):
        self._come_second(1)
        answer = self._send_work(unit_amount=11)
        self.assertIn("error", answer)
        self.assertEqual(self.contract.balance, 600)

    def test_work_without_a_contract_waits_for_nobody(self):
        held = self._come_second(0)
        self.project.prepaid_opt_out = True
        self.assertTrue(self._send_work()["result"])
        self.assertFalse(held)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMachineTurn(MachineCommon, Races):
    """So does a machine's, which keeps what it says of itself in its body."""

    def test_work_of_who_was_second_is_logged_once(self):
        held = self._come_second(2)
        status, answer = self._work()
        self.assertEqual(status, 200, answer)
        turn = ("prepaid_contract", self.contract.ids)
        # The contract is in hand when its line is made.
        self.assertEqual(held, [turn, 0, turn, 0, turn, turn])
        self.assertEqual(self.contract.balance, 570)
