import os
import random
import time
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.sale_timesheet_prepaid_stripe.tests.common_kill import KillCommon

# 200 and more are run by hand: PREPAID_KILLS=200 dev/test …/test_race.py
KILLS = int(os.environ.get("PREPAID_KILLS", "10"))
# The longest that a worker lives, in seconds.
LIFE = 1.2


# Not "standard": see TestConcurrency.
@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestRace(KillCommon):
    """Two devices, two visitors, workers that die: each talk is charged once."""

    def _make(self, env):
        ids = super()._make(env) | {"sessions": []}
        self.ids = ids
        ids["user"] = self._hire(env)
        ids["offer"] = self._make_offer(env).id
        return ids

    def _make_offer(self, env):
        usage_type = env.ref("sale_timesheet_prepaid.prepaid_usage_type_video")
        plan = env["prepaid.plan"].create(
            {
                "name": "Racing talks",
                "unit": "money",
                "currency_id": env.company.currency_id.id,
                "rate_ids": [
                    Command.create({"price_hour": 60, "usage_type_id": usage_type.id})
                ],
            }
        )
        product = env["product.product"].create(
            {"name": "Racing talk", "type": "service", "taxes_id": False}
        )
        offer = env["prepaid.session.offer"].create(
            {
                "name": "Racing talks",
                "plan_id": plan.id,
                "usage_type_id": usage_type.id,
                "product_id": product.id,
                "project_id": self.ids["project"],
                "user_ids": [Command.set([self.ids["user"]])],
            }
        )
        self.created = [offer, *self.created, product, plan]
        return offer

    def _accepted(self, env, start=None, minutes=15):
        sessions = env["prepaid.session"]
        offer = env["prepaid.session.offer"].browse(self.ids["offer"])
        partner = env["res.partner"].create({"name": "Racing visitor"})
        session = sessions._book(offer, offer.user_ids, partner, start, minutes)
        session._accept("Racer")
        return session

    def _held(self, env):
        """Return the id of a session whose amount is held on a card."""
        start = fields.Datetime.now() - timedelta(days=1 + len(self.ids["sessions"]))
        session = self._accepted(env, start=start)
        token = self._save_card(env, session.partner_id)
        vals = session._prepare_token_vals(token, session.cap_amount)
        env["payment.transaction"].create(vals)._charge_with_token()
        return session.id

    def _talked(self, env, minutes=7):
        """Return the id of a session in which they talked, the clock set back."""
        session = env["prepaid.session"].browse(self._held(env))
        session._start()
        [[start, _stop]] = session.meter_id.spans
        session.meter_id.spans = [[start - minutes * 60, None]]
        return session.id

    def _sweep(self):
        self._commit(self._sweep_sessions)
        return super()._sweep()

    def _sweep_sessions(self, env):
        sessions = env["prepaid.session"].search([("offer_id", "=", self.ids["offer"])])
        partners, moves = sessions.partner_id, sessions.invoice_id
        txs = sessions.transaction_ids
        payments = (txs | txs.child_transaction_ids).payment_id
        lines, meters, tasks = (
            sessions.timesheet_id,
            sessions.meter_id,
            sessions.task_id,
        )
        lines.timesheet_invoice_id = False
        sessions.invoice_id = False
        txs.child_transaction_ids.unlink()
        txs.unlink()
        tokens = env["payment.token"].with_context(active_test=False)
        tokens = tokens.search([("partner_id", "in", partners.ids)])
        (payments.move_id | moves).line_ids.remove_move_reconcile()
        payments.action_draft()
        payments.unlink()
        moves.button_draft()
        moves.with_context(force_delete=True).unlink()
        sessions.write({"state": "draft", "meter_id": False, "task_id": False})
        sessions.unlink()
        lines.unlink()
        meters.unlink()
        tasks.unlink()
        tokens.unlink()
        self._sweep_provider(env)
        partners.unlink()
        env["prepaid.session.offer"].browse(self.ids["offer"]).unlink()
        self._dismiss(env, self.ids["user"])

    # === RACES === #

    def test_a_place_is_sold_once(self):
        start = fields.Datetime.now() + timedelta(days=2)
        done, refused = self._race(lambda env: self._accepted(env, start=start), 4)
        self.assertEqual((done, refused), (1, 3))

    def test_visitors_take_a_time_of_the_page_once(self):
        def take(env):
            offer = env["prepaid.session.offer"].browse(self.ids["offer"])
            card = offer._get_length_card(env.user.partner_id, 15, start)
            name = str(random.random())
            person = {"name": name, "email": "", "phone": "", "tz": "UTC"}
            choice = {"minutes": 15, "start": start, "user": None, "subject": ""}
            choice |= {"tz": "UTC", "digest": card["digest"], "key": name}
            return offer._take(person, choice, f"192.0.2.{name[2:4]}")

        def find(env):
            offer = env["prepaid.session.offer"].browse(self.ids["offer"])
            now = fields.Datetime.now()
            return offer._get_slots(15, now, now + timedelta(days=9))[0][0]

        start = self._commit(find)
        done, refused = self._race(take, 4)
        self.assertEqual((done, refused), (1, 3))

    def test_a_flood_of_four_workers_is_counted_right(self):
        visitor = f"racer {time.time()}"

        def count(env):
            for _booking in range(2):
                env["prepaid.session.visit"]._count(visitor)

        done, refused = self._race(count, 4)
        # Five an hour: the third worker's second is the sixth.
        self.assertEqual((done, refused), (2, 2))

    def test_two_devices_that_stop_stop_once(self):
        number = self._commit(self._talked)

        def stop(env):
            env["prepaid.session"].browse(number)._stop("client")

        done, _refused = self._race(stop, 4)
        self.assertEqual(done, 4)
        self._settle()
        self.assertEqual(self._look(number), ("settled", 7.0, 1, [700]))

    def test_stop_and_limit_at_once(self):
        number = self._commit(lambda env: self._talked(env, 40))

        def end(env):
            session = env["prepaid.session"].browse(number)
            if self._take_turn(turns):
                session._stop("client")
            else:
                session._stop_at_limit()

        turns = [True, False, True, False]
        self._race(end, 4)
        self._settle()
        self.assertEqual(self._look(number), ("settled", 15.0, 1, [1500]))

    def _settle(self):
        def work(env):
            env["prepaid.session"]._cron_collect()

        for _run in range(3):
            self._commit(work)

    def _look(self, number):
        """Return state, invoice, timesheet lines and captures of a session."""

        def look(env):
            session = env["prepaid.session"].browse(number)
            txs = session.transaction_ids
            taken = [
                row["amount"]
                for row in self.fake.ledger()
                if row["description"]
                in (txs | txs.child_transaction_ids).mapped("reference")
            ]
            lines = env["account.analytic.line"].search_count(
                [("prepaid_session_id", "=", number)]
            )
            return session.state, session.invoice_id.amount_total, lines, taken

        return self._commit(look)

    # === KILLS === #

    def _work(self, env):
        env["prepaid.session"]._cron_collect()

    def test_workers_that_die_leave_each_talk_charged_once(self):
        seed = random.randrange(10**6)
        chance = random.Random(seed)
        expected = {}
        for _kill in range(KILLS):
            minutes = chance.choice((0, 3, 7, 15))
            number = self._commit(lambda env, m=minutes: self._talked(env, m))
            self.ids["sessions"].append(number)
            self._commit(lambda env, n=number: self._end(env, n))
            self._live_and_die(chance.uniform(0, LIFE))
            expected[number] = (
                "settled",
                float(minutes),
                bool(minutes),
                [100 * minutes] * bool(minutes),
            )
        self._settle()
        with self.subTest(seed=seed):
            self.assertEqual({n: self._look(n) for n in expected}, expected)
            self.assertEqual(
                sum(row["amount"] for row in self.fake.ledger()) / 100,
                sum(total for _state, total, _lines, _taken in expected.values()),
            )

    def _end(self, env, number):
        try:
            env["prepaid.session"].browse(number)._stop("client")
        except UserError as error:
            self.fail(str(error))
