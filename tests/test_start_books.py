from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_start import StartCommon

SECRET_PRICE = 777


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestStartBooks(StartCommon):
    """What an accountant finds: invoices of packs, and whether the books tie out."""

    def _get_documents(self, user=None, company=None):
        books = self._start(user or self.accountant, company).get_books()
        return {
            figure["key"]: (figure["count"], figure["amount"].replace("\xa0", " "))
            for figure in books["figures"]
        }

    def test_documents_to_validate_and_to_be_paid(self):
        draft = self._make_draft()
        invoice = self._bill(invoice_date_due="2026-02-15")
        late = self._bill(packs=2, invoice_date_due="2026-04-15")
        self.assertEqual(
            self._get_documents(),
            {
                "drafts": (1, "$ 1,000.00"),
                "unpaid": (2, "$ 3,000.00"),
                "overdue": (1, "$ 1,000.00"),
            },
        )
        page = self._start(self.accountant)
        shown = {
            key: self._find_shown(page.open_figure("books", key), self.accountant)
            for key in ("drafts", "unpaid", "overdue")
        }
        self.assertEqual(
            shown, {"drafts": draft, "unpaid": late + invoice, "overdue": invoice}
        )
        self._pay(invoice)
        self._credit(late, packs=1)
        draft.action_post()
        documents = self._get_documents()
        self.assertEqual(documents["drafts"][0], 0)
        self.assertEqual(documents["overdue"][0], 0)

    def _make_draft(self):
        """Return the draft invoice of a refill."""
        contract = self._contract()
        order = self._order(prepaid_contract_id=contract.id)
        self.env["prepaid.refill"].sudo().create(
            {"contract_id": contract.id, "sale_order_id": order.id, "state": "done"}
        )
        order.action_confirm()
        return order._create_invoices()

    def test_what_sells_no_pack_is_not_counted(self):
        product = self.env["product.product"].create({"name": "Cable"})
        self._bill(pack=product)
        self.assertEqual(self._get_documents()["unpaid"][0], 0)

    def test_the_catalogue_does_not_change_what_was_sold(self):
        self._bill()
        self.pack.is_prepaid_pack = False
        self.pack.active = False
        self.assertEqual(self._get_documents()["unpaid"][0], 1)

    def test_another_company_has_its_own_books(self):
        self._bill()
        other = self.setup_other_company()["company"]
        self.accountant.company_ids += other
        self.assertEqual(self._get_documents(company=other)["unpaid"][0], 0)
        self.assertEqual(self._get_documents()["unpaid"][0], 1)

    def test_the_books_tie_out_and_say_what_is_not_booked(self):
        invoice = self._bill()
        self._pay(invoice)
        self._log(60)
        page = self._start(self.reader)
        books = page.get_books()
        self.assertTrue(books["tie_out"]["is_right"])
        told = page.get_unbooked()
        wizard = self.env["prepaid.deferred"].with_user(self.reader).create({})
        self.assertEqual(wizard.missing, 100)
        self.assertEqual(told["amount"].replace("\xa0", " "), "$ 100.00")
        self.company.sudo()._recognise_prepaid_revenue(TODAY)
        self.assertTrue(page.get_unbooked()["is_zero"])
        self.assertTrue(page.get_books()["tie_out"]["is_right"])

    def test_a_line_that_no_sale_claims_does_not_tie_out(self):
        account = self._bill().invoice_line_ids.account_id
        revenue = self.company_data["default_account_revenue"]
        move = self.env["account.move"].create(
            {
                "date": "2026-03-01",
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "balance": -12,
                            "product_id": self.pack.id,
                        }
                    ),
                    Command.create({"account_id": revenue.id, "balance": 12}),
                ],
            }
        )
        move.action_post()
        tie_out = self._start(self.reader).get_books()["tie_out"]
        self.assertFalse(tie_out["is_right"])
        self.assertIn("12.00", tie_out["difference"])
        move.button_draft()

    def test_months_are_open_until_they_are_locked(self):
        self.assertEqual(self._start(self.reader).get_books()["months"]["count"], 0)
        self._bill()
        months = self._start(self.reader).get_books()["months"]
        self.assertEqual(months["count"], 2)
        self.assertEqual(months["text"], "January 2026 to February 2026")
        action = self._start(self.reader).open_months()
        page = self.env["prepaid.close"].browse(action["res_id"])
        self.assertEqual(page.date_to, date(2026, 1, 31))
        self.company.fiscalyear_lock_date = date(2026, 1, 31)
        self._bill(invoice_date="2026-02-15")
        months = self._start(self.reader).get_books()["months"]
        self.assertEqual(months, {"count": 1, "text": "February 2026"})
        self.company.fiscalyear_lock_date = date(2026, 2, 28)
        self.assertEqual(self._start(self.reader).get_books()["months"]["count"], 0)

    def test_an_empty_database_says_so(self):
        for user in (self.user, self.reader, self.technician):
            page = self._start(user)
            sections = page.get_sections()
            if "contracts" in sections:
                self.assertFalse(any(self._get_counts(user).values()))
            if "books" in sections:
                self.assertTrue(page.get_books()["tie_out"]["is_right"])
                self.assertTrue(page.get_unbooked()["is_zero"])
            if "work" in sections:
                self.assertEqual(page.get_week()["clients"], [])
