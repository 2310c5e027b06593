from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .test_recognition import JANUARY, RecognitionCommon

ADDON = "sale_timesheet_prepaid"
# Bought on 15 January for a month: the last day is 14 February.
LAPSED = date(2026, 2, 20)


class OutcomeCommon(RecognitionCommon):
    """Packs that promise something for what is left when they expire."""

    def _lapse(self, outcome, used=220, pack=None, day=LAPSED):
        """Sell a pack for a month, use some and let the rest expire; return it."""
        self.plan.write({"validity_months": 1, "expiry_outcome": outcome})
        invoice = self._sell(pack)
        if used:
            self._log(used, day=date(2026, 1, 20))
        self._run_expiry(day)
        return invoice.invoice_line_ids.prepaid_grant_ids.filtered(
            lambda grant: grant.kind == "purchase"
        )

    def _run_expiry(self, day=LAPSED):
        with freeze_time(day), self.enter_registry_test_mode():
            self.env.ref(f"{ADDON}.prepaid_grant_expire_cron").method_direct_trigger()
        self.env.invalidate_all()

    def _get_notes(self):
        return self.env["account.move"].search(
            [("move_type", "=", "out_refund"), ("partner_id", "=", self.client.id)]
        )

    def assertBooks(self, earned, deferred, day=LAPSED):
        with freeze_time(day):
            self._recognise(day)
            tie_out = self.company.sudo()._get_prepaid_tie_out(day)
        self.assertRevenue(earned)
        self.assertEqual((tie_out["deferred"], tie_out["difference"]), (deferred, 0))


@tagged("post_install", "-at_install")
@freeze_time(LAPSED)
class TestExpiryOutcome(OutcomeCommon):
    """Credit that expires is lost, kept, paid back or carried, as was promised."""

    def test_lost_credit_is_earned_as_before(self):
        grant = self._lapse("forfeit")
        self.assertEqual((grant.state, grant.owed), ("expired", 0))
        self.assertBooks(999.99, 0)

    def test_kept_credit_is_gone_but_its_revenue_stays_deferred(self):
        grant = self._lapse("keep")
        self.assertEqual((grant.remaining, grant.owed), (0, 380))
        self.assertEqual(grant.contract_id.balance, 0)
        self.assertEqual((grant.owed_amount, grant.state), (633.33, "expired"))
        # 999.99 × 220 ÷ 600 = 366.66
        self.assertBooks(366.66, 633.33)
        self._run_expiry(date(2028, 1, 1))
        self.assertBooks(366.66, 633.33, date(2028, 1, 1))

    def test_kept_credit_is_earned_from_the_day_it_is_written_off(self):
        grant = self._lapse("keep")
        day = date(2026, 3, 10)
        with freeze_time(day):
            grant.sudo()._write_off("Statute of limitations")
        self.assertEqual((grant.owed, grant.contract_id.balance), (0, 0))
        self.assertBooks(366.66, 633.33)
        self.assertBooks(999.99, 0, day)

    def test_kept_credit_comes_back_with_a_later_expiry(self):
        grant = self._lapse("keep")
        grant.with_user(self.manager).date_expiry = date(2026, 12, 31)
        self.assertEqual((grant.remaining, grant.owed), (380, 0))
        self.assertBooks(366.66, 633.33)

    def test_the_promise_of_the_sale_stands_when_the_plan_changes(self):
        self.plan.write({"validity_months": 1, "expiry_outcome": "keep"})
        invoice = self._sell()
        self.plan.expiry_outcome = "forfeit"
        self._run_expiry()
        grant = invoice.invoice_line_ids.prepaid_grant_ids
        self.assertEqual((grant.expiry_outcome, grant.owed), ("keep", 600))

    def test_a_promise_changes_for_the_better_only(self):
        self.plan.write({"validity_months": 1, "expiry_outcome": "keep"})
        grant = self._sell().invoice_line_ids.prepaid_grant_ids
        mine = grant.with_user(self.manager)
        with self.assertRefused("for the better only"):
            mine.expiry_outcome = "forfeit"
        mine.expiry_outcome = "refund"
        self._run_expiry()
        self.assertEqual(self._get_notes().amount_untaxed, 999.99)

    def test_expected_breakage_is_none_where_nothing_is_lost(self):
        self.plan.breakage_percent = 10
        self._lapse("keep", used=540)
        # 999.99 × 540 ÷ 600
        self.assertBooks(899.99, 100)

    # === PAID BACK === #

    def test_the_run_drafts_a_credit_note_that_takes_the_credit(self):
        grant = self._lapse("refund")
        note = self._get_notes()
        self.assertEqual((note.state, note.amount_untaxed), ("draft", 633.33))
        self.assertTrue(note.activity_ids)
        self.assertEqual((grant.contract_id.balance, grant.owed), (0, 380))
        self.assertBooks(366.66, 633.33)
        note.action_post()
        self.assertEqual((grant.owed, grant.remaining, grant.state), (0, 0, "void"))
        self.assertEqual((grant.contract_id.balance, grant.contract_id.debt), (0, 0))
        self.assertBooks(366.66, 0)

    def test_a_second_run_drafts_no_second_note(self):
        self._lapse("refund")
        self._run_expiry(date(2026, 3, 1))
        self.assertEqual(len(self._get_notes()), 1)

    def test_a_note_that_is_deleted_leaves_the_credit_owed(self):
        grant = self._lapse("refund")
        self._get_notes().unlink()
        self._run_expiry(date(2026, 3, 1))
        self.assertEqual(grant.owed, 380)
        self.assertBooks(366.66, 633.33)
        grant.sudo()._pay_out("Again")
        self.assertEqual(self._get_notes().amount_untaxed, 633.33)

    def test_a_note_back_in_draft_leaves_the_credit_owed_again(self):
        grant = self._lapse("refund")
        note = self._get_notes()
        note.action_post()
        note.button_draft()
        self._run_expiry(date(2026, 3, 1))
        self.assertEqual((grant.remaining, grant.owed), (0, 380))
        self.assertEqual(len(self._get_notes()), 1)
        self.assertBooks(366.66, 633.33, date(2026, 3, 1))
        note.action_post()
        self.assertEqual((grant.owed, grant.contract_id.balance), (0, 0))
        self.assertBooks(366.66, 0, date(2026, 3, 1))

    def test_a_bonus_goes_on_the_note_of_its_pack(self):
        pack = self._pack(600, price=999.99, prepaid_bonus_quantity=60)
        grant = self._lapse("refund", used=0, pack=pack)
        self.assertEqual(self._get_notes().amount_untaxed, 999.99)
        self._get_notes().action_post()
        self.assertFalse(grant.contract_id.owed)
        self.assertBooks(0, 0)

    def test_a_note_takes_what_expired_and_leaves_what_rolled_over(self):
        self.plan.write({"rollover_percent": 20, "rollover_months": 3})
        grant = self._lapse("refund", used=0)
        note = self._get_notes()
        self.assertEqual(note.amount_untaxed, 799.99)
        note.action_post()
        self.assertEqual((grant.contract_id.balance, grant.owed), (120, 0))
        self.assertBooks(0, 200)

    def test_a_revival_tells_of_the_note_that_waits(self):
        grant = self._lapse("refund")
        grant.with_user(self.manager).date_expiry = date(2026, 12, 31)
        self.assertEqual((grant.owed, grant.remaining), (0, 380))
        bodies = "".join(grant.contract_id.message_ids.mapped("body"))
        self.assertIn("would take this credit", bodies)

    def test_a_bounced_payment_leaves_nothing_owed(self):
        grant = self._lapse("keep", used=0)
        grant.move_id.button_draft()
        self.assertEqual((grant.owed, grant.state), (0, "void"))
        grant.move_id.action_post()
        self.assertTiesOut()

    # === CARRIED OVER === #

    def test_what_waits_joins_the_next_pack(self):
        grant = self._lapse("carry")
        self.assertEqual((grant.contract_id.balance, grant.owed), (0, 380))
        self.assertBooks(366.66, 633.33)
        invoice = self._sell(invoice_date=LAPSED)
        pack = invoice.invoice_line_ids.prepaid_grant_ids
        part = grant.contract_id.grant_ids - grant - pack
        self.assertEqual((part.remaining, part.amount), (380, 633.33))
        self.assertEqual(part.date_expiry, pack.date_expiry)
        self.assertEqual((grant.owed, grant.contract_id.balance), (0, 980))
        self._log(380, day=date(2026, 2, 25))
        self.assertEqual(part.remaining, 0)

    def test_it_joins_a_pack_that_was_bought_before_the_expiry(self):
        self.plan.write({"validity_months": 1, "expiry_outcome": "carry"})
        first = self._sell().invoice_line_ids.prepaid_grant_ids
        self._sell(invoice_date=date(2026, 2, 10))
        self._run_expiry()
        contract = first.contract_id
        self.assertEqual((contract.balance, contract.owed), (1200, 0))
        part = contract.grant_ids.filtered("origin_grant_id")
        self.assertEqual((part.quantity, part.expiry_outcome), (600, "carry"))

    def test_rollover_comes_first_and_the_outcome_takes_the_rest(self):
        self.plan.write({"rollover_percent": 20, "rollover_months": 1})
        grant = self._lapse("keep", used=0)
        self.assertEqual((grant.owed, grant.contract_id.balance), (480, 120))
        self._run_expiry(date(2026, 4, 1))
        self.assertEqual((grant.contract_id.owed, grant.contract_id.balance), (600, 0))
        self.assertBooks(0, 999.99, date(2026, 4, 1))

    def test_gifts_are_lost(self):
        self.plan.expiry_outcome = "carry"
        contract = self._contract()
        gift = self._grant(contract, 60, kind="goodwill", date_expiry=JANUARY)
        self._run_expiry()
        self.assertEqual((gift.expiry_outcome, gift.owed), ("forfeit", 0))
        with self.assertRaises(UserError):
            gift._draft_refunds("Gift")

    def test_it_waits_again_when_the_next_pack_falls_and_returns_with_it(self):
        grant = self._lapse("carry")
        contract = grant.contract_id
        invoice = self._sell(invoice_date=LAPSED)
        invoice.button_draft()
        self.assertEqual((contract.balance, contract.owed), (0, 380))
        # The payment stays matched.
        invoice.action_post()
        self.assertEqual((contract.balance, contract.owed), (980, 0))
        self.assertBooks(366.66, 1633.32)

    def test_a_later_sale_of_the_same_day_does_not_take_it_twice(self):
        grant = self._lapse("carry")
        for _number in range(2):
            self._sell(invoice_date=LAPSED)
        contract = grant.contract_id
        self.assertEqual((contract.balance, contract.owed), (1580, 0))
        self.assertEqual(len(contract.grant_ids.filtered("origin_grant_id")), 1)

    # === PROMISED === #

    def test_order_and_shop_tell_what_is_promised(self):
        self.plan.write({"validity_months": 12, "expiry_outcome": "refund"})
        promise = "Valid for 12 months · what is left then is paid back"
        order = self._order()
        self.assertIn(promise, order.order_line.name)
        self.assertEqual(self.plan._get_public_validity(12), promise)
        self.plan.expiry_outcome = "forfeit"
        self.assertEqual(self.plan._get_public_validity(12), "Valid for 12 months")

    def test_the_notice_tells_what_will_happen(self):
        # As it is shipped, also on a database of an older version.
        self.env.ref(
            f"{ADDON}.prepaid_contract_mail_template_expiring"
        ).reset_template()
        for outcome, words in (
            ("forfeit", "is lost"),
            ("keep", "stays yours, but cannot be used"),
            ("carry", "goes over to your next pack"),
            ("refund", "is paid back"),
        ):
            with self.subTest(outcome=outcome):
                self.plan.write({"validity_months": 1, "expiry_outcome": outcome})
                invoice = self._sell(invoice_date=LAPSED)
                grant = invoice.invoice_line_ids.prepaid_grant_ids
                contract = grant.contract_id.sudo()
                contract.grant_ids.expiry_notice_due = False
                contract.grant_ids.expiry_last_notice_due = False
                grant.sudo().expiry_notice_due = True
                with freeze_time("2026-03-15"):
                    contract._notify_expiring()
                self.assertIn(words, contract.message_ids[0].body)

    def test_seller_and_order_are_warned_where_expiry_is_doubtful(self):
        self.plan.validity_months = 12
        plan = self.plan.with_user(self.manager)
        self.assertIn("https://www.law.cornell.edu", plan.law_doubt)
        ada = self.env["res.partner"].create(
            {
                "name": "Ada",
                "country_id": self.env.ref("base.us").id,
                "state_id": self.env.ref("base.state_us_27").id,
            }
        )
        order = self._order(client=ada)
        self.assertIn("law.cornell.edu", order.prepaid_law_note)
        ada.country_id = self.env.ref("base.fr")
        self.assertFalse(order.prepaid_law_note)
        ada.country_id = self.env.ref("base.de")
        self.assertIn("307 BGB", order.prepaid_law_note)
        contract = self._contract(client=ada)
        contract.write({"expiry_choice": "expire", "expiry_reason": "Negotiated."})
        order.invalidate_recordset()
        self.assertFalse(order.prepaid_law_note)
