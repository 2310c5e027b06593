from collections import Counter
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from ..models.client.prepaid_contract_review_work import TICKETS_MAX
from .common import TODAY, PrepaidCommon
from .random_history import OPERATION, History
from .steady import steady

QUARTER = (date(2026, 1, 1), date(2026, 3, 31))
NEVER = datetime(2100, 1, 1)


def add_naively(entries, first, last):
    """Return the work of a period, by kind of work and by month, entry by entry."""
    work, types, months = Counter(), {}, {}
    for entry in entries:
        origin = entry.reversed_entry_id or entry
        if not (first <= entry.date <= last and entry.kind in ("draw", "debt")):
            continue
        if origin.kind not in ("draw", "debt"):
            continue
        for sums in (
            work,
            types.setdefault(entry.usage_type_id.name or "", Counter()),
            months.setdefault(str(entry.date.replace(day=1)), Counter()),
        ):
            sums["used"] -= entry.quantity
            sums["worked"] += entry.worked_minutes
            sums["metered"] += entry.metered_minutes
    return work, types, months


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestReview(PrepaidCommon):
    """What a client got in a period: sums over the ledger, and nothing else."""

    def _review(self, contract, period=QUARTER, as_of=NEVER):
        return contract.sudo()._get_review(*period, as_of=as_of)

    def assertRow(self, row, **figures):
        self.assertEqual({name: row[name] for name in figures}, figures)

    # === BALANCE === #

    def test_what_moved_leads_from_the_start_to_what_is_left(self):
        contract = self._contract(600)
        self._grant(contract, 60, date=date(2026, 2, 1), kind="goodwill")
        self._log(45, day=date(2026, 2, 10))
        self._log(30, day=date(2026, 1, 20))
        figures = self._review(contract, (date(2026, 2, 1), date(2026, 2, 28)))[
            "figures"
        ]
        self.assertRow(figures, opening=570, used=-45, closing=585)
        self.assertEqual(figures["granted"], [["goodwill", 60]])

    def test_a_withdrawn_sale_is_taken_back_and_the_work_stays_work(self):
        """Credit that was used before its payment bounced is owed, not worked twice."""
        invoice = self._bill(self._pack(600))
        self._pay(invoice)
        contract = self.client.prepaid_contract_ids
        self._log(150)
        invoice.line_ids.remove_move_reconcile()
        figures = self._review(contract)["figures"]
        self.assertRow(figures, used=-150, voided=-600, closing=contract.balance)
        self.assertEqual(self._review(contract)["work"]["used"], 150)

    def test_a_correction_booked_later_is_in_the_period_of_the_work(self):
        contract = self._contract(600)
        line = self._log(30, day=date(2026, 1, 20))
        january = (date(2026, 1, 1), date(2026, 1, 31))
        line.unit_amount = 20 / 60
        review = self._review(contract, january)
        self.assertRow(review["work"], pieces=1, worked=20, used=20)
        self.assertEqual(review["figures"]["used"], -20)
        march = self._review(contract, (date(2026, 3, 1), date(2026, 3, 31)))
        self.assertFalse(march["work"]["pieces"])

    def test_the_same_instant_gives_the_same_figures_for_ever(self):
        contract = self._contract(600)
        line = self._log(30, day=date(2026, 1, 20))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE prepaid_entry SET create_date = '2026-01-21' WHERE id = ANY(%s)",
            [contract.entry_ids.ids],
        )
        self.env.invalidate_all()
        as_of = datetime(2026, 2, 1)
        before = self._review(contract, as_of=as_of)
        line.unit_amount = 10 / 60
        self._log(45, day=date(2026, 1, 25))
        after = self._review(contract, as_of=as_of)
        for name in ("figures", "work", "types", "tickets", "months"):
            self.assertEqual(after[name], before[name])

    @steady(30)
    @given(
        st.booleans(),
        st.lists(OPERATION, min_size=3, max_size=12),
        st.dates(date(2026, 3, 1), date(2026, 4, 1)),
        st.dates(date(2026, 3, 1), date(2026, 4, 1)),
    )
    def test_any_history_is_the_sum_of_its_entries(self, allow, operations, one, two):
        period = min(one, two), max(one, two)
        with self.env.cr.savepoint() as savepoint:
            history = History(self, allow)
            for operation in operations:
                history.play(*operation)
            for contract in history.real:
                self.assertSums(contract, period)
            savepoint.rollback()
        self.env.invalidate_all()

    def assertSums(self, contract, period):
        """Compare with a naive sum, and each table with the whole."""
        review, figures = self._review(contract, period), {}
        figures = review["figures"]
        entries = contract.sudo().entry_ids
        work, types, months = add_naively(entries, *period)
        names = ("used", "worked", "metered")
        whole = {name: review["work"][name] for name in names}
        self.assertEqual(whole, {name: work[name] for name in names})
        self.assertEqual(figures["used"], -work["used"])
        for table, key, sums in (("types", "name", types), ("months", "month", months)):
            told = {
                row[key]: {name: row[name] for name in names}
                for row in review[table]
                if any(row[name] for name in names)
            }
            expected = {
                name: {figure: row[figure] for figure in names}
                for name, row in sums.items()
                if any(row.values())
            }
            self.assertEqual(told, expected)
        rows = review["tickets"] + [review["other_tickets"] or {}]
        for name in names:
            self.assertEqual(sum(row.get(name, 0) for row in rows), work[name])
        moved = sum(
            figures[name]
            for name in figures
            if name not in ("opening", "closing", "granted")
        )
        granted = sum(quantity for _kind, quantity in figures["granted"])
        self.assertEqual(figures["opening"] + moved + granted, figures["closing"])
        first, last = period
        self.assertEqual(
            figures["closing"],
            sum(entries.filtered(lambda e: e.date <= last).mapped("quantity")),
        )
        self.assertEqual(
            figures["opening"],
            sum(entries.filtered(lambda e: e.date < first).mapped("quantity")),
        )

    # === WORK === #

    def test_a_ticket_of_two_quarters_shows_the_time_of_each(self):
        """A public report: github.com/invoiceninja/admin-portal/issues/651."""
        contract = self._contract(6000)
        for number in range(7):
            self._log(600, day=date(2026, 3, 27 + number) if number < 5 else TODAY)
        self._log(90, day=date(2026, 4, 1))
        [row] = self._review(contract)["tickets"]
        self.assertRow(row, name="Printer on fire", pieces=7, worked=4200)
        second = (date(2026, 4, 1), date(2026, 6, 30))
        self.assertRow(self._review(contract, second)["tickets"][0], worked=90)

    def test_work_by_kind_counts_what_is_there_now(self):
        contract = self._contract(600)
        phone, remote = (
            self.env.ref(f"sale_timesheet_prepaid.prepaid_usage_type_{name}")
            for name in ("phone", "remote")
        )
        line = self._log(30, usage_type_id=phone.id)
        self._log(20, usage_type_id=phone.id)
        self._log(60, usage_type_id=remote.id)
        line.usage_type_id = remote
        self._log(15, usage_type_id=phone.id).unlink()
        types = self._review(contract)["types"]
        self.assertEqual(
            [(row["name"], row["pieces"], row["worked"]) for row in types],
            [(remote.name, 2, 90), (phone.name, 1, 20)],
        )

    def test_one_piece_that_two_grants_paid_is_one(self):
        contract = self._contract(20)
        self._grant(contract, 100)
        self._log(60)
        self.assertRow(self._review(contract)["work"], pieces=1, worked=60, used=60)

    def test_the_rest_of_many_tickets_is_summed_up(self):
        contract = self._contract(6000)
        for number in range(TICKETS_MAX + 2):
            self._log(10 + number, task=self._task(f"Ticket {number}"))
        review = self._review(contract)
        self.assertEqual(len(review["tickets"]), TICKETS_MAX)
        self.assertEqual(review["tickets"][0]["name"], f"Ticket {TICKETS_MAX + 1}")
        self.assertRow(review["other_tickets"], number=2, pieces=2, worked=21)

    def test_a_ticket_of_another_client_is_not_named(self):
        """A line that was moved by mistake takes its ticket's name along."""
        contract = self._contract(600)
        other = self.env["res.partner"].create({"name": "Deco", "is_company": True})
        theirs = self._contract(600, client=other)
        project = self._project("Deco", other)
        secret = self._task("Deco sells out", project)
        line = self._log(30)
        line.write({"project_id": project.id, "task_id": secret.id})
        self.assertEqual(line.prepaid_contract_id, theirs)
        review = self._review(contract)
        self.assertNotIn("Deco", str(review))
        self.assertFalse(review["work"]["pieces"])

    def test_the_busiest_month_has_the_longest_bar(self):
        contract = self._contract(600)
        self._log(50, day=date(2026, 1, 20))
        self._log(200, day=date(2026, 2, 20))
        months = self._review(contract)["months"]
        self.assertEqual([row["percent"] for row in months], [25, 100, 0])

    # === AT NO CHARGE === #

    def test_offered_and_included_work_is_told_in_time(self):
        contract = self._contract(600)
        self._log(30, prepaid_charge="goodwill")
        self._log(20, prepaid_charge="included")
        review = self._review(contract)
        self.assertRow(review["goodwill"], pieces=1, worked=30, used=0, offered=30)
        self.assertRow(review["included"], pieces=1, worked=20, used=0)
        self.assertRow(review["work"], pieces=2, worked=50, used=0)

    def test_offered_work_of_a_money_plan_says_what_it_would_have_cost(self):
        euro = self.env.ref("base.EUR")
        plan = self._plan("Money", unit="money", currency_id=euro.id)
        self._rate(plan, price_hour=90)
        contract = self._contract(500, plan=plan)
        self._log(20, prepaid_charge="goodwill")
        review = self._review(contract)
        self.assertRow(review["goodwill"], worked=20, offered=30)
        self.assertEqual(review["figures"]["closing"], 500)
