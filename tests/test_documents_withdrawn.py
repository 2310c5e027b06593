from datetime import date

from odoo.tests import freeze_time, tagged

from .test_documents import DocumentsCommon
from .test_recognition import MARCH


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestDocumentsWithdrawn(DocumentsCommon):
    """What becomes of credit and books when a document is taken back or deleted."""

    # === WITHDRAWN === #

    def test_a_cancelled_invoice_leaves_its_use_as_debt_until_it_stands_again(self):
        invoice = self._bought()
        self._log(60)
        payment = self._get_payment(invoice)
        invoice.button_draft()
        invoice.button_cancel()
        self.assertCredit(-60, 60)
        invoice.button_draft()
        invoice.action_post()
        self._match(invoice, payment)
        self.assertCredit(540)

    def test_an_invoice_that_is_posted_again_stands_again(self):
        invoice = self._bought()
        self._log(60)
        invoice.button_draft()
        self.assertCredit(-60, 60)
        invoice.action_post()
        self.assertCredit(540)

    def test_a_lowered_invoice_leaves_use_beyond_it_as_debt(self):
        invoice = self._bought(packs=2)
        self._log(700)
        payment = self._get_payment(invoice)
        invoice.button_draft()
        invoice.invoice_line_ids.quantity = 1
        invoice.action_post()
        self.assertCredit(-700, 700)
        self._match(invoice, payment)
        self.assertCredit(-100, 100)

    def test_a_credit_note_that_is_cancelled_gives_all_back(self):
        invoice = self._bought()
        refund = self._credit(invoice)
        self.assertCredit(0)
        refund.button_draft()
        refund.button_cancel()
        self.assertCredit(600)
        self.assertPrice(1000)
        self.assertEarned(0, 1000)

    def test_a_replacement_that_is_given_up_leaves_all_as_it_was(self):
        invoice = self._bought()
        self._log(200)
        payment = self._get_payment(invoice)
        refund, draft = self._replace_invoice(invoice)
        self.assertCredit(-200, 200)
        draft.unlink()
        refund.button_draft()
        refund.button_cancel()
        self._match(invoice, payment)
        self.assertCredit(400)

    def test_a_replacement_sells_what_the_first_invoice_sold(self):
        invoice = self._bought()
        self.pack.prepaid_quantity = 480
        _refund, new = self._replace_invoice(invoice)
        new.invoice_date = date(2026, 2, 2)
        new.action_post()
        self._settle(new)
        self.assertCredit(600)

    # === DELETED === #

    def test_a_draft_that_granted_can_be_deleted(self):
        invoice = self._bought()
        self._log(60)
        invoice.button_draft()
        invoice.invoice_line_ids.unlink()
        self.assertCredit(-60, 60)
        invoice.unlink()
        self.assertCredit(-60, 60)

    def test_a_line_that_earned_is_not_deleted(self):
        invoice = self._bought()
        self._log(60, day=date(2026, 2, 5))
        self._recognise(MARCH)
        invoice.button_draft()
        with self.assertRefused("earned revenue"):
            invoice.invoice_line_ids.unlink()
        self._recognise(MARCH)
        invoice.unlink()
        self.assertEarned(0, 0)
