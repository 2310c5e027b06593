from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_recognition import FEBRUARY, MARCH, RecognitionCommon


class EntriesCommon(RecognitionCommon):
    """A client with two packs' worth of books: 500.00 earned of 1,000.00."""

    def setUp(self):
        super().setUp()
        self._sell(self.pack)
        self._log(300, day=date(2026, 2, 5))
        self.entry = self._recognise(FEBRUARY)

    def _reverse(self, move, verb="refund_moves", day="2026-03-01"):
        """Reverse an entry as an accountant does, and return what comes of it."""
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": move.journal_id.id, "date": day})
        )
        getattr(wizard, verb)()
        self.assertBooks()
        return move.reversal_move_ids[-1:] | wizard.new_move_ids

    def _edit(self, move, amount):
        """Give the entry's pair another amount, its signs as they are."""
        lines = move.line_ids
        move.line_ids = [
            Command.update(
                line.id, {"balance": amount if line.balance > 0 else -amount}
            )
            for line in lines
        ]

    def assertBooks(self, deferred=None):
        """What the account itself holds is what the report says, to the coin."""
        self.env.invalidate_all()
        tie_out = self.company.sudo()._get_prepaid_tie_out(date(2026, 12, 31))
        self.assertEqual(tie_out["difference"], 0, tie_out)
        lines = self.env["account.move.line"].search(
            [("account_id", "=", self.deferred.id), ("parent_state", "=", "posted")]
        )
        balance = self.company.currency_id.round(-sum(lines.mapped("balance")))
        self.assertEqual(balance, tie_out["deferred"])
        report = self.env["prepaid.deferred.report"].with_context(
            prepaid_date="2026-12-31"
        )
        rows = report.sudo().search([("company_id", "=", self.company.id)])
        self.assertAlmostEqual(sum(rows.mapped("deferred")), balance, 2)
        if deferred is not None:
            self.assertEqual(balance, deferred)

    def assertRepaired(self):
        """The next run ends where the work says, whatever was done before."""
        self._recognise(MARCH)
        self.assertBooks(500.00)
        self.assertRevenue(500.00)
        self.assertFalse(self._recognise(MARCH))

    def tearDown(self):
        self.assertBooks()
        super().tearDown()


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestRecognitionEntries(EntriesCommon):
    """Whatever an accountant does to recognition entries, the next run repairs it."""

    def test_a_reversal_reset_and_posted_again_counts_once(self):
        reversal = self._reverse(self.entry)
        self.assertBooks(1000.00)
        for _time in range(2):
            reversal.button_draft()
            self.assertBooks(500.00)
            reversal.action_post()
            self.assertBooks(1000.00)
        self.assertRepaired()

    def test_a_reversal_posted_again_after_the_run(self):
        reversal = self._reverse(self.entry)
        reversal.button_draft()
        self._recognise(MARCH)
        self.assertBooks(500.00)
        reversal.action_post()
        self.assertBooks(1000.00)
        self.assertRepaired()

    def test_a_cancelled_reversal_counts_no_more(self):
        reversal = self._reverse(self.entry)
        self._recognise(MARCH)
        reversal.button_cancel()
        self.assertBooks(0)
        self.assertRepaired()
        reversal.button_draft()
        reversal.action_post()
        self.assertRepaired()

    def test_a_deleted_reversal_counts_no_more(self):
        reversal = self._reverse(self.entry)
        self._recognise(MARCH)
        reversal.button_draft()
        reversal.with_context(force_delete=True).unlink()
        self.assertRepaired()

    def test_an_entry_reversed_twice_is_booked_twice(self):
        self._reverse(self.entry)
        self._reverse(self.entry)
        self.assertBooks(1500.00)
        self.assertRepaired()

    def test_a_reversal_that_is_reversed(self):
        reversal = self._reverse(self.entry)
        again = self._reverse(reversal)
        self.assertBooks(500.00)
        self.assertFalse(self._recognise(MARCH))
        again.button_draft()
        again.action_post()
        self.assertRepaired()

    def test_a_reversal_of_another_amount(self):
        reversal = self._reverse(self.entry)
        reversal.button_draft()
        self._edit(reversal, 200)
        self.assertBooks(500.00)
        reversal.action_post()
        self.assertBooks(700.00)
        reversal.button_draft()
        self._edit(reversal, 350)
        reversal.action_post()
        self.assertBooks(850.00)
        self.assertRepaired()

    def test_a_partial_reversal_is_a_draft_first(self):
        reversal = self.entry._reverse_moves([{"date": MARCH}])
        self.assertBooks(500.00)
        self._edit(reversal, 120)
        reversal.action_post()
        self.assertBooks(620.00)
        self.assertRepaired()

    def test_reverse_and_create_makes_an_entry_that_counts(self):
        moves = self._reverse(self.entry, "modify_moves")
        draft = moves.filtered(lambda move: move.state == "draft")
        self.assertBooks(1000.00)
        self._edit(draft, 400)
        draft.action_post()
        self.assertBooks(600.00)
        self.assertRepaired()

    def test_a_duplicate_counts_when_it_is_posted(self):
        copy = self.entry.copy({"date": MARCH})
        self.assertBooks(500.00)
        second = copy.copy({"date": MARCH})
        copy.unlink()
        second.action_post()
        self.assertBooks(0)
        self.assertRepaired()

    def test_an_entry_posted_again_after_the_run_is_booked_back(self):
        self.entry.button_draft()
        self._recognise(MARCH)
        self.entry.action_post()
        self.assertBooks(0)
        self.assertRepaired()

    def test_a_cancelled_entry_is_booked_again(self):
        self.entry.button_cancel()
        self.assertBooks(1000.00)
        self.assertRepaired()
        self.entry.button_draft()
        self.entry.action_post()
        self.assertRepaired()

    def test_a_deleted_entry_is_booked_again_whatever_reversed_it(self):
        self._reverse(self.entry)
        self.entry.button_draft()
        self.entry.with_context(force_delete=True).unlink()
        self.assertBooks(1500.00)
        self.assertRepaired()

    def test_an_accountant_needs_no_right_on_our_rows(self):
        entry = self.entry.with_user(self.accountant)
        reversal = self._reverse(entry)
        reversal.button_draft()
        reversal.action_post()
        self.assertBooks(1000.00)
        self.assertRepaired()

    def test_a_locked_reversal_stays_and_the_next_period_repairs(self):
        self._reverse(self.entry)
        self.company.fiscalyear_lock_date = date(2026, 3, 15)
        move = self._recognise(date(2026, 3, 10))
        self.assertEqual(move.date, date(2026, 3, 16))
        self.assertRepaired()

    def test_revenue_moves_between_a_customers_grants(self):
        """The entry has nothing to say on the accounts, and does not fail."""
        self._sell(self.pack, invoice_date="2026-02-20")
        line = self.env["account.analytic.line"].search(
            [("prepaid_contract_id", "!=", False)]
        )
        first = self.client.prepaid_contract_ids.grant_ids.sorted("id")[0]
        first.sudo().date_expiry = date(2026, 2, 10)
        line.sudo().date = date(2026, 2, 25)
        self._recognise(MARCH)
        self.assertRevenue(500.00)
        self.assertBooks(1500.00)

    def test_a_reversal_that_was_typed_counts_as_one(self):
        lines = [
            Command.create({"account_id": line.account_id.id, "balance": -line.balance})
            for line in self.entry.line_ids
        ]
        reversal = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.entry.journal_id.id,
                "date": MARCH,
                "reversed_entry_id": self.entry.id,
                "line_ids": lines,
            }
        )
        reversal.action_post()
        self.assertBooks(1000.00)
        self._recognise(MARCH)
        self.assertBooks(500.00)

    def test_a_sale_that_leaves_the_deferral_account_takes_its_revenue_along(self):
        """500.00 of 1,000.00 was earned; then the whole price is income at once."""
        invoice = self.client.prepaid_contract_ids.grant_ids.move_id
        invoice.button_draft()
        invoice.invoice_line_ids.account_id = self.income
        invoice.action_post()
        self._recognise(MARCH)
        self.assertBooks(0)
        self.assertRevenue(1000.00)
