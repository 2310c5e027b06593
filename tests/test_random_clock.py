from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from . import naive_clock
from .common import TODAY, PrepaidCommon
from .steady import steady

CREDIT = 6000
# Flat travel by the place of the ticket: in a zone each, and in none.
FLATS = {"city": 15, "suburbs": 30, "far": 60}
# A Monday, and hours of the week from there: over its end, and before Paris's summer.
MONDAY = datetime(2026, 3, 16)
INDEX = st.integers(0, 5)
PLACE = st.sampled_from(sorted(FLATS))
MINUTES = st.integers(1, 400)
HOUR = st.integers(0, 23)
RULE = st.tuples(
    st.sampled_from([1.25, 1.5, 2.0, 3.0]),
    st.sampled_from(["all", "week", "weekend"]),
    HOUR,
    HOUR,
).filter(lambda rule: rule[2] != rule[3])
STEP = st.one_of(
    st.tuples(st.just("log"), PLACE, st.integers(0, 7 * 24 * 60), MINUTES),
    st.tuples(st.just("log"), PLACE, st.integers(0, 7 * 24 * 60), MINUTES),
    st.tuples(st.just("edit"), INDEX, MINUTES),
    st.tuples(st.just("restart"), INDEX, st.integers(0, 7 * 24 * 60)),
    st.tuples(st.just("delete"), INDEX),
    st.tuples(st.just("rule"), RULE),
)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestRandomClock(PrepaidCommon):
    """Whatever rules and zones there are, each minute draws what its clock says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.tz = "Europe/Paris"
        zones = cls.env["prepaid.zone"].create(
            [{"name": "city", "zips": "750"}, {"name": "suburbs", "zips": "92"}]
        )
        cls._rate(
            cls.plan,
            flat_quantity=FLATS["far"],
            zone_ids=[
                Command.create({"zone_id": zone.id, "quantity": FLATS[zone.name]})
                for zone in zones
            ],
        )
        cls.plan.overdraft_policy = "allow"
        cls.contract = cls._contract(CREDIT)
        cls.tickets = {
            name: cls._task(name, partner_id=cls._site(name, code).id)
            for name, code in (("city", "75011"), ("suburbs", "92100"), ("far", "1000"))
        }

    @classmethod
    def _site(cls, name, code):
        vals = {"name": name, "parent_id": cls.client.id, "type": "delivery"}
        return cls.env["res.partner"].create(vals | {"zip": code, "tz": "Europe/Paris"})

    @steady(8, shrinks=False)
    @given(
        st.lists(RULE, min_size=1, max_size=3), st.lists(STEP, min_size=4, max_size=10)
    )
    def test_any_history_draws_minute_by_minute(self, rules, steps):
        with self.env.cr.savepoint() as savepoint:
            self.rules, self.lines = [], []
            for rule in rules:
                self._play_rule(rule)
            for name, *args in steps:
                getattr(self, f"_play_{name}")(*args)
                self._compare(steps)
            self.assertFalse(self.env["prepaid.contract"]._check_integrity())
            savepoint.rollback()
        self.env.invalidate_all()

    def _compare(self, steps):
        zone, left = ZoneInfo("Europe/Paris"), CREDIT
        for line, plain in self.lines:
            due = plain.get_due(zone, FLATS)
            left -= due
            self.assertEqual(line.sudo().prepaid_quantity, due, steps)
        self.assertEqual(self.contract.balance, left, steps)

    # === WHAT PEOPLE DO === #

    def _play_rule(self, rule):
        """Add a rule: what was logged before stays under those of its day."""
        factor, days, begin, end = rule
        self.env["prepaid.rate.window"].create(
            {
                "plan_id": self.plan.id,
                "name": f"Rule {len(self.rules)}",
                "factor": factor,
                "days": days,
                "hour_from": begin,
                "hour_to": end,
            }
        )
        self.rules.append(naive_clock.Rule(*rule))

    def _play_log(self, place, offset, minutes):
        start = MONDAY + timedelta(minutes=offset)
        line = self._log(
            minutes,
            task=self.tickets[place],
            day=start.date(),
            meter_started_at=start,
        )
        plain = naive_clock.Line(start, minutes, place, self.rules)
        self.lines.append((line, plain))

    def _play_edit(self, index, minutes):
        if self.lines:
            line, plain = self.lines[index % len(self.lines)]
            line.unit_amount = minutes / 60
            plain.minutes = minutes

    def _play_restart(self, index, offset):
        """Correct when work began; its day stays, and so do its rules."""
        if self.lines:
            line, plain = self.lines[index % len(self.lines)]
            plain.start = MONDAY + timedelta(minutes=offset)
            line.sudo().meter_started_at = plain.start

    def _play_delete(self, index):
        if self.lines:
            line, _plain = self.lines.pop(index % len(self.lines))
            line.unlink()
