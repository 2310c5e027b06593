from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.schedule.spans import exact
from .common_schedule import ScheduleCommon
from .steady import steady

START = date(2026, 1, 31)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "options",
                "options",
                "pause",
                "resume",
                "stop",
                "revive",
                "raise",
                "reset",
            ]
        ),
        st.integers(0, 40),
        st.integers(0, 4),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@tagged("post_install", "-at_install")
class TestScheduleLives(ScheduleCommon):
    """Whatever happens to a schedule, its documents come to what its days cost.

    The naive model remembers what was wanted from which day on, and adds up the days
    one by one: it knows of no line, claim, order or invoice.
    """

    @steady(12)
    @given(STEPS, st.sampled_from(["now", "next"]), st.sampled_from(["1", "3"]))
    def test_documents_come_to_what_the_days_cost(self, steps, policy, interval):
        with self.env.cr.savepoint() as savepoint:
            self._live(steps, policy, interval)
            self.assertTiesOut()
            savepoint.rollback()
            self.env.invalidate_all()

    def _live(self, steps, policy, interval):
        self.plan.schedule_change_policy = policy
        schedule = self._schedule(
            (self.allowance, 1),
            (self.site, 2),
            start=START,
            interval_months=interval,
        ).sudo()
        with self._on(START):
            schedule.action_start()
        today, told = START, [(START, ((self.allowance, 1), (self.site, 2)))]
        prices = [(START, {self.allowance: Fraction(240), self.site: Fraction(30)})]
        given_up, raised = 0, self.env["prepaid.price.change"]
        for kind, days, number, gives_back in steps:
            today += timedelta(days=days)
            with self._on(today):
                schedule._renew()
                if kind == "reset":
                    self._reset(schedule)
                    continue
                if kind == "raise":
                    raised |= self._raise(schedule, today, number, prices)
                    continue
                if kind != "options":
                    self._withdraw(raised, today, prices)
                wanted = ((self.allowance, 1), (self.site, number))[: 1 + bool(number)]
                each = self._price(schedule, wanted, self._get_price(prices, today))
                change = self._get_change(schedule, kind, today, each, gives_back)
                before = self._get_owed(schedule)
                try:
                    schedule._apply_change(change)
                except UserError:
                    continue
                is_over = kind in ("pause", "stop")
                told.append((today, () if is_over else wanted))
                if not gives_back:
                    given_up += self._get_owed(schedule) - before
        self._assert_adds_up(schedule, told, prices)

    # === PRICES AND DOCUMENTS BESIDE THE CHANGES === #

    def _get_price(self, prices, day):
        return [price for since, price in prices if since <= day][-1]

    def _raise(self, schedule, today, number, prices):
        """Announce a tenth more; the naive model waits for the next period's start."""
        changes = self.env["prepaid.price.change"]
        if schedule.state != "running" or schedule.date_end:
            return changes
        first = today + timedelta(days=1 + 9 * number)
        vals = {"name": "More", "date_effective": first, "percent": 10}
        change = changes.create(vals | {"notice_days": 0})
        change.schedule_ids = schedule
        change.action_propose()
        try:
            change.action_announce()
        except UserError:
            return changes
        while schedule._get_grid().find(first).first != first:
            first += timedelta(days=1)
        now = self._get_price(prices, date.max)
        then = {
            product: (price * 110 + Fraction(1, 2)) // 1 / 100
            for product, price in now.items()
        }
        prices.append((first, then))
        return change

    def _withdraw(self, raised, today, prices):
        """Take back what has not come yet, before what is sold ends."""
        raised.filtered(lambda change: change.state == "announced").action_withdraw()
        prices[:] = [known for known in prices if known[0] <= today]

    def _reset(self, schedule):
        """Reset the last invoice to draft and post it again, as accountants do."""
        invoice = self._get_invoices(schedule)[-1:]
        if invoice.state == "posted":
            invoice.button_draft()
            invoice.action_post()

    def _get_change(self, schedule, kind, day, wanted, gives_back):
        wizard = self.env["prepaid.schedule.change"]
        wizard = wizard.new({"schedule_id": schedule.id, "kind": kind, "date": day})
        is_over = kind in ("pause", "stop")
        return wizard._get_change()._replace(
            wanted=() if is_over else wanted, gives_back=gives_back or not is_over
        )

    def _price(self, schedule, wanted, prices):
        line = self.env["prepaid.schedule.line"]
        return tuple(
            line.new(
                {
                    "schedule_id": schedule.id,
                    "product_id": product.id,
                    "quantity": quantity,
                    "price_unit": float(prices[product]),
                }
            )._get_wanted()
            for product, quantity in wanted
        )

    def _get_owed(self, schedule):
        return sum(exact(claim.amount) for claim in schedule.claim_ids)

    def _assert_adds_up(self, schedule, told, prices):
        """Compare claims and documents with the days, and with one another."""
        claimed = sum(
            exact(claim.amount) for claim in schedule.claim_ids if claim.sale_line_id
        )
        orders = self._get_orders(schedule)
        billed = sum(
            exact(move.amount_untaxed_signed)
            for move in orders.invoice_ids
            if move.state == "posted"
        )
        self.assertEqual(billed, claimed)
        due = self._get_day_prices(schedule, told, prices)
        is_open = schedule.plan_id.schedule_change_policy == "next"
        gap = due - self._get_owed(schedule)
        if not is_open:
            cents = Fraction(len(schedule.claim_ids), 100)
            self.assertLessEqual(abs(gap), cents, (told, due))
        self._assert_days_are_billed_once(schedule)

    def _get_day_prices(self, schedule, told, prices):
        """Add up what each day costs, of the periods that were billed."""
        total, day = Fraction(0), START
        grid = schedule._get_grid()
        periods = {claim._get_period() for claim in schedule.claim_ids}
        last = max(period.last for period in periods)
        while day <= last:
            wanted = [each for since, each in told if since <= day][-1]
            period = grid.find(day, 1)
            if period in periods:
                price = self._get_price(prices, day)
                total += sum(
                    Fraction(quantity) * price[product] / period.days
                    for product, quantity in wanted
                )
            day += timedelta(days=1)
        return total

    def _assert_days_are_billed_once(self, schedule):
        periods = {}
        for claim in schedule.claim_ids:
            key = claim.product_id, claim._get_period()
            periods[key] = periods.get(key, 0) + exact(round(claim.unit_days, 6))
        for (product, period), units in periods.items():
            self.assertGreaterEqual(units, 0, (product.name, period))
            others = {other for one, other in periods if one == product} - {period}
            for other in others:
                self.assertFalse(period.count(other.first, other.last))
