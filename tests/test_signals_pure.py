from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..models.client.signals import (
    EXPIRING_DAYS,
    MOVING,
    QUIET_DAYS,
    URGENCY,
    Figures,
    Pack,
    find_ended,
    find_expiring,
    find_former,
    find_heavy,
    find_idle,
    find_pack_short,
    find_use_falling,
    get_months,
    get_urgency,
    is_anew,
    is_over,
    is_worth_telling,
    judge_use,
)
from ..models.ledger.forecast import Lot, get_curve, get_pace, pays

TODAY = date(2026, 3, 16)
HOUR = 60_000
FALLING = Figures(
    now=2 * HOUR, before=8 * HOUR, before_days=6, client_now=120, client_before=480
)
HEAVY = Figures(months=(10 * HOUR, 12 * HOUR, 11 * HOUR), pack_units=10 * HOUR)
IDLE = Figures(
    available=HOUR, first_credit=date(2026, 1, 2), last_credit=date(2026, 1, 2)
)


def ago(days):
    return TODAY - timedelta(days=days)


def in_days(days):
    return TODAY + timedelta(days=days)


class TestUse(BaseCase):
    def test_use_that_fell_by_half_is_told_with_both_figures(self):
        facts = find_use_falling(FALLING, TODAY)
        self.assertEqual((facts["now"], facts["before"]), (2 * HOUR, 8 * HOUR))
        self.assertEqual(facts["until"], "2026-03-16")

    def test_half_is_enough_and_a_minute_more_is_not(self):
        self.assertTrue(find_use_falling(FALLING._replace(now=4 * HOUR), TODAY))
        self.assertFalse(find_use_falling(FALLING._replace(now=4 * HOUR + 1), TODAY))

    def test_few_days_of_work_before_say_nothing(self):
        self.assertTrue(find_use_falling(FALLING._replace(before_days=4), TODAY))
        self.assertFalse(find_use_falling(FALLING._replace(before_days=3), TODAY))

    def test_a_client_who_works_on_another_contract_does_not_leave(self):
        self.assertFalse(find_use_falling(FALLING._replace(client_now=400), TODAY))

    def test_who_never_used_anything_does_not_fall(self):
        self.assertFalse(find_use_falling(Figures(before_days=9), TODAY))

    def test_credit_that_nobody_uses_is_told_after_sixty_days(self):
        self.assertEqual(find_idle(IDLE, TODAY)["since"], "2026-01-02")
        on_day = IDLE._replace(last_credit=ago(60))
        self.assertTrue(find_idle(on_day, TODAY))
        self.assertFalse(find_idle(IDLE._replace(last_credit=ago(59)), TODAY))

    def test_last_work_counts_from_its_day(self):
        worked = IDLE._replace(last_work=ago(70))
        facts = find_idle(worked, TODAY)
        self.assertEqual(facts["since"], ago(70).isoformat())
        self.assertFalse(facts["is_new"])
        self.assertFalse(find_idle(IDLE._replace(last_work=ago(30)), TODAY))

    def test_work_that_is_included_is_work(self):
        self.assertFalse(find_idle(IDLE._replace(minutes_now=5), TODAY))

    def test_nothing_left_is_not_idle(self):
        self.assertFalse(find_idle(IDLE._replace(available=0), TODAY))

    def test_what_the_calendar_brings_is_no_purchase(self):
        fresh = IDLE._replace(last_credit=ago(5))
        self.assertFalse(find_idle(fresh, TODAY))
        self.assertTrue(find_idle(fresh._replace(is_scheduled=True), TODAY))

    def test_who_stopped_with_credit_left_is_called_once(self):
        stopped = FALLING._replace(
            now=0, client_now=0, available=HOUR, last_work=ago(61),
            first_credit=ago(200), last_credit=ago(200),
        )  # fmt: skip
        self.assertEqual(set(judge_use(stopped, TODAY)), {"idle"})
        empty = stopped._replace(available=0)
        self.assertEqual(set(judge_use(empty, TODAY)), {"use_falling"})

    def test_a_pack_and_more_each_month_asks_for_a_recurring_plan(self):
        facts = find_heavy(HEAVY, TODAY)
        self.assertEqual(facts["first"], "2025-12-01")
        self.assertEqual(facts["last"], "2026-02-28")
        less = HEAVY._replace(months=(10 * HOUR, 10 * HOUR - 1, 20 * HOUR))
        self.assertFalse(find_heavy(less, TODAY))
        self.assertFalse(find_heavy(HEAVY._replace(is_scheduled=True), TODAY))
        self.assertFalse(find_heavy(HEAVY._replace(pack_units=0), TODAY))

    def test_months_are_whole_and_cross_the_year(self):
        self.assertEqual(
            get_months(date(2026, 1, 31)),
            [date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1)],
        )


class TestPacks(BaseCase):
    def _packs(self, *lengths, end=1, gap=0):
        """Return packs of so many days; the last was empty ``end`` days ago."""
        packs, last = [], ago(end)
        for length in reversed(lengths):
            first = last - timedelta(days=length - 1)
            packs.append(Pack(first, last, True))
            last = first - timedelta(days=1 + gap)
        return packs

    def test_three_short_packs_in_a_row_are_told(self):
        facts = find_pack_short(self._packs(12, 9, 20), TODAY)
        self.assertEqual(facts["days"], [12, 9, 20])

    def test_three_weeks_are_not_short(self):
        self.assertFalse(find_pack_short(self._packs(12, 21, 9), TODAY))

    def test_two_are_not_enough(self):
        self.assertFalse(find_pack_short(self._packs(5, 5), TODAY))

    def test_only_the_last_three_count(self):
        self.assertTrue(find_pack_short(self._packs(90, 5, 6, 7), TODAY))
        self.assertFalse(find_pack_short(self._packs(5, 6, 7, 90), TODAY))

    def test_the_open_pack_says_nothing_until_it_has_lasted(self):
        packs = self._packs(5, 6, 7, end=20)
        self.assertTrue(find_pack_short([*packs, Pack(ago(20), ago(1), False)], TODAY))
        packs = self._packs(5, 6, 7, end=25)
        self.assertFalse(find_pack_short([*packs, Pack(ago(21), ago(1), False)], TODAY))

    def test_what_was_short_long_ago_is_no_news(self):
        self.assertTrue(find_pack_short(self._packs(5, 5, 5, end=60), TODAY))
        self.assertFalse(find_pack_short(self._packs(5, 5, 5, end=61), TODAY))

    def test_who_needs_hours_every_month_is_not_told_twice(self):
        both = HEAVY._replace(packs=tuple(self._packs(5, 5, 5)))
        self.assertEqual(set(judge_use(both, TODAY)), {"heavy"})


units = st.integers(1, 10**7)
draws = st.dictionaries(
    st.integers(0, 300).map(ago), st.integers(1, 10**5), max_size=30
).map(lambda used: [*used.items()])
lots = st.lists(
    st.builds(
        lambda units, start, length: Lot(
            units, in_days(start), length and in_days(start + length)
        ),
        units,
        st.integers(-60, 30),
        st.one_of(st.none(), st.integers(1, 150)),
    ),
    max_size=5,
)


def simulate(draws, lots, taken):
    """Return what expires unused the long way: day by day, lot by lot."""
    pace = get_pace(draws, TODAY)
    need = (lambda days: 0) if isinstance(pace, str) else get_curve(pace, TODAY, 0)
    left = [lot.units for lot in lots]
    for at in range(len(lots)):
        part = min(left[at], taken)
        left[at], taken = left[at] - part, taken - part
    unused = {}
    for number in range(EXPIRING_DAYS + 1):
        day, owed = in_days(number), need(number) - need(number - 1) if number else 0
        for at, lot in enumerate(lots):
            if owed > 0 and pays(lot, day):
                part = min(left[at], owed)
                left[at], owed = left[at] - part, owed - part
        for at, lot in enumerate(lots):
            if lot.end == day:
                unused[at], left[at] = left[at], 0
    return unused


class TestExpiring(BaseCase):
    def test_credit_of_which_nothing_is_used_expires_whole(self):
        self.assertEqual(
            find_expiring([], [Lot(600, ago(9), in_days(60))], TODAY), {0: 600}
        )
        self.assertEqual(find_expiring([], [Lot(600, ago(9), in_days(61))], TODAY), {})
        self.assertEqual(find_expiring([], [Lot(600, ago(9), None)], TODAY), {})

    def test_what_ends_today_is_lost_today_and_what_ended_is_not_told(self):
        self.assertEqual(find_expiring([], [Lot(600, ago(9), TODAY)], TODAY), {0: 600})
        self.assertEqual(find_expiring([], [Lot(600, ago(9), ago(1))], TODAY), {})

    def test_what_is_used_in_time_does_not_expire(self):
        daily = [(ago(age), 10) for age in range(200)]
        lots = [Lot(600, ago(9), in_days(30)), Lot(600, ago(9), None)]
        [(at, unused)] = find_expiring(daily, lots, TODAY).items()
        self.assertEqual(at, 0)
        self.assertAlmostEqual(unused, 300, delta=1)

    def test_what_is_set_aside_is_used_first(self):
        lots = [Lot(600, ago(9), in_days(30))]
        self.assertEqual(find_expiring([], lots, TODAY, 500), {0: 100})
        self.assertEqual(find_expiring([], lots, TODAY, 600), {})

    def test_whose_use_just_began_is_not_foretold(self):
        lots = [Lot(600, ago(9), in_days(30))]
        self.assertEqual(find_expiring([(ago(2), 10)], lots, TODAY), {})

    @given(draws, lots, st.integers(0, 10**6))
    def test_it_is_what_is_left_day_by_day(self, draws, lots, taken):
        if get_pace(draws, TODAY) == "gathering" and draws:
            self.assertEqual(find_expiring(draws, lots, TODAY, taken), {})
            return
        unused, slow = (
            find_expiring(draws, lots, TODAY, taken),
            simulate(draws, lots, taken),
        )
        for at in range(len(lots)):
            self.assertAlmostEqual(unused.get(at, 0), slow.get(at, 0), delta=2)

    def test_a_tenth_of_what_expires_is_worth_a_call(self):
        self.assertTrue(is_worth_telling(60, 600))
        self.assertFalse(is_worth_telling(59, 600))
        self.assertFalse(is_worth_telling(0, 0))


class TestOffers(BaseCase):
    def test_a_project_ends_by_its_status_its_delivery_or_its_last_invoice(self):
        for flags, how in (
            ((True, False, False), "done"),
            ((False, True, False), "delivered"),
            ((False, False, True), "billed"),
        ):
            facts = find_ended(*flags, (ago(5), None, ago(9)), TODAY)
            self.assertEqual(facts, {"how": how, "day": ago(5).isoformat()})
        self.assertFalse(find_ended(False, False, False, (ago(5),), TODAY))

    def test_what_ended_long_ago_or_without_a_day_asks_for_nothing(self):
        self.assertTrue(find_ended(True, False, False, (ago(60),), TODAY))
        self.assertFalse(find_ended(True, False, False, (ago(61),), TODAY))
        self.assertFalse(find_ended(True, False, False, (None,), TODAY))

    def test_a_short_call_is_no_reason_for_a_pack(self):
        self.assertTrue(find_former(30, TODAY, 1))
        self.assertFalse(find_former(29, TODAY, 1))


class TestAnswers(BaseCase):
    def test_every_kind_says_how_soon(self):
        for kind in set(URGENCY) - {"expiring"}:
            self.assertIn(get_urgency(kind, {}, TODAY), ("1", "2", "3"))

    def test_what_is_lost_within_two_weeks_is_for_today(self):
        for days, urgency in ((14, "1"), (15, "2")):
            facts = {"first": in_days(days).isoformat()}
            self.assertEqual(get_urgency("expiring", facts, TODAY), urgency)

    def test_another_invoice_is_news_and_one_less_is_none(self):
        self.assertTrue(is_anew({"of": [1]}, {"of": [1, 2]}))
        self.assertFalse(is_anew({"of": [1, 2]}, {"of": [2]}))
        self.assertFalse(is_anew({}, {}))

    def test_figures_that_move_are_over_after_a_quiet_week(self):
        for kind in MOVING:
            self.assertFalse(is_over(kind, ago(QUIET_DAYS), TODAY))
            self.assertTrue(is_over(kind, ago(QUIET_DAYS + 1), TODAY))
        self.assertTrue(is_over("unpaid", ago(1), TODAY))
