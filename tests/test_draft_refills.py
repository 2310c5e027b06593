from ast import literal_eval

from lxml import etree

from odoo.tests import freeze_time, tagged

from .test_close_month import CloseCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-05")
class TestDraftRefills(CloseCommon):
    """“Draft refills to validate” among the invoices, for whoever validates them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.biller = cls._user("biller", "account.group_account_invoice")

    def _filter(self):
        """Return the invoices that the filter of the list shows."""
        moves = self.env["account.move"].with_user(self.biller)
        view = self.env.ref("account.view_account_invoice_filter")
        arch = etree.fromstring(moves.get_view(view.id, "search")["arch"])
        (node,) = arch.xpath("//filter[@name='prepaid_refill_draft']")
        return moves.search(literal_eval(node.get("domain")))

    def test_drafts_of_refills_are_shown_until_they_are_validated(self):
        draft = self._draft_refill()
        self._bill(post=False)
        self.assertEqual(self._filter(), draft)
        draft.action_post()
        self.assertFalse(self._filter())

    def test_neither_other_drafts_nor_credit_notes_are_shown(self):
        order = self._order(self.odd_pack)
        order.action_confirm()
        order._create_invoices()
        invoice = self._draft_refill()
        invoice.action_post()
        invoice._reverse_moves([{"invoice_date": "2026-03-02"}])
        self.assertFalse(self._filter())

    def test_a_cancelled_draft_is_shown_no_more(self):
        draft = self._draft_refill()
        draft.button_cancel()
        self.assertFalse(self._filter())
