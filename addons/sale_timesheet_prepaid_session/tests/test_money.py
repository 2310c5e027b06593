from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import START, SessionCommon


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestMoney(SessionCommon):
    """Taxes, currencies and analytics of what a talk is invoiced for."""

    def _settled(self, session, minutes=12):
        self._talk(session, minutes)
        self._collect()
        self.assertEqual(session.state, "settled", session.reason)
        return session.invoice_id

    def _tax(self, percent, **over):
        vals = {
            "name": f"{percent} %",
            "amount": percent,
            "company_id": self.company.id,
        }
        return self.env["account.tax"].create(vals | over)

    def test_taxes_in_the_price_leave_what_is_due_as_it_is(self):
        self.talk.taxes_id = self._tax(20, price_include_override="tax_included")
        session = self._held()
        self.assertEqual(session.cap_amount, 126)
        move = self._settled(session)
        self.assertEqual((move.amount_untaxed, move.amount_total), (10.5, 12.6))
        self.assertCaptured(session, 12.6)

    def test_every_minute_with_taxes_in_the_price_comes_out_to_the_cent(self):
        self.rate.free_minutes = 0
        self.talk.taxes_id = self._tax(19.6, price_include_override="tax_included")
        session = self._held()
        for minutes in range(1, 76):
            due = session._measure(minutes)["due"]
            taxed = session.tax_ids.compute_all(session._get_line_price(due))
            self.assertAlmostEqual(taxed["total_excluded"], due)

    def test_a_client_abroad_has_the_taxes_of_their_position(self):
        none = self._tax(0)
        position = self.env["account.fiscal.position"].create(
            {
                "name": "Abroad",
                "company_id": self.company.id,
                "auto_apply": True,
                "country_id": self.env.ref("base.nz").id,
            }
        )
        none.fiscal_position_ids = position
        none.original_tax_ids = self.talk.taxes_id
        self.visitor.country_id = self.env.ref("base.nz")
        session = self._held()
        self.assertEqual(session.cap_amount, 105)
        self.visitor.country_id = self.env.ref("base.us")
        move = self._settled(session)
        self.assertEqual((move.amount_untaxed, move.amount_total), (10.5, 10.5))

    def test_a_plan_in_another_currency_is_held_and_paid_in_it(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 2,
            }
        )
        plan = self._plan("In euros", unit="money", currency_id=euro.id)
        self._rate(plan, self.usage_type, price_hour=90, free_minutes=5)
        self.offer.plan_id = plan
        session = self._held()
        self.assertEqual(session.transaction_ids.currency_id, euro)
        move = self._settled(session)
        self.assertEqual((move.currency_id, move.amount_untaxed), (euro, 10.5))
        self.assertEqual(move.amount_residual, 0)

    def test_the_work_of_a_project_keeps_its_analytics(self):
        account = self.env["account.analytic.account"].create(
            {
                "name": "Talks",
                "plan_id": self.env.ref("analytic.analytic_plan_projects").id,
                "company_id": self.company.id,
            }
        )
        self.talks.account_id = account
        move = self._settled(self._held())
        line = move.invoice_line_ids
        self.assertEqual(line.analytic_distribution, {str(account.id): 100})

    def test_a_company_contact_is_invoiced_as_the_company(self):
        company = self.env["res.partner"].create(
            {"name": "Vera Ltd", "is_company": True}
        )
        self.visitor.parent_id = company
        move = self._settled(self._held())
        self.assertEqual(move.commercial_partner_id, company)
        self.assertTrue(move._is_prepaid_paid())

    def test_two_taxes_are_held_and_paid_as_the_company_rounds_them(self):
        """5 % and 9.975 % of 10.50 are 0.525 and 1.047."""
        self.talk.taxes_id = [Command.set((self._tax(5) | self._tax(9.975)).ids)]
        for rounding in ("round_per_line", "round_globally"):
            with self.subTest(rounding=rounding):
                self.company.tax_calculation_rounding_method = rounding
                session = self._held()
                move = self._settled(session)
                self.assertEqual(move.amount_residual, 0)
                self.assertEqual(session._get_total(10.5), move.amount_total)
                self.assertCaptured(session, move.amount_total)
