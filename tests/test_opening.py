from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common_opening import OPENING, OpeningCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-16")
class TestOpening(OpeningCommon):
    """Credit from another system is here, at its price, and the books tie out."""

    def test_a_line_makes_a_contract_a_grant_and_its_item(self):
        opening = self._run({"reference": "B-1", "date": "2025-11-03"})
        contract = self.client.prepaid_contract_ids
        grant = contract.grant_ids
        self.assertEqual(contract.balance, 600)
        self.assertEqual((grant.kind, grant.amount), ("opening", 1000))
        self.assertEqual(grant.date, OPENING)
        self.assertEqual(grant.name, "Opening balance, B-1 of 11/03/2025")
        move = opening.sudo().move_id
        self.assertEqual((move.state, move.date), ("posted", OPENING))
        deferred = self.company.deferred_revenue_account_id
        self.assertEqual(
            [(i.account_id, i.balance) for i in move.line_ids.sorted("balance")],
            [(deferred, -1000), (self.balance_account, 1000)],
        )

    def test_the_books_tie_out_at_every_date(self):
        self._run({}, {"partner_id": self.other_client.id, "amount": 333.33})
        self.assertTiesOutAlways()
        figures = self.company.sudo()._get_prepaid_tie_out(OPENING)
        self.assertEqual(figures["deferred"], 1333.33)
        before = self.company.sudo()._get_prepaid_tie_out(date(2025, 12, 31))
        self.assertEqual(before["deferred"], 0)

    def test_revenue_is_earned_by_use(self):
        self._run({})
        self._log(150, day=date(2026, 2, 5))
        move = self._recognise(date(2026, 2, 28))
        grant = self.client.prepaid_contract_ids.grant_ids
        self.assertEqual(grant.recognised_amount, 250)
        income = move.line_ids.filtered(lambda item: item.balance < 0).account_id
        self.assertIn(income.account_type, ("income", "income_other"))
        self.assertTiesOutAlways()

    def test_credit_that_expires_becomes_breakage(self):
        self._run({"date_expiry": "2026-02-28"})
        self._log(300, day=date(2026, 2, 5))
        with self.enter_registry_test_mode():
            self.env.ref(
                "sale_timesheet_prepaid.prepaid_grant_expire_cron"
            ).method_direct_trigger()
        self._recognise(date(2026, 3, 15))
        grant = self.client.prepaid_contract_ids.grant_ids
        self.assertEqual((grant.state, grant.recognised_amount), ("expired", 1000))
        rows = grant.recognition_ids
        self.assertEqual(
            {row.kind: row.amount for row in rows}, {"use": 500, "breakage": 500}
        )
        self.assertTiesOutAlways()

    def test_credit_goes_on_the_contract_of_its_plan(self):
        contract = self._contract(60)
        self._run({})
        self.assertEqual(self.client.prepaid_contract_ids, contract)
        self.assertEqual(contract.balance, 660)

    def test_free_credit_makes_no_entry(self):
        opening = self._run({"amount": 0})
        self.assertFalse(opening.sudo().move_id)
        self.assertEqual(self.client.prepaid_contract_ids.balance, 600)
        self.assertTiesOutAlways()

    def test_what_is_on_the_deferral_account_stays_there(self):
        opening = self._run({}, account_id=False)
        move = opening.sudo().move_id
        deferred = self.company.deferred_revenue_account_id
        self.assertEqual(move.line_ids.account_id, deferred)
        self.assertEqual(sum(move.line_ids.mapped("balance")), 0)
        self.assertEqual(move.line_ids.partner_id, self.client)
        self.assertTiesOutAlways()

    def test_undone_is_as_never_done(self):
        opening = self._run({"reference": "B-1"}, {"amount": 0})
        opening.action_undo()
        contract = self.client.prepaid_contract_ids
        self.assertEqual(contract.balance, 0)
        self.assertEqual(set(contract.grant_ids.mapped("state")), {"void"})
        self.assertTiesOutAlways()
        figures = self.company.sudo()._get_prepaid_tie_out(date(2027, 1, 1))
        self.assertEqual(figures["deferred"], 0)
        self._run({"reference": "B-1"})
        self.assertEqual(contract.balance, 600)
        self.assertTiesOutAlways()

    def test_undone_in_a_locked_period_on_the_first_open_day(self):
        opening = self._run({})
        self.company.fiscalyear_lock_date = "2026-01-31"
        opening.action_undo()
        self.assertEqual(opening.sudo().undo_move_id.date, date(2026, 2, 1))
        self.assertTiesOutAlways()
        figures = self.company.sudo()._get_prepaid_tie_out(date(2026, 2, 1))
        self.assertEqual(figures["deferred"], 0)

    def test_the_statement_of_the_liability_shows_it_as_brought_over(self):
        opening = self._run({})
        self.company.sudo()._log_prepaid_deferred(whole=True)
        row = self.env["prepaid.roll.forward"].search(
            [("company_id", "=", self.company.id), ("month", "=", OPENING)]
        )
        figures = (row.opening, row.opened, row.sold, row.closing)
        self.assertEqual(figures, (0, 1000, 0, 1000))
        self.assertEqual(row.partner_id, self.client)
        opening.action_undo()
        self.company.sudo()._log_prepaid_deferred(whole=True)
        self.env["prepaid.roll.forward"].invalidate_model()
        month = self.env["prepaid.deferred.month"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "opened")]
        )
        self.assertEqual(sum(month.mapped("amount")), 0)

    def test_the_deferred_report_lists_the_credit(self):
        self._run({}, {"partner_id": self.other_client.id, "amount": 50})
        self._log(300, day=date(2026, 2, 5))
        self._recognise(date(2026, 2, 28))
        rows = (
            self.env["prepaid.deferred.report"]
            .with_context(prepaid_date="2026-02-28")
            .search([("company_id", "=", self.company.id)])
        )
        self.assertEqual(
            sorted((row.kind, row.sold, row.earned, row.deferred) for row in rows),
            [("opening", 50, 0, 50), ("opening", 1000, 500, 500)],
        )

    def test_who_reads_the_entry_sees_its_lines_and_contracts(self):
        opening = self._run({})
        move = opening.sudo().move_id.with_user(self.accountant)
        lines = move.prepaid_entry_line_ids
        self.assertEqual(len(lines), 2)
        self.assertEqual(lines.prepaid_contract_ids, self.client.prepaid_contract_ids)

    def test_clients_see_no_journal_entry(self):
        self._run({})
        contract = self.client.prepaid_contract_ids.sudo()
        orders = self.env["sale.order"]
        self.assertFalse(contract._get_client_invoices(orders))

    def test_what_no_invoice_sold_is_not_refunded_by_one(self):
        self._run({})
        contract = self.client.prepaid_contract_ids
        wizard = self.env["prepaid.contract.close"].create(
            {"contract_id": contract.id, "outcome": "refund", "reason": "They leave"}
        )
        with self.assertRefused("was sold before, elsewhere"):
            wizard.action_apply()

    def test_credit_that_moves_to_another_contract_keeps_its_price(self):
        opening = self._run({})
        contract = self.client.prepaid_contract_ids
        target = self._contract(plan=self.plan, is_default=False)
        self.env["prepaid.contract.transfer"].create(
            {
                "contract_id": contract.id,
                "target_id": target.id,
                "is_new": False,
                "quantity": 300,
                "reason": "Split",
            }
        ).action_apply()
        self.assertTiesOutAlways()
        with self.assertRefused("was used, moved or expired"):
            opening.action_undo()

    def test_customers_who_are_one_now_keep_what_they_imported(self):
        self._run({"reference": "B-1"})
        merged = self.env["base.partner.merge.automatic.wizard"].create({})
        merged._merge((self.client | self.other_client).ids, self.other_client)
        known = self._opening({"partner_id": self.other_client.id, "reference": "B-1"})
        with self.assertRefused("were imported before"):
            known.action_run()

    def test_each_company_has_its_own_references_and_books(self):
        other = self.setup_other_company()["company"]
        self._run({"reference": "B-1"})
        self.bookkeeper.company_ids += other
        self.plan.company_id = False
        opening = (
            self.env["prepaid.opening"]
            .with_user(self.bookkeeper)
            .with_context(allowed_company_ids=[other.id, self.company.id])
            .create(
                {
                    "date": OPENING,
                    "line_ids": [(0, 0, self._line_vals(reference="B-1"))],
                }
            )
        )
        self.assertEqual(opening.company_id, other)
        opening.with_context(
            allowed_company_ids=[self.company.id, other.id]
        ).action_run()
        self.assertEqual(opening.sudo().move_id.company_id, other)
        self.env.flush_all()
        figures = other.sudo()._get_prepaid_tie_out(OPENING)
        self.assertEqual((figures["deferred"], figures["difference"]), (1000, 0))
        self.assertTiesOutAlways()

    def test_what_was_drawn_is_not_undone(self):
        opening = self._run({})
        self._log(30)
        with self.assertRefused("of Azure was used"):
            opening.action_undo()

    def test_the_entry_is_not_withdrawn_by_hand(self):
        opening = self._run({})
        move = opening.sudo().move_id
        for verb in ("button_draft", "button_cancel", "_reverse_moves"):
            with self.subTest(verb=verb), self.assertRefused("Undo these opening"):
                getattr(move, verb)()

    def test_a_locked_period_is_named(self):
        self.company.fiscalyear_lock_date = "2026-01-31"
        opening = self._opening({})
        with self.assertRefused("locked until 01/31/2026"):
            opening.action_run()

    def test_what_was_run_is_kept(self):
        opening = self._run({})
        for change in (
            lambda: opening.write({"date": "2026-02-01"}),
            lambda: opening.line_ids.write({"quantity": 900}),
            lambda: opening.line_ids.unlink(),
            lambda: opening.unlink(),
            lambda: opening.write({"line_ids": [(0, 0, self._line_vals())]}),
            lambda: opening.action_run(),
        ):
            with self.assertRefused("mported"):
                change()

    def test_who_posts_no_entries_hands_over(self):
        opening = self._opening({})
        with self.assertRaisesRegex(AccessError, "Ask an accountant"):
            opening.with_user(self.manager).action_run()
        opening.line_ids.amount = 0
        opening.with_user(self.manager).action_run()
        self.assertEqual(opening.state, "done")

    def test_strangers_are_refused(self):
        opening = self._opening({})
        portal = self._user("client", "base.group_portal")
        for user in (self.technician, self.user, portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                opening.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                opening.with_user(user).action_run()

    def test_the_opening_balance_is_of_the_opening_date(self):
        self._run({})
        contract = self.client.prepaid_contract_ids
        for day, opening, closing in (
            (date(2025, 12, 31), 0, 0),
            (OPENING, 0, 600),
            (date(2026, 1, 2), 600, 600),
        ):
            statement = contract.sudo()._get_statement(
                day, day, as_of=datetime(2100, 1, 1)
            )
            figures = (statement["opening"], statement["closing"])
            self.assertEqual(figures, (opening, closing))

    def test_a_contract_of_a_currency_takes_the_days_rate(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "name": "2025-12-01",
                "rate": 0.8,
                "company_id": self.company.id,
            }
        )
        plan = self._plan("Credit", unit="money", currency_id=euro.id)
        opening = self._run({"plan_id": plan.id, "quantity": 400, "amount": 400})
        item = opening.sudo().move_id.line_ids.filtered("prepaid_opening_line_id")
        self.assertEqual(item.currency_id, euro)
        self.assertEqual((item.amount_currency, item.balance), (-400, -500))
        self.assertEqual(opening.sudo().line_ids.grant_id.amount, 500)
        self.assertTiesOutAlways()
