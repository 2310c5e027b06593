from datetime import datetime, timedelta

from odoo.fields import Command
from odoo.tests import BaseCase, freeze_time, tagged

from ..models.ledger.scope import GENERAL, Scope
from .common import TODAY
from .test_alert import LevelCommon

A, B = 1, 2


@tagged("post_install", "-at_install")
class TestScope(BaseCase):
    """Which credit pays for all that another pays for."""

    def test_credit_covers_what_it_pays_for(self):
        def scope(kinds=(), projects=()):
            return Scope(frozenset(kinds), frozenset(projects))

        for mine, theirs, covers in (
            (GENERAL, GENERAL, True),
            (GENERAL, scope([A]), True),
            (scope([A]), GENERAL, False),
            (scope([A]), scope([A]), True),
            (scope([A, B]), scope([A]), True),
            (scope([A]), scope([A, B]), False),
            (scope([A]), scope([A], [A]), True),
            (scope([A], [A]), scope([A]), False),
            (scope([], [A]), scope([A]), False),
            (scope([], [A]), scope([A], [A]), True),
            (scope([A], [A, B]), scope([A], [B]), True),
        ):
            with self.subTest(mine=mine, theirs=theirs):
                self.assertEqual(bool(mine.covers(theirs)), covers)


class ScopeCommon(LevelCommon):
    """A client with credit for all work and for some, and work of both kinds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.onsite, cls.phone = cls.env["prepaid.usage.type"].create(
            [{"name": "On-site"}, {"name": "Phone"}]
        )
        cls.onsite_pack = cls._pack(
            300, prepaid_usage_type_ids=[Command.set(cls.onsite.ids)]
        )

    def _scoped(self, contract, quantity, *usage_types, projects=None, **over):
        """Return a grant that pays for kinds of work and projects only."""
        kinds = [usage_type.id for usage_type in usage_types or [self.onsite]]
        vals = {"usage_type_ids": kinds, "name": "Scoped"}
        if projects:
            vals |= {"usage_type_ids": [], "project_ids": projects.ids}
        return self._grant(contract, quantity, **(vals | over))

    def _work(self, minutes, usage_type=None, **over):
        usage_type = usage_type or self.phone
        return self._log(minutes, usage_type_id=usage_type.id, **over)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestScopeLevels(ScopeCommon):
    def test_levels_by_hand(self):
        """Watched credit and level, worked out by hand, of a threshold of 2 h."""
        kinds = self.onsite | self.phone
        both = self._pack(300, prepaid_usage_type_ids=[Command.set(kinds.ids)])
        nothing = self.pack.browse()
        for general, onsite, either, refill, watched, level in (
            # The refill pays for any work: general credit alone counts.
            (600, 0, 0, self.pack, 600, "none"),
            (60, 300, 0, self.pack, 60, "low"),
            (0, 300, 0, self.pack, 0, "used_up"),
            (60, 300, 300, self.pack, 60, "low"),
            # The refill pays for on-site work: what pays for that counts.
            (60, 300, 0, self.onsite_pack, 360, "none"),
            (0, 60, 0, self.onsite_pack, 60, "low"),
            (0, 60, 300, self.onsite_pack, 360, "none"),
            (60, 0, 0, self.onsite_pack, 60, "low"),
            # It pays for two kinds: credit for one of them is not enough.
            (60, 300, 0, both, 60, "low"),
            (60, 300, 90, both, 150, "none"),
            # No refill: general credit where there is some, else all.
            (60, 300, 0, nothing, 60, "low"),
            (0, 300, 0, nothing, 300, "none"),
            (0, 60, 0, nothing, 60, "low"),
        ):
            with self.subTest(general=general, onsite=onsite, either=either):
                contract = self._contract(
                    0, is_default=False, refill_product_id=refill.id
                )
                if general:
                    self._grant(contract, general)
                if onsite:
                    self._scoped(contract, onsite)
                if either:
                    self._scoped(contract, either, self.onsite, self.phone)
                self.assertEqual(contract._get_watched(), watched)
                self.assertEqual(contract.alert_level, level)
                self.assertEqual(contract.available, general + onsite + either)

    def test_another_refill_pack_watches_other_credit(self):
        contract = self._contract(60)
        self._scoped(contract, 300)
        self.assertEqual(contract.alert_level, "low")
        contract.refill_product_id = self.onsite_pack
        self.assertEqual(contract.alert_level, "none")
        contract.refill_product_id = self.pack
        self.assertEqual(contract.alert_level, "low")

    def test_a_refill_pack_that_pays_for_other_work_from_now_on(self):
        contract = self._contract(60)
        self._scoped(contract, 300)
        kinds = [Command.set(self.onsite.ids)]
        self.pack.product_tmpl_id.prepaid_usage_type_ids = kinds
        self.assertEqual(contract.alert_level, "none")

    def test_what_is_set_aside_is_taken_off_credit_for_its_work_first(self):
        contract = self._contract(130)
        self._scoped(contract, 300)
        until = datetime(2026, 3, 17)
        contract.sudo()._hold(60, until, usage_type_id=self.onsite.id)
        self.assertEqual((contract._get_watched(), contract.alert_level), (130, "none"))
        self.assertEqual(contract.scopes_text, "2 h 10 for any work · 4 h for On-site")
        # More than the visits have: the rest is kept of what pays for all work.
        contract.sudo()._hold(250, until, usage_type_id=self.onsite.id)
        self.assertEqual((contract._get_watched(), contract.alert_level), (120, "low"))
        contract.sudo()._hold(20, until, usage_type_id=self.phone.id)
        self.assertEqual(contract._get_watched(), 100)

    def test_without_scope_a_level_costs_no_query(self):
        contract = self._contract(600)
        contract._format_quantity(contract.available)
        with self.assertQueryCount(0):
            self.assertEqual(contract._get_watched(), 600)
            self.assertEqual(contract._get_scopes(), [])
            self.assertEqual(contract._get_left_text(), "10 h")
            self.assertEqual(contract._get_watched_text(), "10 h")


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestScopeNotices(ScopeCommon):
    def test_use_of_other_credit_tells_nobody_and_sells_nothing(self):
        contract = self._contract(130)
        self._scoped(contract, 300)
        self._work(200, self.onsite)
        self.assertEqual((contract.alert_level, contract._get_watched()), ("none", 130))
        self.assertTold(contract, 0, 0)
        self._work(30)
        self.assertEqual((contract.alert_level, contract._get_watched()), ("low", 100))
        self.assertTold(contract, 1, 1)
        self.assertIn("1 h 40 for any work left", self._notices(contract)[0])

    def test_use_of_other_credit_tells_nobody_while_the_watched_is_low(self):
        contract = self._contract(0)
        self._grant(contract, 60)
        self._scoped(contract, 300)
        self.assertEqual(contract.alert_level, "low")
        self._work(60, self.onsite)
        self.assertTold(contract, 0, 0)

    def test_credit_for_other_work_answers_no_refill(self):
        contract = self._contract(130, refill_mode="activity")
        self._work(30)
        self.assertTold(contract, 1, 1)
        self._scoped(contract, 300)
        self.assertEqual(contract.refill_ids.state, "waiting")
        self._grant(contract, 600)
        self.assertEqual(contract.refill_ids.state, "done")

    def test_a_line_of_another_kind_gives_the_watched_credit_back(self):
        contract = self._contract(130)
        self._scoped(contract, 300)
        line = self._work(60)
        self.assertEqual(contract.alert_level, "low")
        line.usage_type_id = self.onsite
        self.assertEqual((contract.alert_level, contract._get_watched()), ("none", 130))
        self.assertTold(contract, 0, 0)

    def test_what_is_proposed_lifts_the_watched_credit(self):
        contract = self._contract(30)
        self._scoped(contract, 1200)
        self.assertEqual(contract._get_needed_packs(self.pack), 1)
        self.pack.prepaid_quantity = 30
        # 30 left, over 120: four packs of 30 make 150.
        self.assertEqual(contract._get_needed_packs(self.pack), 4)

    def test_a_scoped_refill_watches_its_own_work(self):
        contract = self._contract(0, refill_product_id=self.onsite_pack.id)
        self._scoped(contract, 300)
        self._grant(contract, 130, usage_type_ids=self.phone.ids)
        self._work(120)
        self.assertEqual(contract.alert_level, "none")
        self._work(200, self.onsite)
        self.assertEqual((contract.alert_level, contract._get_watched()), ("low", 100))
        # The credit for the phone ran low as well, and is told by itself.
        self.assertTold(contract, 2, 1)
        self.assertTrue(
            any("1 h 40 for On-site left" in told for told in self._notices(contract))
        )


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestScopeForecast(ScopeCommon):
    def test_a_forecast_is_of_the_watched_credit_and_its_use(self):
        """As if there was neither the credit for visits nor the visits it paid."""
        plain = self._contract(600)
        scoped = self._contract(600, is_default=False)
        self._scoped(scoped, 3000)
        for back in range(0, 40, 4):
            day = TODAY - timedelta(back)
            for contract in plain | scoped:
                self._work(20, day=day, prepaid_contract_id=contract.id)
            if back:
                self._work(90, self.onsite, day=day, prepaid_contract_id=scoped.id)
        told = (plain | scoped)._get_forecasts()
        self.assertEqual(told[plain], told[scoped])
        self.assertEqual(told[plain][0].state, "told")
        # Once no credit is for visits only, general credit pays them, and all counts.
        rest = scoped.grant_ids.filtered("is_scoped").remaining
        self._work(rest, self.onsite, prepaid_contract_id=scoped.id)
        self.assertGreater(scoped._get_forecast().daily, told[plain][0].daily)
