import threading
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_concurrency import MINUTES, ConcurrencyCommon


@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestHoldRace(ConcurrencyCommon):
    """What many do at once to credit that is set aside, and what a crash leaves."""

    def _sweep(self):
        with self.registry_.cursor() as cr:
            cr.execute("ALTER TABLE prepaid_entry DISABLE TRIGGER USER")
            for query in (
                "UPDATE prepaid_entry SET hold_id = NULL WHERE contract_id = %s",
                "DELETE FROM prepaid_hold WHERE contract_id = %s",
                "UPDATE prepaid_contract SET held = 0 WHERE id = %s",
            ):
                cr.execute(query, [self.ids["contract"]])
            cr.execute("ALTER TABLE prepaid_entry ENABLE TRIGGER USER")
        return super()._sweep()

    def _hold(self, minutes, **facts):
        def hold(env):
            contract = env["prepaid.contract"].browse(self.ids["contract"])
            until = fields.Datetime.now() + timedelta(hours=1)
            return contract._hold(minutes, until, **facts).id

        return hold

    def _end(self, hold_id, verb, *args):
        return lambda env: getattr(env["prepaid.hold"].browse(hold_id), verb)(*args)

    def _race_of(self, *functions):
        """Run different functions at once; return how many were refused."""
        left = list(functions)
        return self._race(lambda env: self._take_turn(left)(env), len(left))[1]

    def _figures(self):
        return self._read(lambda c: (c.balance, c.held, c.available, c.debt))

    def _states(self):
        return self._read(lambda c: sorted(c.hold_ids.mapped("state")))

    def test_two_who_want_the_last_hour_and_one_gets_it(self):
        self.assertEqual(self._race(self._hold(60), 2), (1, 1))
        self.assertEqual(self._figures(), (60, 60, 0, 0))

    def test_the_same_work_asked_for_by_many_at_once_is_set_aside_once(self):
        self.assertEqual(self._race(self._hold(10, reference="call"), 4), (4, 0))
        self.assertEqual(self._states(), ["held"])
        self.assertEqual(self._figures(), (60, 10, 50, 0))

    def test_a_hold_and_work_at_once_do_not_use_the_same_minute(self):
        refused = self._race_of(self._hold(60), self._log)
        balance, held, available, debt = self._figures()
        self.assertEqual((refused, debt), (1, 0))
        self.assertIn((balance, held, available), {(60, 60, 0), (60 - MINUTES, 0, 50)})

    def test_a_hold_is_drawn_once_however_many_draw_it(self):
        hold_id = self._commit(self._hold(40))
        self.assertEqual(self._race(self._end(hold_id, "_post", 30), 4), (1, 3))
        self.assertEqual(self._figures(), (30, 0, 30, 0))

    def test_a_hold_is_drawn_or_times_out_never_both(self):
        for _round in range(3):
            hold_id = self._commit(self._hold(10))
            self._race_of(
                self._end(hold_id, "_post", 10), self._end(hold_id, "_expire")
            )
        states = self._states()
        used = 10 * states.count("posted")
        self.assertEqual(len(states), states.count("posted") + states.count("expired"))
        self.assertEqual(self._figures(), (60 - used, 0, 60 - used, 0))

    def test_two_holds_are_drawn_at_once_and_each_once(self):
        ids = [self._commit(self._hold(30)) for _number in range(2)]
        refused = self._race_of(*(self._end(id_, "_post", 30) for id_ in ids))
        self.assertEqual(refused, 0)
        self.assertEqual(self._figures(), (0, 0, 0, 0))

    def _time_out(self, env):
        env.cr.execute(
            "UPDATE prepaid_hold SET date_expiry = now() - interval '1 day'"
            " WHERE contract_id = %s",
            [self.ids["contract"]],
        )

    def _run_cron(self):
        """Run the cron as a worker does, which commits."""
        with self.registry_.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["prepaid.hold"]._cron_expire()

    def test_two_crons_free_what_timed_out_once(self):
        for _number in range(3):
            self._commit(self._hold(10))
        self._commit(self._time_out)
        threads = [threading.Thread(target=self._run_cron) for _number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._run_cron()
        self.assertEqual(self._states(), ["expired"] * 3)
        self.assertEqual(self._figures(), (60, 0, 60, 0))

    def test_what_was_set_aside_stays_so_when_its_worker_is_killed(self):
        hold_id = self._commit(self._hold(40))
        with mute_logger("odoo.sql_db"), self.assertRaises(OperationalError):
            self._post_and_die(hold_id)
        self.assertEqual(self._states(), ["held"])
        self.assertEqual(self._figures(), (60, 40, 20, 0))
        self._commit(self._time_out)
        self._run_cron()
        self.assertEqual(self._states(), ["expired"])
        self.assertEqual(self._figures(), (60, 0, 60, 0))

    def _post_and_die(self, hold_id):
        """Draw a hold, and lose the connection before it is committed."""
        with self.registry_.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["prepaid.hold"].browse(hold_id)._post(30)
            env.flush_all()
            cr.execute("SELECT pg_backend_pid()")
            (pid,) = cr.fetchone()
            with self.registry_.cursor() as killer:
                killer.execute("SELECT pg_terminate_backend(%s)", [pid])
            cr.execute("SELECT 1")
