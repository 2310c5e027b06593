from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_recognition import MARCH
from .test_recognition_entries import EntriesCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestRecognitionEdits(EntriesCommon):
    """Whatever an accountant writes into an entry's lines, the next run repairs it."""

    def test_an_edited_entry_is_repaired(self):
        self.entry.button_draft()
        self._edit(self.entry, 777.77)
        self.entry.action_post()
        self.assertBooks(222.23)
        self.assertRepaired()

    def test_an_entry_without_its_pair_is_repaired(self):
        self.entry.button_draft()
        other = self.company_data["default_account_assets"]
        deferred = self.entry.line_ids.filtered(
            lambda line: line.account_id == self.deferred
        )
        deferred.account_id = other
        self.entry.action_post()
        self.assertBooks(1000.00)
        self._recognise(MARCH)
        self.assertBooks(500.00)
        self.entry.button_draft()
        deferred.account_id = self.deferred
        self.entry.action_post()
        self.assertBooks(0)
        self.assertRepaired()

    def test_a_posted_line_on_another_account_is_repaired(self):
        deferred = self.entry.line_ids.filtered(
            lambda line: line.account_id == self.deferred
        )
        deferred.account_id = self.company_data["default_account_assets"]
        self.assertBooks(1000.00)
        self._recognise(MARCH)
        self.assertBooks(500.00)

    def test_each_customer_keeps_what_is_theirs(self):
        other = self.env["res.partner"].create({"name": "Deco"})
        invoice = self._bill(self.pack, client=other)
        self._pay(invoice)
        task = self._task("Screen", self._project("Deco's desk", other))
        self._log(60, day=date(2026, 3, 5), task=task)
        self._log(30, day=date(2026, 3, 5))
        entry = self._recognise(MARCH)
        entry.button_draft()
        entry.line_ids = [
            Command.update(line.id, {"balance": line.balance * 2})
            for line in entry.line_ids
            if line.partner_id == other
        ]
        entry.action_post()
        rows = entry.sudo().prepaid_recognition_ids
        self.assertEqual(
            {row.partner_id: row.amount for row in rows},
            {self.client: 50.00, other: 200.00},
        )
        self._recognise(MARCH)
        self.assertRevenue(550.00)
        self.assertEqual(
            {row.partner_id: row.grant_id.recognised_amount for row in rows},
            {self.client: 550.00, other: 100.00},
        )
