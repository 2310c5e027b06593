import threading
from contextlib import suppress
from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_concurrency import ConcurrencyCommon


# Not "standard": Odoo's own runner holds the registry's lock while it tests, and the
# threads would wait for it forever. dev/test runs it.
@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestConcurrency(ConcurrencyCommon):
    """What workers do to one contract at once."""

    def test_workers_never_spend_the_same_minute_twice(self):
        drawn = refused = 0
        for _round in range(4):
            done, failed = self._race(self._log, 2)
            drawn, refused = drawn + done, refused + failed
        balance, debt, lines = self._read(
            lambda c: (
                c.balance,
                c.debt,
                c.env["account.analytic.line"].search_count(
                    [("prepaid_contract_id", "=", c.id)]
                ),
            )
        )
        self.assertEqual((drawn, refused), (6, 2))
        self.assertEqual((balance, debt, lines), (0, 0, 6))

    def test_workers_who_cross_the_threshold_ask_for_one_refill(self):
        self._race(self._log, 4)
        self.assertTrue(self._read(lambda contract: contract.refill_due))

    def _bill(self, env):
        env.company.prepaid_grant_policy = "posted"
        move = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.ids["client"],
                "invoice_line_ids": [Command.create({"product_id": self.ids["pack"]})],
            }
        )
        return move.id

    def _restore_policy(self, env):
        env.company.prepaid_grant_policy = "paid"

    def test_two_workers_post_one_invoice_and_grant_once(self):
        move_id = self._commit(self._bill)
        self.addCleanup(self._commit, self._restore_policy)
        self._race(lambda env: env["account.move"].browse(move_id)._post(), 2)
        balance = self._read(lambda contract: contract.balance)
        self.assertEqual(balance, 120)

    def _bill_newcomer(self, env):
        """Return two invoices of a client who has no contract yet."""
        newcomer = env["res.partner"].create({"name": "Racing newcomer"})
        self.created.append(newcomer)
        moves = [self._bill(env) for _number in range(2)]
        env["account.move"].browse(moves).partner_id = newcomer
        return moves, newcomer.id

    def test_the_first_two_packs_of_a_client_arrive_on_one_contract(self):
        move_ids, client_id = self._commit(self._bill_newcomer)
        self.addCleanup(self._commit, self._restore_policy)
        left = list(move_ids)
        outcome = self._race(
            lambda env: env["account.move"].browse(self._take_turn(left))._post(), 2
        )
        contract_ids = self._read(
            lambda contract: contract.search([("partner_id", "=", client_id)]).ids
        )
        self.assertEqual((outcome, len(contract_ids)), ((2, 0), 1))
        balance = self._read(
            lambda contract: contract.browse(contract_ids).mapped("balance")
        )
        self.assertEqual(balance, [120])

    def _draft_two_credit_notes(self, env):
        """Return two drafts that credit six tenths of one unpaid invoice each."""
        invoice = env["account.move"].browse(self._bill(env))
        self._restore_policy(env)
        invoice.action_post()
        refunds = invoice._reverse_moves([{}]) | invoice._reverse_moves([{}])
        refunds.invoice_line_ids.quantity = 0.6
        return refunds.ids

    def test_two_workers_never_credit_more_than_was_invoiced(self):
        left = self._commit(self._draft_two_credit_notes)
        outcome = self._race(
            lambda env: env["account.move"].browse(self._take_turn(left))._post(), 2
        )
        self.assertEqual(outcome, (1, 1))

    def test_two_workers_recognise_revenue_once(self):
        move_id = self._commit(self._bill)
        self.addCleanup(self._commit, self._restore_policy)
        self._commit(lambda env: env["account.move"].browse(move_id)._post())
        for _line in range(7):
            self._commit(self._log)
        # Beyond today everywhere: the server's day may differ from the user's.
        day = date.today() + timedelta(days=2)
        self._race(lambda env: env.company._recognise_prepaid_revenue(day), 2)
        rows = self._read(
            lambda contract: contract.grant_ids.recognition_ids.mapped("amount")
        )
        # 60 minutes were a gift; 10 of the 60 that cost 100.00
        self.assertEqual(rows, [16.67])

    def test_expiry_and_work_at_the_same_moment_spend_credit_once(self):
        def lapse(env):
            grant = env["prepaid.contract"].browse(self.ids["contract"]).grant_ids
            if grant.remaining:
                grant.date_expiry = grant.date
                grant._expire()

        def either(env):
            if threading.current_thread().name == "expire":
                return lapse(env)
            return self._log(env)

        threads = [
            threading.Thread(target=self._try, args=(either,), name=name)
            for name in ("expire", "work")
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(self._read(lambda contract: contract.balance), 0)

    def test_two_devices_start_at_once_and_one_meter_runs(self):
        user_id = self._commit(self._hire)
        self.addCleanup(self._commit, lambda env: self._dismiss(env, user_id))
        started = self._race(
            lambda env: (
                env["prepaid.meter"].with_user(user_id).start(self.ids["project"])
            ),
            2,
        )
        states = self._read(
            lambda contract: (
                contract.env["prepaid.meter"]
                .search([("user_id", "=", user_id)])
                .mapped("state")
            )
        )
        self.assertEqual((started, states), ((2, 0), ["running"]))

    def _hire(self, env):
        """Make the racing employee a technician with a login."""
        user = env["res.users"].create({"name": "Racer", "login": "prepaid_racer"})
        user.group_ids += env.ref("hr_timesheet.group_hr_timesheet_user")
        env["hr.employee"].browse(self.ids["employee"]).user_id = user
        self.created.append(user.partner_id)
        return user.id

    def _dismiss(self, env, user_id):
        env["prepaid.meter"].search([("user_id", "=", user_id)]).unlink()
        env["hr.employee"].browse(self.ids["employee"]).user_id = False
        env["res.users"].browse(user_id).unlink()

    def _try(self, function):
        with suppress(UserError):
            self._commit(function)
