import uuid
from contextlib import suppress

from psycopg2 import OperationalError

from odoo.exceptions import ConcurrencyError
from odoo.tests import tagged

from odoo.addons.sale_timesheet_prepaid.models.contract.race import (
    TurnLost,
    start_again,
)

from .common_concurrency import ConcurrencyCommon

CLIENTS = 8


@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestMachineRace(ConcurrencyCommon):
    """Many machines at once, each sending what it is not sure of again."""

    def setUp(self):
        super().setUp()
        self.machine_id = self._commit(self._make_machine)

    def _commit(self, function):
        """Send again what is answered by “busy”, as a machine does: with its key."""
        while True:
            with suppress(OperationalError, ConcurrencyError):
                return super()._commit(function)

    def _make_machine(self, env):
        group = env.ref("sale_timesheet_prepaid.sale_timesheet_prepaid_group_api")
        vals = {"name": "Racing machine", "login": f"prepaid-{uuid.uuid4()}"}
        user = env["res.users"].create(vals | {"group_ids": [(6, 0, group.ids)]})
        self.created.append(user.partner_id)
        return user.id

    def _sweep(self):
        with self.registry_.cursor() as cr:
            cr.execute("ALTER TABLE prepaid_entry DISABLE TRIGGER USER")
            for query in (
                "DELETE FROM prepaid_request WHERE user_id = %(machine)s",
                "UPDATE prepaid_entry SET hold_id = NULL WHERE contract_id = %(id)s",
                "DELETE FROM prepaid_hold WHERE contract_id = %(id)s",
                "UPDATE prepaid_contract SET held = 0 WHERE id = %(id)s",
            ):
                values = {"machine": self.machine_id, "id": self.ids["contract"]}
                cr.execute(query, values)
            cr.execute("ALTER TABLE prepaid_entry ENABLE TRIGGER USER")
            cr.execute(
                "DELETE FROM mail_message WHERE author_id IN ("
                "SELECT partner_id FROM res_users WHERE id = %s)",
                [self.machine_id],
            )
        self._commit(lambda env: env["res.users"].browse(self.machine_id).unlink())
        return super()._sweep()

    def _contract(self, env):
        machine = env(user=self.machine_id)
        return machine["prepaid.contract"].browse(self.ids["contract"])

    def _log_work(self, key, minutes=10):
        def log(env):
            answer = self._contract(env).api_log_work(
                idempotency_key=key,
                description="Race",
                minutes=minutes,
                project_id=self.ids["project"],
                employee_id=self.ids["employee"],
            )
            return answer["timesheet_id"]

        return log

    def _figures(self):
        return self._read(lambda c: (c.balance, c.held, c.debt))

    def _count(self):
        domain = [("prepaid_contract_id", "=", self.ids["contract"])]
        return self._commit(
            lambda env: env["account.analytic.line"].search_count(domain)
        )

    def test_eight_who_send_the_same_log_it_once(self):
        answers = set()

        def log(env):
            answers.add(self._log_work("one")(env))
            return True

        self.assertEqual(self._race(log, CLIENTS), (CLIENTS, 0))
        self.assertEqual((len(answers), self._count()), (1, 1))
        self.assertEqual(self._figures(), (50, 0, 0))

    def test_eight_who_repeat_what_they_send_draw_each_once(self):
        """Four things to do, each sent by two at once."""
        left = [f"work-{number % 4}" for number in range(CLIENTS)]

        def log(env):
            return self._log_work(self._take_turn(left))(env)

        self.assertEqual(self._race(log, CLIENTS), (CLIENTS, 0))
        self.assertEqual((self._figures(), self._count()), ((20, 0, 0), 4))

    def test_eight_who_want_more_than_there_is(self):
        left = [f"work-{number}" for number in range(CLIENTS)]

        def log(env):
            return self._log_work(self._take_turn(left))(env)

        self.assertEqual(self._race(log, CLIENTS), (6, 2))
        self.assertEqual((self._figures(), self._count()), ((0, 0, 0), 6))

    def test_who_waited_is_next_and_has_lost_nothing(self):
        """As the door of the API does it: start again at once, the contract in hand."""
        left = [f"work-{number}" for number in range(CLIENTS)]
        starts = []

        def log(env):
            key = self._take_turn(left)
            while True:
                try:
                    return self._log_work(key)(env)
                except (OperationalError, ConcurrencyError) as error:
                    starts.append(error)
                    start_again(env, error)

        self.assertEqual(self._race(log, CLIENTS), (6, 2))
        self.assertEqual((self._figures(), self._count()), ((0, 0, 0), 6))
        self.assertTrue(any(isinstance(error, TurnLost) for error in starts))
        # Whoever was served from the queue needed to start again once.
        self.assertLess(len(starts), 2 * CLIENTS)
        self.assertFalse(self._count_queued())

    def _count_queued(self):
        """Count the locks of sessions: none outlives its call."""
        with self.registry_.cursor() as cr:
            cr.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND "
                "objid = %s AND "
                "classid::bigint = hashtext('prepaid_contract')::bigint & 4294967295",
                [self.ids["contract"]],
            )
            return cr.fetchone()[0]

    def test_a_key_for_two_things_at_once_does_one_of_them(self):
        left = [10, 20]

        def log(env):
            return self._log_work("one", self._take_turn(left))(env)

        self.assertEqual(self._race(log, 2), (1, 1))
        self.assertEqual(self._count(), 1)

    def test_a_key_for_two_contracts_at_once_does_one_of_them(self):
        """They do not wait for one contract: the key itself tells the second."""
        other_id = self._commit(self._make_other)
        left = [self.ids["contract"], other_id]

        def give(env):
            contract_id = self._take_turn(left)
            contract = env(user=self.machine_id)["prepaid.contract"].browse(contract_id)
            return contract.api_give_goodwill("one", 5, "Late")

        self.assertEqual(self._race(give, 2), (1, 1))
        other = self._commit(
            lambda env: env["prepaid.contract"].browse(other_id).balance
        )
        self.assertEqual(self._figures()[0] + other, 65)

    def _make_other(self, env):
        contract = env["prepaid.contract"].browse(self.ids["contract"])
        return contract.copy({"state": "active", "is_default": False}).id

    def test_holds_and_goodwill_are_made_once(self):
        def hold(env):
            return self._contract(env).api_hold(
                "hold", 60, "2090-01-01T00:00:00Z", "Call"
            )

        def give(env):
            return self._contract(env).api_give_goodwill("gift", 5, "Late")

        self.assertEqual(self._race(hold, CLIENTS), (CLIENTS, 0))
        self.assertEqual(self._race(give, CLIENTS), (CLIENTS, 0))
        self.assertEqual(self._figures(), (65, 60, 0))
