from odoo.tests import tagged

from .common import PrepaidCommon


@tagged("post_install", "-at_install")
class TestAccounts(PrepaidCommon):
    """The journal and the account that a company needs for packs."""

    def _set_up_again(self):
        """Find or make them as a new installation does; return journal, account."""
        company = self.company.sudo()
        company.prepaid_journal_id = company.deferred_revenue_account_id = False
        company._setup_prepaid_accounts()
        return company.prepaid_journal_id, company.deferred_revenue_account_id

    def test_journal_and_account_are_found_again(self):
        company = self.company
        made = company.prepaid_journal_id, company.deferred_revenue_account_id
        self.assertEqual(self._set_up_again(), made)

    def test_a_code_in_use_makes_the_journal_take_the_next(self):
        self.company.prepaid_journal_id.active = False
        self.assertEqual(self._set_up_again()[0].code, "PREP2")

    def test_what_was_chosen_stays(self):
        chosen = self.company_data["default_journal_misc"]
        self.company.sudo().prepaid_journal_id = chosen
        self.company.sudo()._setup_prepaid_accounts()
        self.assertEqual(self.company.prepaid_journal_id, chosen)
