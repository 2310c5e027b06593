from datetime import date

from odoo import fields
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common_roll import FIGURES, RollCommon
from .test_recognition import FEBRUARY, JANUARY, MARCH


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestRollForward(RollCommon):
    """Each month from opening to closing, by client and currency."""

    def test_closing_is_the_opening_of_the_next_month(self):
        invoice = self._sell(self._pack(600, price=1000))
        self._log(150, day=date(2026, 2, 5))
        self._recognise(FEBRUARY)
        self._credit(invoice, packs=0.25)
        self._log_books()
        name = (self.client.name, "USD")
        self.assertEqual(
            [self._roll(day) for day in (JANUARY, FEBRUARY, MARCH)],
            [
                {name: (0, 1000, 0, 0, 0, 0, 1000)},
                {name: (1000, 0, -250, 0, -250, 0, 500)},
                {name: (500, 0, 0, 0, 0, 0, 500)},
            ],
        )

    def test_months_are_those_of_the_books(self):
        """Each column of a month adds up to the same column of the other report."""
        other = self.env["res.partner"].create({"name": "Deco"})
        self._sell()
        invoice = self._sell(self._pack(600, price=500), client=other)
        self._log(200, day=date(2026, 2, 5))
        self._recognise(FEBRUARY)
        self._credit(invoice, packs=0.5)
        self._recognise(MARCH)
        self._log_books()
        months = self.env["prepaid.deferred.month"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "opening")]
        )
        self.assertEqual(len(months), 3)
        for month in months:
            self.assertEqual(
                self._total(month.month), tuple(month[name] for name in FIGURES)
            )
            end = fields.Date.end_of(month.month, "month")
            tie_out = self.company.sudo()._get_prepaid_tie_out(end)
            self.assertEqual(self._total(month.month)[-1], tie_out["ledger"])

    def test_a_month_alone_is_the_month_among_all(self):
        self._sell()
        self._log(200, day=date(2026, 2, 5))
        self._recognise(FEBRUARY)
        self._log_books()
        every = self._roll_all()
        Rows = self.env["prepaid.roll.forward"].with_user(self.accountant)
        for day in (JANUARY, FEBRUARY, MARCH, date(2026, 5, 1)):
            month = fields.Date.start_of(day, "month")
            alone = Rows.with_context(prepaid_since=month, prepaid_until=month)
            rows = alone.search_fetch([("company_id", "=", self.company.id)])
            self.assertEqual(
                [tuple(row[name] for name in FIGURES) for row in rows],
                [figures for key, figures in every.items() if key[0] == month]
                or [(666.66, 0, 0, 0, 0, 0, 666.66)],
                "A month to come opens with what is known.",
            )
            self.assertEqual(rows.mapped("month"), [month])

    def test_a_client_is_in_the_list_as_long_as_something_is_owed(self):
        self._sell(invoice_date="2025-11-20")
        self._log(600, day=date(2026, 1, 20))
        self._recognise(JANUARY)
        self._log_books()
        months = sorted(key[0].isoformat() for key in self._roll_all())
        self.assertEqual(months, ["2025-11-01", "2025-12-01", "2026-01-01"])
        self.assertFalse(self._roll(FEBRUARY))

    def test_a_sale_in_foreign_currency_is_a_row_of_its_own(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "company_id": self.company.id,
                "name": "2025-12-31",
                "rate": 0.5,
            }
        )
        self._sell(self._pack(600, price=1000))
        invoice = self._bill(
            self._pack(600, price=400), post=False, currency_id=euro.id
        )
        invoice.invoice_line_ids.price_unit = 400
        invoice.action_post()
        self._log_books()
        self.assertEqual(
            self._roll(JANUARY),
            {
                (self.client.name, "USD"): (0, 1000, 0, 0, 0, 0, 1000),
                (self.client.name, "EUR"): (0, 800, 0, 0, 0, 0, 800),
            },
        )
        self.assertEqual(self._total(JANUARY)[-1], 1800)

    def test_it_is_owed_to_the_customer_not_to_who_is_billed(self):
        payer = self.env["res.partner"].create({"name": "Paying Bank"})
        contract = self._contract()
        order = self._order(
            self.odd_pack,
            partner_invoice_id=payer.id,
            prepaid_contract_id=contract.id,
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.invoice_date = "2026-01-15"
        invoice.action_post()
        self._log_books("2026-01-16 10:00:00")
        self.assertEqual(list(self._roll(JANUARY)), [(self.client.name, "USD")])
        self._pay(invoice)
        self._log(60, day=date(2026, 2, 5))
        self._recognise(FEBRUARY)
        self._log_books()
        self.assertEqual(
            self._roll(FEBRUARY),
            {(self.client.name, "USD"): (999.99, 0, -100, 0, 0, 0, 899.99)},
        )

    def test_groups_open_as_their_first_month_and_close_as_their_last(self):
        other = self.env["res.partner"].create({"name": "Deco"})
        self._sell(self._pack(600, price=1000))
        self._sell(self._pack(600, price=500), client=other, invoice_date="2026-02-03")
        self._log(60, day=date(2026, 2, 5))
        self._recognise(MARCH)
        self._log_books()
        Rows = self.env["prepaid.roll.forward"].with_user(self.accountant)
        domain = [("company_id", "=", self.company.id), ("month", ">=", "2026-02-01")]
        sums = ["opening:sum", "sold:sum", "earned:sum", "closing:sum"]
        self.assertEqual(Rows._read_group(domain, [], sums), [(1000, 500, -100, 1400)])
        by_client = {
            client.id: figures
            for client, *figures in Rows._read_group(domain, ["partner_id"], sums)
        }
        self.assertEqual(by_client[self.client.id], [1000, 0, -100, 900])
        self.assertEqual(by_client[other.id], [0, 500, 0, 500])
        by_month = Rows._read_group(domain, ["month:month"], sums)
        self.assertEqual(
            [figures for _month, *figures in by_month],
            [[1000, 500, 0, 1500], [1500, 0, -100, 1400]],
        )
        whole, by_month = Rows.formatted_read_grouping_sets(
            domain, [[], ["month:month"]], sums
        )
        self.assertEqual(whole[0]["closing:sum"], 1400)
        self.assertEqual([row["closing:sum"] for row in by_month], [1500, 1400])

    def test_a_row_opens_its_movements(self):
        self._sell()
        self._log(60, day=date(2026, 2, 5))
        self._recognise(FEBRUARY)
        moment = self._log_books()
        Rows = self.env["prepaid.roll.forward"].with_user(self.accountant)
        Rows = Rows.with_context(prepaid_known_at=fields.Datetime.to_string(moment))
        row = Rows.search(
            [("company_id", "=", self.company.id), ("month", "=", "2026-02-01")]
        )
        action = row.action_open_facts()
        facts = self.env["prepaid.deferred.fact"].with_user(self.accountant)
        found = facts.search(action["domain"])
        self.assertEqual([(f.kind, f.amount) for f in found], [("earned", -100)])
        self.assertEqual(found.action_open_entry()["res_id"], found.move_id.id)

    # === ADJUSTED === #

    def test_a_price_that_changed_after_the_sale_is_adjusted(self):
        invoice = self._sell(self._pack(600, price=1000))
        refund = invoice._reverse_moves(
            [{"invoice_date": "2026-02-01", "date": "2026-02-01"}]
        )
        refund.prepaid_price_only = True
        refund.invoice_line_ids.price_unit = 120
        refund.action_post()
        self._log_books()
        self.assertEqual(self._total(FEBRUARY), (1000, 0, 0, 0, 0, -120, 880))

    def test_a_discount_on_the_invoice_is_part_of_the_sale(self):
        lines = [
            Command.create(
                {"product_id": self.odd_pack.id, "quantity": 2, "tax_ids": False}
            ),
            Command.create(
                {
                    "product_id": self.odd_pack.id,
                    "quantity": -1,
                    "price_unit": 100,
                    "tax_ids": False,
                }
            ),
        ]
        self._sell(invoice_line_ids=lines)
        self._log_books()
        self.assertEqual(self._total(JANUARY), (0, 1899.98, 0, 0, 0, 0, 1899.98))

    def test_use_that_a_credit_note_forgave_is_adjusted(self):
        invoice = self._sell(self._pack(600, price=1000))
        self._log(150, day=date(2026, 1, 20))
        self._recognise(JANUARY)
        self._credit(invoice)
        self._recognise(FEBRUARY)
        self._log_books()
        self.assertEqual(self._total(JANUARY), (0, 1000, -250, 0, 0, 0, 750))
        self.assertEqual(self._total(FEBRUARY), (750, 0, 0, 0, -1000, 250, 0))

    def test_credit_that_expired_is_expired(self):
        self._sell(self._pack(600, price=1000))
        grant = self.client.prepaid_contract_ids.grant_ids.sudo()
        grant.date_expiry = date(2026, 2, 10)
        grant.search(grant._get_lapsed_domain())._expire()
        self._recognise(MARCH)
        self._log_books()
        self.assertEqual(self._total(MARCH), (1000, 0, 0, -1000, 0, 0, 0))
