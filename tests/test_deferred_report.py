from datetime import date

from lxml import html

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .test_recognition import FEBRUARY, JANUARY, MARCH, SOLD, RecognitionCommon

REPORTS = ("prepaid.deferred.report", "prepaid.deferred.move", "prepaid.deferred.month")
WIZARDS = (
    "prepaid.close",
    "prepaid.deferred",
    "prepaid.recognise",
    "prepaid.recognise.line",
)


class DeferredCommon(RecognitionCommon):
    def _read(self, day, user=None, company=None):
        Report = self.env["prepaid.deferred.report"].with_user(user or self.accountant)
        company = company or self.company
        return Report.with_context(prepaid_date=day.isoformat()).search(
            [("company_id", "=", company.id)]
        )

    def _get_figures(self, day, **over):
        return [(row.sold, row.earned, row.deferred) for row in self._read(day, **over)]

    def tearDown(self):
        for day in (SOLD, JANUARY, FEBRUARY, MARCH, date(2027, 12, 31)):
            self.assertShares(day)
            tie_out = self.company.sudo()._get_prepaid_tie_out(day)
            for model in ("prepaid.deferred.report", "prepaid.deferred.move"):
                self.assertSumIs(tie_out["deferred"], model, day)
        super().tearDown()

    def assertShares(self, day):
        """Each grant bears the part of the price that the engine gives it."""
        grants = self.env["prepaid.grant"].sudo()
        lines = grants.search([("move_line_id", "!=", False)]).move_line_id
        shares = {
            lot.grant.id: price
            for pool in grants._read_pools(lines, day)
            for lot, price in zip(pool.lots, pool.get_prices(), strict=True)
        }
        rows = self._read(day).filtered(lambda row: row.grant_id.id in shares)
        self.assertEqual(
            {row.id: round(row.sold * 100) for row in rows},
            {row.id: shares[row.id] for row in rows},
        )

    def assertSumIs(self, amount, model, day):
        Model = self.env[model].with_user(self.accountant)
        Model = Model.with_context(prepaid_date=day.isoformat())
        domain = [("company_id", "=", self.company.id)]
        field = "deferred"
        if model == "prepaid.deferred.move":
            domain, field = domain + [("date", "<=", day)], "amount"
        total = Model._read_group(domain, [], [f"{field}:sum"])[0][0] or 0
        self.assertEqual(self.company.currency_id.round(total), amount, (model, day))


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestDeferredReport(DeferredCommon):
    # === THE REPORT === #

    def test_a_grant_shows_sold_used_earned_and_deferred_at_each_date(self):
        invoice = self._sell(self._pack(600, price=1000))
        self._log(150, day=date(2026, 2, 5))
        self._log(150, day=date(2026, 3, 5))
        self._recognise(FEBRUARY)
        self.assertFalse(self._read(date(2026, 1, 14)))
        self.assertEqual(self._get_figures(JANUARY), [(1000, 0, 1000)])
        self.assertEqual(self._get_figures(FEBRUARY), [(1000, 250, 750)])
        self._recognise(MARCH)
        self.assertEqual(self._get_figures(FEBRUARY), [(1000, 250, 750)])
        self.assertEqual(self._get_figures(MARCH), [(1000, 500, 500)])
        row = self._read(FEBRUARY)
        self.assertEqual((row.granted, row.used, row.remaining), (600, 150, 450))
        self.assertEqual((row.partner_id, row.move_id), (self.client, invoice))

    def test_an_unpaid_invoice_is_deferred_before_it_is_granted(self):
        invoice = self._bill(self._pack(600, price=1000))
        row = self._read(MARCH)
        self.assertFalse(row.grant_id)
        self.assertEqual((row.deferred, row.move_id), (1000, invoice))
        self.assertEqual(row.action_open_grant()["res_id"], invoice.id)
        self._pay(invoice)
        row = self._read(MARCH)
        self.assertEqual(row.grant_id, self.client.prepaid_contract_ids.grant_ids)
        self.assertEqual(row.action_open_grant()["res_id"], row.grant_id.id)

    def test_a_credit_note_counts_from_its_own_date(self):
        invoice = self._sell(self._pack(600, price=1000))
        self._credit(invoice, packs=0.25)
        self.assertEqual(self._get_figures(JANUARY), [(1000, 0, 1000)])
        self.assertEqual(self._get_figures(FEBRUARY), [(750, 0, 750)])
        self.assertEqual(self._read(MARCH).voided, 150)

    def test_bonus_and_paid_minutes_share_the_price_to_the_cent(self):
        self._sell(self._pack(600, price=999.99, prepaid_bonus_quantity=77))
        rows = self._read(MARCH)
        self.assertEqual(
            {row.grant_id.id: row.sold for row in rows},
            {row.grant_id.id: row.grant_id.amount for row in rows},
        )
        # 999.99 × 600 ÷ 677 = 886.254…
        self.assertEqual(rows.sorted("id").mapped("sold"), [886.25, 113.74])

    def test_a_transferred_part_takes_its_price_along(self):
        self._sell(self._pack(600, price=999.99))
        source = self.client.prepaid_contract_ids
        target = self._contract(is_default=False)
        source.sudo()._transfer(target, 200, "Moved")
        rows = self._read(date(2027, 12, 31)).sorted("id")
        self.assertEqual(rows.mapped("contract_id"), source | target)
        self.assertEqual(rows.mapped("sold"), [666.66, 333.33])

    def test_expired_credit_is_earned(self):
        self.plan.validity_months = 1
        self._sell(self._pack(600, price=1000))
        self._log(150, day=date(2026, 2, 5))
        Grant = self.env["prepaid.grant"].sudo()
        Grant.search(Grant._get_lapsed_domain())._expire()
        self._recognise(MARCH)
        row = self._read(MARCH)
        self.assertEqual((row.earned, row.breakage, row.deferred), (1000, 750, 0))
        self.assertEqual((row.used, row.expired), (150, 450))

    def test_pending_writes_count(self):
        self._sell(self._pack(600, price=1000))
        self.client.prepaid_contract_ids.grant_ids.invalidate_recordset()
        self._log(60, day=date(2026, 2, 5))
        move = self._recognise(FEBRUARY)
        self.assertEqual(self._get_figures(FEBRUARY), [(1000, 100, 900)])
        move.button_draft()
        self.assertEqual(self._get_figures(FEBRUARY), [(1000, 0, 1000)])

    # === DRILL-DOWNS === #

    def assertMoves(self, action, domain, amount):
        """What an action opens adds up to an amount."""
        Model = self.env[action["res_model"]].with_user(self.accountant)
        rows = Model.search(list(action["domain"]) + domain)
        self.assertAlmostEqual(sum(rows.mapped("amount")), amount, 2)

    def test_every_drill_down_adds_up_to_its_row(self):
        first = self._sell(self._pack(600, price=1000))
        self._sell(self._pack(300, price=400), invoice_date="2026-02-10")
        self._log(660, day=date(2026, 2, 15))
        self._recognise(FEBRUARY)
        self._credit(first, packs=0.25)
        self._recognise(MARCH)
        for day in (JANUARY, FEBRUARY, MARCH):
            for row in self._read(day):
                self.assertMoves(row.action_open_moves(), [], row.deferred)
        months = self.env["prepaid.deferred.month"].with_user(self.accountant)
        rows = months.search([("company_id", "=", self.company.id)])
        for row in rows.filtered(lambda row: row.kind == "opening"):
            action = row.action_open_moves()
            for kind in ("sold", "credited", "earned", "expired"):
                self.assertMoves(action, [("kind", "=", kind)], row[kind])
            self.assertMoves(action, [], row.closing - row.opening)

    def test_another_grant_in_the_same_entry_is_not_mixed_in(self):
        self._sell(self._pack(60, price=100))
        self._sell(self._pack(600, price=1000), invoice_date="2026-01-16")
        self._log(120, day=date(2026, 2, 5))
        self._recognise(FEBRUARY)
        for row, deferred in zip(self._read(FEBRUARY), (0, 900), strict=True):
            self.assertEqual(row.deferred, deferred)
            self.assertMoves(row.action_open_moves(), [], deferred)

    def test_what_was_earned_opens_what_earned_it(self):
        """Entries that are drafts or cancelled earned nothing, and are not shown."""
        self._sell(self._pack(600, price=1000))
        self._sell(self._pack(600, price=500), invoice_date="2026-02-10")
        self._log(660, day=date(2026, 2, 15))
        self._recognise(FEBRUARY)
        self._log(60, day=date(2026, 3, 2))
        draft = self._recognise(MARCH)
        draft.button_draft()
        form = (
            self.env["prepaid.grant"]
            .with_user(self.accountant)
            .get_view(
                self.env.ref("sale_timesheet_prepaid.prepaid_grant_view_form").id,
                "form",
            )
        )
        button = html.fromstring(form["arch"]).xpath(
            "//field[@name='recognised_amount']/.."
        )[0]
        for row in self._read(MARCH):
            grant = row.grant_id
            context = safe_eval(button.get("context"), {"id": grant.id})
            opened = (
                self.env["prepaid.recognition"]
                .with_user(self.accountant)
                .search(
                    [("grant_id", "=", context["search_default_grant_id"])]
                    + [("state", "=", "posted")] * context["search_default_posted"]
                )
            )
            self.assertAlmostEqual(
                sum(opened.mapped("amount")), grant.recognised_amount, 2
            )
            self.assertAlmostEqual(grant.recognised_amount, row.earned, 2)
            earned = [("kind", "in", ("earned", "expired"))]
            self.assertMoves(row.action_open_moves(), earned, -row.earned)
        draft.action_post()

    # === THE TIE-OUT === #

    def _tie_out(self, day, user=None):
        Wizard = self.env["prepaid.deferred"].with_user(user or self.accountant)
        return Wizard.create({"date": day})

    def test_the_tie_out_line_is_zero_and_leads_to_the_figures(self):
        self._sell(self._pack(600, price=1000))
        self._log(60, day=date(2026, 2, 5))
        wizard = self._tie_out(FEBRUARY)
        self.assertEqual(wizard.missing, 100)
        self._recognise(FEBRUARY)
        wizard = self._tie_out(FEBRUARY)
        self.assertEqual(
            (wizard.deferred, wizard.ledger, wizard.difference, wizard.missing),
            (900, 900, 0, 0),
        )
        action = wizard.action_open_journal_items()
        lines = self.env["account.move.line"].search(action["domain"])
        self.assertEqual(-sum(lines.mapped("balance")), 900)
        self.assertEqual(wizard._get_rows().mapped("deferred"), [900])
        self.assertEqual(wizard.action_print()["type"], "ir.actions.report")

    def test_the_pdf_shows_the_tie_out(self):
        self._sell(self._pack(600, price=1234.56))
        html = self.env["ir.actions.report"]._render_qweb_html(
            "sale_timesheet_prepaid.prepaid_deferred_document",
            self._tie_out(MARCH).ids,
        )[0]
        for text in (b"Azure", b"1,234.56", b"Balance of the general ledger", b"10 h"):
            self.assertIn(text, html)

    # === RIGHTS === #

    def test_books_are_for_accountants(self):
        self._sell()
        portal = self._portal()
        for user in (self.technician, self.user, portal):
            for model in (*REPORTS, *WIZARDS):
                with self.subTest(user.login, model=model):
                    self.assertFalse(self.env[model].with_user(user).has_access("read"))
            with self.assertRefused("", AccessError):
                self._tie_out(MARCH, user=user)
            with self.assertRefused("", AccessError):
                self.env["prepaid.recognise"].with_user(user).create({})

    def _portal(self):
        return new_test_user(
            self.env,
            login="prepaid_portal_books",
            groups="base.group_portal",
            partner_id=self.client.id,
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def test_a_reader_of_the_books_posts_nothing(self):
        reader = self._user("reader", "account.group_account_readonly")
        self._sell()
        self.assertEqual(len(self._read(MARCH, user=reader)), 1)
        self.assertEqual(self._tie_out(MARCH, user=reader).difference, 0)
        with self.assertRefused("", AccessError):
            self.env["prepaid.recognise"].with_user(reader).create({})

    def test_menus_are_hidden_from_technicians(self):
        for name in (
            "prepaid_deferred_menu",
            "prepaid_deferred_month_menu",
            "prepaid_deferred_month_list_menu",
            "prepaid_deferred_move_menu",
            "prepaid_recognise_menu",
            "prepaid_close_menu",
            "account_prepaid_close_menu",
            "account_prepaid_closing_menu",
        ):
            menu = self.env.ref(f"sale_timesheet_prepaid.{name}")
            for user, seen in ((self.accountant, True), (self.technician, False)):
                visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                self.assertEqual(menu.id in visible, seen, (name, user.login))

    def test_companies_do_not_see_each_others_books(self):
        self._sell()
        other = self.setup_other_company(name="Later Ltd")["company"]
        stranger = self._user("far", "account.group_account_user", company=other)
        for model in REPORTS:
            self.assertFalse(self.env[model].with_user(stranger).search([]))
