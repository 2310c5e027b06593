from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..models.client.withdrawal import get_last_day
from .common import TODAY
from .common_withdrawal import WithdrawalCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWithdrawalBuyers(WithdrawalCommon):
    """Who may withdraw, until when, and who is told what."""

    def test_a_contract_that_buys_as_a_business_has_no_such_time(self):
        self._contract(client=self.buyer, buyer_choice="business")
        order = self._order(client=self.buyer)
        order.action_confirm()
        self.assertFalse(order.prepaid_withdrawal_until)

    def test_the_last_day_is_no_weekend(self):
        for concluded, last in (
            (date(2026, 3, 16), date(2026, 3, 30)),
            (date(2026, 3, 20), date(2026, 4, 3)),
            (date(2026, 3, 21), date(2026, 4, 6)),
            (date(2026, 3, 22), date(2026, 4, 6)),
        ):
            self.assertEqual(get_last_day(concluded, 14), last)

    def test_the_last_day_ends_where_the_buyer_lives(self):
        self.company.partner_id.tz = "Europe/Paris"
        self.buyer.tz = "America/Guadeloupe"
        order = self._sell()
        self.assertFalse(order._get_withdrawal_gap(datetime(2026, 3, 31, 3, 59)))
        self.assertTrue(order._get_withdrawal_gap(datetime(2026, 3, 31, 4, 1)))

    def test_a_later_change_of_the_buyer_or_the_rule_changes_nothing(self):
        order = self._sell()
        self.buyer.write({"country_id": self.env.ref("base.us").id, "is_company": True})
        self.env["prepaid.jurisdiction"].search([]).withdrawal_days = 0
        self.assertTrue(order._is_withdrawable())

    def test_what_is_refused_and_why(self):
        order = self._sell()
        draft = self._order(client=self.buyer)
        business = self._sell(buyer=self.client)
        with freeze_time("2026-03-31 12:00:00"), self.assertRefused("ended on"):
            self._withdraw(order)
        with self.assertRefused("not confirmed"):
            self._withdraw(draft)
        with self.assertRefused("no purchase of a consumer"):
            self._withdraw(business)
        order.prepaid_in_person_reason = "Signed at the counter"
        with self.assertRefused("no purchase of a consumer"):
            self._withdraw(order)
        order.prepaid_in_person_reason = False
        self._credit(order.invoice_ids)
        with self.assertRefused("credited already"):
            self._withdraw(order)

    def test_who_declares_twice_finds_the_first(self):
        order = self._sell()
        first = self._withdraw(order)
        self.assertEqual(self._withdraw(order), first)
        self.assertEqual(len(first.note_ids), 1)
        self.assertEqual(len(self._get_receipts(first)), 1)

    def test_the_receipt_tells_what_and_when(self):
        withdrawal = self._withdraw(self._sell(used=150), email="new@example.com")
        [receipt] = self._get_receipts(withdrawal)
        self.assertIn("new@example.com", receipt.email_to)
        self.assertIn("ada@example.com", receipt.email_to)
        for words in (withdrawal.order_id.name, "Pack of 600", "March", "2026"):
            self.assertIn(words, receipt.body_html)

    def test_a_withdrawal_by_letter_is_recorded_by_colleagues(self):
        order = self._sell(used=150)
        seller = self._user("seller", "sales_team.group_sale_salesman_all_leads")
        with freeze_time("2026-04-02 10:00:00"):
            Record = self.env["prepaid.withdrawal.record"].with_user(seller)
            form = Form(Record.with_context(default_order_id=order.id))
            self.assertEqual((form.person, form.email), ("Ada", "ada@example.com"))
            wizard = form.save()
            with self.assertRefused("ended on"):
                wizard.action_apply()
            wizard.date = "2026-03-30"
            wizard.action_apply()
            withdrawal = order.prepaid_withdrawal_ids
            self.assertEqual(withdrawal.channel, "mail")
            self.assertEqual(str(withdrawal.pay_by), "2026-04-13")
            with self.assertRefused("recorded already"):
                wizard.action_apply()

    def test_colleagues_see_at_whose_risk_the_work_is(self):
        for begin, words in ((False, "at your risk"), (True, "asked to begin at once")):
            order = self._sell(begin=begin, buyer=self._buyer(f"Risk{begin}"))
            contract = self._get_contract(order)
            self.assertIn(words, contract.withdrawal_text)
        told = self.printer.with_user(self.technician).prepaid_told
        self.assertNotIn("withdrawal", told or {})
        self._sell(begin=False)
        self.printer.invalidate_recordset()
        told = self.printer.with_user(self.technician).prepaid_told
        self.assertIn("at your risk", told["withdrawal"])

    def test_nothing_is_looked_for_where_no_rule_says_so(self):
        contract = self._contract(60)
        contract._get_rules()
        self.env.flush_all()
        with self.assertQueryCount(0):
            contract._get_orders_to_withdraw()

    def test_who_asks_after_the_work_began_pays_nothing_all_the_same(self):
        order = self._sell(used=150, begin=False)
        order.sudo()._ask_to_begin(True, "Ada", "page")
        self.assertFalse(order.sudo().prepaid_begin)

    def test_what_was_asked_for_stays(self):
        order = self._sell()
        order.sudo()._ask_to_begin(False, "Ada", "page")
        self.assertEqual(order.sudo().prepaid_begin["person"], "Ada")

    def test_strangers_and_clients_read_no_record(self):
        withdrawal = self._withdraw(self._sell())
        portal = self._user("ada", "base.group_portal")
        for user in (self.technician, portal):
            with self.assertRefused("", AccessError):
                withdrawal.with_user(user).read(["person"])
        with self.assertRefused("", UserError):
            withdrawal.with_user(self.manager).person = "Forged"
