import runpy
from datetime import date, datetime

from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged
from odoo.tools.misc import file_path

from .common import TODAY
from .common_withdrawal import WithdrawalCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWithdrawalParts(WithdrawalCommon):
    """Of an order with several packs, a client may give back some and keep others."""

    def setUp(self):
        super().setUp()
        tax = [Command.set(self.tax.ids)]
        self.small = self._pack(300, 360, taxes_id=tax)
        self.order = self._order(client=self.buyer, user_id=self.user.id)
        self.order.order_line = [
            Command.create({"product_id": self.small.id, "product_uom_qty": 2})
        ]
        self.big_line, self.small_line = self.order.order_line
        self.order.sudo()._ask_to_begin(True, "Ada", "shop")
        self.order.action_confirm()
        self.invoice = self.order._create_invoices()
        self.invoice.action_post()
        self._register_payment(self.invoice)
        self.contract = self._get_contract(self.order)

    def _consent(self):
        Consent = self.env["prepaid.consent"].sudo()
        return Consent.create(
            {
                "contract_id": self.contract.id,
                "partner_id": self.buyer.id,
                "text": "Charge me",
                "cap_amount": 900,
            }
        )

    def test_the_other_pack_is_used_as_before(self):
        consent = self._consent()
        withdrawal = self._withdraw(self.order, self.small_line)
        self.assertIn("2 × Pack of 300", withdrawal.text)
        self.assertNotIn("Pack of 600", withdrawal.text)
        self.assertEqual((self.contract.held, self.contract.available), (600, 600))
        self.assertEqual(withdrawal.note_ids.amount_total, 720)
        self.assertFalse(consent.date_revoked)
        self.assertIn(f"Of {self.order.name}", self.contract.withdrawal_text)
        self.assertIn("until", self.contract.withdrawal_text)
        withdrawal.note_ids.action_post()
        self._log(600, task=self.printer)
        self.assertEqual((self.contract.balance, self.contract.debt), (0, 0))
        self.assertEarned(500)

    def test_then_the_rest(self):
        consent = self._consent()
        first = self._withdraw(self.order, self.small_line)
        self.assertEqual(self._withdraw(self.order, self.small_line), first)
        self._log(150, task=self.printer)
        rest = self._withdraw(self.order)
        self.assertEqual(rest.line_ids, self.big_line)
        # 150 of 600 minutes for 600 were used, as was asked for.
        self.assertEqual(rest.note_ids.amount_total, 450)
        self.assertTrue(consent.date_revoked)
        self.assertFalse(self.order._is_withdrawable())
        self.assertEqual(self._withdraw(self.order), rest)
        (first | rest).note_ids.action_post()
        self.assertEqual((self.contract.balance, self.contract.held), (0, 0))
        self.assertEarned(125)

    def test_a_letter_may_be_about_one_of_them(self):
        seller = self._user("seller", "sales_team.group_sale_salesman_all_leads")
        Record = self.env["prepaid.withdrawal.record"].with_user(seller)
        form = Form(Record.with_context(default_order_id=self.order.id))
        self.assertEqual(form.line_ids[:], self.order.order_line)
        form.line_ids.remove(self.big_line.id)
        form.save().action_apply()
        self.assertEqual(
            self.order.prepaid_withdrawal_ids.line_ids.ids, self.small_line.ids
        )
        self.assertTrue(self.order.has_prepaid_to_withdraw)
        form = Form(Record.with_context(default_order_id=self.order.id))
        self.assertEqual(form.line_ids[:], self.big_line)

    def test_a_void_one_is_declared_again(self):
        self._withdraw(self.order)
        self.assertFalse(self.order.has_prepaid_to_withdraw)
        self.order.prepaid_withdrawal_ids.with_user(self.manager).action_void()
        self.assertTrue(self.order.has_prepaid_to_withdraw)
        self.assertEqual(self._withdraw(self.order).line_ids, self.order.order_line)

    # === DOCUMENTS BY HAND === #

    def _credit_line(self, line, **vals):
        note = self.invoice._reverse_moves([{"invoice_date": TODAY, "date": TODAY}])
        others = note.invoice_line_ids.filtered(
            lambda item: item.product_id != line.product_id
        )
        note.invoice_line_ids = [
            *(Command.delete(item.id) for item in others),
            *(Command.update(i.id, vals) for i in note.invoice_line_ids - others),
        ]
        note.action_post()
        return note

    def test_what_was_credited_by_hand_is_not_credited_twice(self):
        withdrawal = self._withdraw(self.order)
        by_hand = self._credit_line(self.small_line)
        self.assertEqual(by_hand.prepaid_withdrawal_id, withdrawal)
        draft = withdrawal.note_ids - by_hand
        self.assertEqual((draft.state, draft.amount_total), ("draft", 600))
        self.assertEqual((withdrawal.state, self.contract.held), ("received", 600))
        draft.action_post()
        self.assertEqual((withdrawal.state, self.contract.balance), ("credited", 0))
        self.assertEarned(0)

    def test_a_note_over_what_the_client_keeps_is_none_of_it(self):
        withdrawal = self._withdraw(self.order, self.small_line)
        note = self._credit_line(self.big_line, quantity=0.5)
        self.assertFalse(note.prepaid_withdrawal_id)
        self.assertEqual(withdrawal.state, "received")
        self.assertEqual((self.contract.balance, self.contract.held), (900, 600))

    def test_what_was_credited_before_is_not_withdrawn_from(self):
        self._credit_line(self.small_line)
        withdrawal = self._withdraw(self.order)
        self.assertEqual(withdrawal.line_ids, self.big_line)
        self.assertEqual(withdrawal.note_ids.amount_total, 600)

    def test_a_note_that_was_deleted_is_drafted_again(self):
        withdrawal = self._withdraw(self.order)
        withdrawal.note_ids.unlink()
        self.assertEqual((withdrawal.state, self.contract.held), ("received", 1200))
        withdrawal.with_user(self.manager).action_draft()
        self.assertEqual(withdrawal.note_ids.amount_total, 1320)

    # === PEOPLE, COMPANIES, DAYS === #

    def test_customer_merged_and_another_company_at_work(self):
        other = self.setup_other_company(name="Second Ltd")["company"]
        self.env.user.company_ids |= other
        twin = self._buyer("Ada2")
        merge = self.env["base.partner.merge.automatic.wizard"].sudo().create({})
        merge._merge((self.buyer | twin).ids, twin)
        order = self.order.sudo().with_context(allowed_company_ids=other.ids)
        withdrawal = self._withdraw(order)
        self.assertEqual(withdrawal.partner_id, twin)
        self.assertEqual(withdrawal.note_ids.company_id, self.company)
        self.assertEqual(withdrawal.note_ids.amount_total, 1320)
        withdrawal.note_ids.action_post()
        self.assertEqual((self.contract.balance, self.contract.held), (0, 0))

    def test_the_last_day_is_no_public_holiday(self):
        monday = datetime(2026, 3, 30)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": monday,
                "date_to": monday.replace(hour=23, minute=59),
            }
        )
        order = self._order(client=self.buyer)
        order.action_confirm()
        self.assertEqual(order.prepaid_withdrawal_until, date(2026, 3, 31))

    # === WHAT NOBODY BILLED === #

    def _sell_unbilled(self, pay=False):
        order = self._order(client=self.buyer)
        order.action_confirm()
        if pay:
            self._pay_online(order, amount=100)
        return order, self._withdraw(order)

    def test_an_order_that_is_cancelled_by_hand_leaves_nothing_open(self):
        self.order.order_line.product_id.write({"is_prepaid_pack": True})
        order, withdrawal = self._sell_unbilled(pay=True)
        self.assertEqual(withdrawal.state, "received")
        order._action_cancel()
        # It was paid: somebody has to give that back.
        self.assertEqual(withdrawal.state, "received")
        withdrawal.with_user(self.manager).action_settle_by_hand()
        self.assertEqual((withdrawal.state, withdrawal.hold_ids.ids), ("refunded", []))

    def test_what_can_be_used_is_not_paid_back_by_hand(self):
        withdrawal = self._withdraw(self.order)
        withdrawal.note_ids.unlink()
        with self.assertRefused("still there"):
            withdrawal.with_user(self.manager).action_settle_by_hand()

    def test_one_of_before_the_upgrade_was_from_all_of_them(self):
        withdrawal = self._withdraw(self.order)
        lines = withdrawal.sudo().line_ids
        lines.prepaid_withdrawal_id = False
        path = "sale_timesheet_prepaid/migrations/19.0.0.15.0/post-withdraw.py"
        runpy.run_path(file_path(path))["migrate"](self.env.cr, "19.0.0.14.0")
        self.assertEqual(withdrawal.sudo().line_ids, self.big_line | self.small_line)
        self.assertFalse(self.order.has_prepaid_to_withdraw)
