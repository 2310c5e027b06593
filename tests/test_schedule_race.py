import threading
from functools import partial

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.schedule.prepaid_schedule_change import Change
from ..models.schedule.spans import Wanted
from .common_concurrency import ConcurrencyCommon


# Not "standard": see TestConcurrency.
@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestScheduleRace(ConcurrencyCommon):
    """Workers and people on the same schedules, each in its own transaction."""

    def _make(self, env):
        ids = super()._make(env)
        schedules = env["prepaid.schedule"]
        plan = env["prepaid.contract"].browse(ids["contract"]).plan_id
        for number in range(4):
            client = env["res.partner"].create({"name": f"Racing renewer {number}"})
            schedules |= self._make_schedule(env, client, plan, ids["pack"])
            self.created.append(client)
        return ids | {"schedules": schedules.ids}

    def _make_schedule(self, env, client, plan, pack_id):
        """Make a schedule that is due today for the first time since its start."""
        contract = env["prepaid.contract"].create(
            {
                "partner_id": client.id,
                "plan_id": plan.id,
                "state": "active",
                "refill_mode": "posted_invoice",
            }
        )
        today = contract.company_id._get_prepaid_today()
        schedule = env["prepaid.schedule"].create(
            {
                "contract_id": contract.id,
                "date_start": today,
                "line_ids": [Command.create({"product_id": pack_id, "quantity": 2})],
            }
        )
        schedule.line_ids.date_from = today
        schedule.write({"state": "running", "next_date": today})
        return schedule

    def _sweep(self):
        self._commit(self._sweep_schedules)
        return super()._sweep()

    def _sweep_schedules(self, env):
        schedules = self._get_schedules(env)
        schedules.refill_ids.unlink()
        schedules.claim_ids.unlink()
        schedules.state = "draft"
        schedules.unlink()

    def _get_schedules(self, env):
        return env["prepaid.schedule"].browse(self.ids["schedules"])

    def _renew(self, env):
        env["prepaid.schedule"]._cron_renew()

    def _apply(self, quantity, env):
        schedule = self._get_schedules(env)[:1]
        wanted = Wanted(self.ids["pack"], quantity, 100, 0, 1)
        day = schedule._get_today()
        schedule._apply_change(Change("options", day, (wanted,), reason="asked"))

    def _read_billed(self):
        """Return per schedule what its posted invoices come to, and its lines."""

        def read(contract):
            return [
                (
                    sum(
                        schedule.claim_ids.sale_line_id.order_id.invoice_ids.mapped(
                            "amount_untaxed_signed"
                        )
                    ),
                    sum(schedule.claim_ids.mapped("amount")),
                    schedule.line_ids.filtered(lambda line: not line.date_to).mapped(
                        "quantity"
                    ),
                    schedule.contract_id.cron_faults,
                )
                for schedule in self._get_schedules(contract.env)
            ]

        return self._read(read)

    def _start_all(self, *functions):
        """Run functions at once, each as a request; return the errors of people."""
        told, gate = [], threading.Barrier(len(functions))

        def run(function):
            gate.wait()
            try:
                self._commit(function)
            except UserError as error:
                told.append(str(error))

        workers = [threading.Thread(target=run, args=(each,)) for each in functions]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return told

    def test_two_workers_bill_each_period_once(self):
        for _round in range(2):
            self._race(self._renew, 2)
        for invoiced, claimed, quantities, faults in self._read_billed():
            self.assertEqual((invoiced, claimed, quantities), (200, 200, [2]))
            self.assertFalse(faults)

    def test_who_changes_what_is_being_changed_is_told_so(self):
        self._commit(self._renew)
        with self.registry_.cursor() as cr:
            held = self._get_schedules(api.Environment(cr, SUPERUSER_ID, {}))[:1]
            self.assertTrue(held.try_lock_for_update(allow_referencing=True))
            with self.assertRaisesRegex(UserError, "right now. Look at it again"):
                self._commit(partial(self._apply, 3))
        self.assertEqual(self._read_billed()[0][:3], (200, 200, [2]))

    def _assert_agrees(self, *allowed):
        """Say that the first schedule billed what it sells, once."""
        invoiced, claimed, quantities, faults = self._read_billed()[0]
        self.assertEqual(len(quantities), 1)
        self.assertIn(quantities[0], allowed)
        self.assertEqual((invoiced, claimed), (100 * quantities[0],) * 2)
        self.assertFalse(faults)

    def test_two_people_who_change_at_once_never_bill_twice(self):
        self._commit(self._renew)
        for _round in range(2):
            told = self._start_all(partial(self._apply, 3), partial(self._apply, 4))
            self.assertTrue(all("right now" in text for text in told), told)
            self._assert_agrees(3, 4)

    def test_two_people_who_ask_for_the_same_get_it_once(self):
        self._commit(self._renew)
        self._start_all(*[partial(self._apply, 3)] * 2)
        self._assert_agrees(3)

    def test_a_change_while_the_cron_renews_never_bills_twice(self):
        told = self._start_all(self._renew, partial(self._apply, 3))
        self.assertTrue(all("right now" in text for text in told), told)
        self._commit(self._renew)
        self._assert_agrees(2 if told else 3)

    def test_who_read_before_another_s_change_goes_on_from_it(self):
        self._commit(self._renew)
        self._commit(self._cancel)
        seen = []

        def late(env):
            claims = self._get_schedules(env)[:1].claim_ids
            seen.append(len(claims.filtered("is_off")))
            if len(seen) == 1:
                other = threading.Thread(target=self._commit, args=(self._bill_again,))
                other.start()
                other.join()
            self._apply(3, env)

        self._commit(late)
        self.assertEqual(seen, [1, 0])
        self._assert_agrees(3)

    def _cancel(self, env):
        """Cancel the first schedule's order, as people do who bill it otherwise."""
        order = self._get_schedules(env)[:1].claim_ids.sale_line_id.order_id
        order.invoice_ids.button_draft()
        order.invoice_ids.with_context(force_delete=True).unlink()
        order._action_cancel()

    def _bill_again(self, env):
        self._get_schedules(env)[:1]._bill_again()
