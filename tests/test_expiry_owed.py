from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .test_expiry_outcome import LAPSED, OutcomeCommon


@tagged("post_install", "-at_install")
@freeze_time(LAPSED)
class TestExpiryOwed(OutcomeCommon):
    """What is owed after an expiry is settled by a person, with a reason."""

    def _settle(self, grant, outcome, user=None, **vals):
        vals = {"grant_id": grant.id, "outcome": outcome, "reason": "They asked"} | vals
        wizard = self.env["prepaid.grant.owed"].with_user(user or self.user)
        return wizard.create(vals).action_apply()

    def test_it_is_found_on_credit_and_contract(self):
        grant = self._lapse("keep")
        Grant = self.env["prepaid.grant"].with_user(self.user)
        self.assertEqual(Grant.search([("owed", ">", 0)]).ids, grant.ids)
        contract = self.env["prepaid.contract"].with_user(self.user)
        found = contract.search([("owed", ">", 0)])
        self.assertEqual((found.ids, found.owed), (grant.contract_id.ids, 380))
        self.assertEqual(found.action_open_owed()["domain"], [("id", "in", grant.ids)])

    def test_it_is_written_off_with_a_reason(self):
        grant = self._lapse("keep")
        with self.assertRefused("Say why", ValidationError):
            self._settle(grant, "write_off", reason=" ")
        self._settle(grant, "write_off")
        self.assertEqual((grant.owed, grant.state), (0, "expired"))
        self.assertIn("They asked", grant.contract_id.message_ids[0].body)
        self.assertBooks(999.99, 0)
        with self.assertRefused("owed any more"):
            self._settle(grant, "refund")

    def test_it_is_paid_back_once(self):
        grant = self._lapse("keep")
        self._settle(grant, "refund")
        self._settle(grant, "refund")
        self.assertEqual(self._get_notes().amount_untaxed, 633.33)
        self._get_notes().action_post()
        self.assertEqual(grant.owed, 0)
        self.assertBooks(366.66, 0)

    def test_it_is_used_until_a_later_day(self):
        grant = self._lapse("keep")
        with self.assertRefused("Choose the last day", ValidationError):
            self._settle(grant, "revive")
        self._settle(grant, "revive", date_expiry=date(2026, 6, 30))
        self.assertEqual((grant.remaining, grant.owed), (380, 0))

    def test_what_a_rule_protects_is_not_written_off(self):
        grant = self._lapse("keep")
        self.client.write(
            {"is_company": False, "country_id": self.env.ref("base.de").id}
        )
        with self.assertRefused("must not be lost.*§ 307 BGB"):
            self._settle(grant, "write_off")

    def test_closing_a_contract_forfeits_nothing_that_a_rule_forbids(self):
        self._sell()
        self.client.write(
            {"is_company": False, "country_id": self.env.ref("base.de").id}
        )
        contract = self.client.prepaid_contract_ids
        wizard = self.env["prepaid.contract.close"].with_user(self.user)
        wizard.create(
            {"contract_id": contract.id, "outcome": "expire", "reason": "They left"}
        ).action_apply()
        self.assertEqual((contract.balance, contract.owed), (0, 600))
        self.assertBooks(0, 999.99)

    def test_a_closed_contract_carries_nothing_over(self):
        self.plan.write({"validity_months": 1, "expiry_outcome": "carry"})
        first = self._sell().invoice_line_ids.prepaid_grant_ids
        self._sell(invoice_date=date(2026, 2, 10))
        first.contract_id.action_close()
        self._run_expiry()
        self.assertEqual((first.owed, first.contract_id.balance), (600, 600))

    def test_strangers_and_technicians_settle_nothing(self):
        grant = self._lapse("keep")
        for user in (self.technician, self._portal()):
            with self.assertRaises(AccessError):
                self._settle(grant, "write_off", user=user)
            with self.assertRaises(AccessError):
                grant.with_user(user).expiry_outcome = "refund"
        self.assertEqual(grant.owed, 380)

    def _portal(self):
        return self._user("stranger", "base.group_portal")

    def test_the_deferred_report_tells_what_expired_and_is_owed(self):
        self._lapse("keep")
        self._recognise(LAPSED)
        rows = self.env["prepaid.deferred.report"].with_user(self.accountant)
        row = rows.with_context(prepaid_date="2026-02-20").search(
            [("company_id", "=", self.company.id), ("owed", ">", 0)]
        )
        self.assertEqual((row.used, row.expired, row.owed), (220, 0, 380))
        self.assertEqual((row.deferred, row.owed_amount), (633.33, 633.33))

    def test_profit_counts_nothing_that_is_owed(self):
        self._lapse("keep")
        self._recognise(LAPSED)
        rows = self.env["prepaid.profit.report"].with_user(self.manager).sudo()
        rows = rows.search([("company_id", "=", self.company.id)])
        self.assertFalse(rows.filtered(lambda row: row.kind == "expired"))
        self.assertAlmostEqual(sum(rows.mapped("earned")), 366.66, 2)

    def test_credit_that_no_invoice_sold_stays_owed(self):
        self.plan.expiry_outcome = "refund"
        contract = self._contract()
        self._grant(contract, 60, date_expiry=date(2026, 2, 1))
        self._run_expiry()
        grant = contract.grant_ids
        self.assertEqual((grant.owed, grant.is_payout_due), (60, False))
        self.assertIn("no invoice here", contract.message_ids[0].body)
        with self.assertRaises(UserError):
            self._settle(grant, "refund")
