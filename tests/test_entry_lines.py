from datetime import date

from odoo.tests import freeze_time, tagged

from .test_recognition import FEBRUARY, MARCH, RecognitionCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestEntryLines(RecognitionCommon):
    """A recognition entry shows its lines where Community hides journal items."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.biller = cls._user("biller", "account.group_account_invoice")
        cls.head = cls._user("head", "account.group_account_manager")

    def _recognise_two_clients(self):
        """Return the entry that 60 minutes of one client and 90 of another earn."""
        other = self.env["res.partner"].create({"name": "Deco"})
        pack = self._pack(600, price=1000)
        self._sell(pack)
        self._pay(self._bill(pack, client=other))
        task = self._task("Screen", self._project("Deco's desk", other))
        self._log(60, day=date(2026, 2, 5))
        self._log(90, day=date(2026, 2, 6), task=task)
        return self._recognise(FEBRUARY), other

    def test_the_lines_foot_with_the_entry_and_name_the_contracts(self):
        entry, other = self._recognise_two_clients()
        lines = entry.with_user(self.biller).prepaid_entry_line_ids
        self.assertEqual(lines, entry.line_ids)
        self.assertEqual(
            (sum(lines.mapped("debit")), sum(lines.mapped("credit"))), (250, 250)
        )
        self.assertEqual(entry.amount_total, 250)
        for line in lines:
            self.assertEqual(
                line.prepaid_contract_ids, line.partner_id.prepaid_contract_ids
            )
        mine = lines.filtered(lambda line: line.partner_id == other)
        self.assertEqual(mine.account_id, self.deferred | self.income)

    def test_a_reversal_shows_its_lines_and_another_entry_none(self):
        entry, _other = self._recognise_two_clients()
        reversal = entry._reverse_moves([{"date": MARCH}])
        self.assertEqual(reversal.prepaid_entry_line_ids, reversal.line_ids)
        self.assertTrue(reversal.line_ids.prepaid_contract_ids)
        reversal.unlink()
        invoice = self._bill()
        self.assertFalse(invoice.prepaid_entry_line_ids)
        self.assertFalse(invoice.line_ids.prepaid_contract_ids)

    def test_the_page_is_there_without_the_full_accounting_features(self):
        for user in (self.biller, self.head):
            arch = self.env["account.move"].with_user(user).get_view()["arch"]
            self.assertIn('name="prepaid_entry"', arch)
            self.assertNotIn('name="aml_tab"', arch)

    def test_posting_from_the_assistant_leads_to_the_lines(self):
        self._sell(self._pack(600, price=1000))
        self._log(60, day=date(2026, 2, 5))
        wizard = self.env["prepaid.recognise"].with_user(self.head).create({})
        action = wizard.action_recognise()
        entry = self.env["account.move"].with_user(self.head).browse(action["res_id"])
        self.assertEqual(entry.prepaid_entry_line_ids.mapped("debit"), [100, 0])
