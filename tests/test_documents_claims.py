from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_documents import DocumentsCommon
from .test_recognition import MARCH


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestDocumentsClaims(DocumentsCommon):
    """Nothing of packs waits on the deferral account unseen; drafts tell nobody."""

    def _entry(self, **over):
        """Post an entry by hand from the deferral account to income."""
        entry = self.env["account.move"].create(
            {
                "date": "2026-02-01",
                "line_ids": [
                    Command.create(
                        {
                            "name": "By hand",
                            "account_id": account.id,
                            "balance": balance,
                            "partner_id": self.client.id,
                        }
                        | over
                    )
                    for account, balance in ((self.deferred, 70), (self.income, -70))
                ],
            }
        )
        entry.action_post()
        return entry

    def test_a_line_of_a_pack_that_no_pool_claims_is_named(self):
        self._bought()
        entry = self._entry(product_id=self.pack.id)
        company = self.company.sudo()
        self.assertEqual(company._get_prepaid_tie_out(MARCH)["difference"], 70)
        (text,) = company._get_prepaid_unclaimed(MARCH)
        self.assertIn(f"{entry.name} · By hand", text)
        faults = self.env["prepaid.contract"].sudo()._check_integrity()
        self.assertIn("10. Every line of a pack", faults[0])
        entry.button_draft()
        self.assertEqual(company._get_prepaid_unclaimed(MARCH), [])

    def test_a_till_without_invoices_sells_on_the_income_account(self):
        # What point of sale asks for its sessions; an invoice asks the template.
        self.assertEqual(self.pack._get_product_accounts()["income"], self.income)
        self.assertEqual(self._bill().invoice_line_ids.account_id, self.deferred)

    def test_what_others_defer_on_the_account_is_theirs(self):
        self._bought()
        entry = self._entry()
        company = self.company.sudo()
        self.assertEqual(company._get_prepaid_tie_out(MARCH)["difference"], 0)
        self.assertEqual(company._get_prepaid_unclaimed(MARCH), [])
        entry.button_draft()

    def test_an_invoice_that_is_reset_tells_nobody_and_sells_nothing(self):
        invoice = self._bought()
        self.contract.write({"refill_trigger": "threshold", "low_threshold": 120})
        self._log(60, day=date(2026, 2, 5))
        invoice.button_draft()
        self.assertCredit(-60, 60)
        contract = self.contract
        self.assertEqual((contract.notice_due, contract.refill_due), (False, False))
        invoice.action_post()
        self.assertCredit(540)
