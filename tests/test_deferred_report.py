from datetime import date

from lxml import html

from odoo.tests import freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from .common_deferred import DeferredCommon
from .test_recognition import FEBRUARY, JANUARY, MARCH


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
