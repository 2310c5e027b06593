import threading
from datetime import date, timedelta
from functools import partial

from odoo.fields import Command
from odoo.tests import tagged

from .common_concurrency import ConcurrencyCommon


# Not "standard": Odoo's own runner holds the registry's lock while it tests, and the
# threads would wait for it forever. dev/test runs it.
@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestConcurrency(ConcurrencyCommon):
    """What many workers do at once comes out as if they had come one by one."""

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

    def _split_credit(self, env):
        """Make 40 of the 60 minutes pay for remote support only; return its type."""
        contract = env["prepaid.contract"].browse(self.ids["contract"])
        grant = contract.grant_ids
        vals = grant._prepare_out_entry_vals("adjust", 40_000, grant.date, "Away")
        env["prepaid.entry"].create(vals | {"correction": "mistake"})
        remote = env.ref("sale_timesheet_prepaid.prepaid_usage_type_remote")
        scope = {"usage_type_ids": remote.ids, "name": "Remote support"}
        env["prepaid.grant"].create(
            {"contract_id": contract.id, "quantity": 40} | scope
        )
        return remote.id

    def _log_kind(self, kinds, env):
        return self._log(env, usage_type_id=self._take_turn(kinds))

    def test_workers_never_spend_credit_for_some_work_on_other_work(self):
        remote, drawn = self._commit(self._split_credit), 0
        for _round in range(5):
            drawn += self._race(partial(self._log_kind, [remote, False]), 2)[0]
        # Work of any kind found 20 minutes, remote support its own 40.
        figures = self._read(lambda c: (c.balance, c.debt, c.scoped))
        self.assertEqual((drawn, figures), (6, (0, 0, 0)))

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

    # === ONE REQUEST, SENT TWICE === #

    def _quick_log(self, user_id, logged, env):
        """Send the request of the quick log that all runners send."""
        task = env["project.task"].with_user(user_id).browse(self.ids["task"])
        answer = task.quick_log("12m reset", (), "a key")
        logged[threading.get_ident()] = answer["timesheet_id"]
        return True

    def _make_task(self, opt_out, env):
        project = env["project.project"].browse(self.ids["project"])
        project.prepaid_opt_out = opt_out
        vals = {"name": "Racing ticket", "project_id": project.id}
        return env["project.task"].create(vals).id

    def _clear(self, env):
        """Delete the lines that draw no credit, which the sweep does not know."""
        lines = env["account.analytic.line"].search(
            [("task_id", "=", self.ids["task"])]
        )
        lines.filtered(lambda line: not line.prepaid_contract_id).unlink()

    def _race_for_a_line(self, opt_out):
        """Let four requests of one key meet; return their lines and the client's."""
        user_id = self._commit(self._hire)
        self.addCleanup(self._commit, lambda env: self._dismiss(env, user_id))
        self.ids["task"] = self._commit(partial(self._make_task, opt_out))
        self.addCleanup(self._commit, self._clear)
        logged = {}
        outcome = self._race(partial(self._quick_log, user_id, logged), 4)
        self.assertEqual((outcome, len(logged)), ((4, 0), 4))
        lines = self._read(
            lambda contract: (
                contract.env["account.analytic.line"]
                .search([("task_id", "=", self.ids["task"])])
                .ids
            )
        )
        return set(logged.values()), lines

    def test_a_request_sent_many_times_at_once_logs_and_answers_one_line(self):
        told, lines = self._race_for_a_line(opt_out=False)
        self.assertEqual(len(lines), 1)
        self.assertEqual(told, set(lines))
        self.assertEqual(self._read(lambda contract: contract.balance), 48)

    def test_work_that_draws_no_credit_is_logged_once_too(self):
        told, lines = self._race_for_a_line(opt_out=True)
        self.assertEqual(len(lines), 1)
        self.assertEqual(told, set(lines))
        self.assertEqual(self._read(lambda contract: contract.balance), 60)

    def _hear(self, env):
        """Return a message of the client on the ticket."""
        task = env["project.task"].browse(self.ids["task"])
        return task.message_post(
            body="Any news?", author_id=self.ids["client"], message_type="comment"
        ).id

    def test_a_message_classified_at_once_by_two_is_classified_once(self):
        user_id = self._commit(self._hire)
        self.addCleanup(self._commit, lambda env: self._dismiss(env, user_id))
        self.ids["task"] = self._commit(partial(self._make_task, False))
        for exchange in ("coordination", "support"):
            message_id = self._commit(self._hear)
            told = {}

            def classify(env, message_id=message_id, exchange=exchange, told=told):
                task = env["project.task"].with_user(user_id).browse(self.ids["task"])
                answer = task.classify_message(message_id, exchange)
                told[threading.get_ident()] = answer["timesheet_id"]

            self.assertEqual(self._race(classify, 4), (4, 0))
            self.assertEqual(len(set(told.values())), 1)
