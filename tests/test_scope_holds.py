from odoo.tests import freeze_time, tagged

from .common_hold import EVENING
from .common_scope import ScopeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-16 12:00:00")
class TestScopeHolds(ScopeCommon):
    """What is set aside is kept from work that could take it, and only from that."""

    def _hold(self, quantity, usage_type=None, project=None):
        return self.contract.sudo()._hold(
            quantity,
            EVENING,
            usage_type_id=usage_type and usage_type.id,
            project_id=project and project.id,
        )

    def test_a_contract_told_row_by_row(self):
        """R pays for remote support (60), O for work on site (30), G for all (60)."""
        self._scope(60, self.remote)
        self._scope(30, self.onsite)
        self._grant(self.contract, 60)
        # 90 for remote support need 30 of G at least
        hold = self._hold(90, self.remote)
        self.assertEqual(self._get_rooms(), (30, 60, 30))
        # On site takes O, and 30 of G: no more
        with self.assertRefused("1 min short|not enough"):
            self._work_of(61, self.onsite)
        self._work_of(60, self.onsite)
        self.assertLeft(60, 0, 30)
        self.assertEqual(self._get_rooms(), (0, 0, 0))
        for kind in (self.remote, self.onsite, None):
            with self.assertRefused("short|not enough"):
                self._work_of(1, kind)
        hold._post(70)
        self.assertLeft(0, 0, 20)
        self.assertEqual(self._get_rooms(), (20, 20, 20))

    def test_only_credit_that_fits_is_set_aside(self):
        self._scope(60, self.remote)
        with self.assertRefused("1 h are left for Remote support only"):
            self._hold(10, self.onsite)
        with self.assertRefused("are left for Remote support only"):
            self._hold(10)
        self._hold(60, self.remote)

    def test_what_is_set_aside_for_one_kind_leaves_the_other_alone(self):
        self._scope(60, self.remote)
        self._scope(60, self.onsite)
        self._hold(60, self.remote)
        self._work_of(60, self.onsite)
        self.assertLeft(60, 0)

    def test_a_hold_takes_last_what_another_needs(self):
        """B sits on credit that expires first; A finds other credit and leaves it."""
        both = self.remote | self.onsite
        self._scope(50, both, date_expiry="2026-04-01")
        self._scope(50, self.remote)
        first = self._hold(50, self.remote)
        second = self._hold(50, self.onsite)
        first._post(50)
        self.assertLeft(50, 0)
        second._post(50)
        self.assertEqual(self.contract.debt, 0)

    def test_credit_that_is_set_aside_is_not_taken_by_hand(self):
        scoped = self._scope(60, self.remote)
        self._grant(self.contract, 60)
        self._hold(60, self.remote)
        self._hold(60, self.onsite)
        other = self._contract(is_default=False).sudo()
        with self.assertRefused("0 min beside that"):
            self.contract.sudo()._transfer(other, 1, "Moved")
        self.contract.sudo().hold_ids.filtered(
            lambda hold: hold.usage_type_id == self.onsite
        )._release()
        with self.assertRefused("1 h beside that"):
            self.contract.sudo()._transfer(other, 61, "Moved")
        self.contract.sudo()._transfer(other, 60, "Moved")
        self.assertEqual((scoped.remaining, other.scoped), (0, 60))

    def test_credit_that_expires_stays_for_what_needs_it(self):
        lapsed = self._scope(60, self.remote)
        self._grant(self.contract, 60)
        self._hold(60, self.onsite)
        self._hold(40, self.remote)
        lapsed.date_expiry = "2026-03-10"
        lapsed._expire()
        self.assertLeft(40, 60)

    def test_a_lost_promise_becomes_debt_of_its_work(self):
        self.company.prepaid_grant_policy = "posted"
        self.pack.prepaid_usage_type_ids = self.remote
        invoice = self._bill()
        self._scope(60, self.onsite)
        hold = self._hold(90, self.remote)
        invoice.button_draft()
        hold._post(90)
        self.assertEqual((self.contract.debt, self.contract.scoped), (90, 60))
        invoice.action_post()
        self.assertEqual((self.contract.debt, self.contract.scoped), (0, 570))

    def _get_rooms(self):
        rooms = []
        for kind in (self.remote, self.onsite, None):
            room = self.contract.sudo()._get_hold_room(kind, self.project)
            units = self.contract._get_units_for(
                kind or self.remote.browse(), self.project
            )
            self.assertEqual(room, max(units, 0))
            rooms.append(room // 1000)
        return tuple(rooms)
