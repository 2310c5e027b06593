from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_scope import ScopeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestScope(ScopeCommon):
    """Credit for some kinds of work, or some projects, pays for nothing else."""

    def test_a_contract_told_row_by_row(self):
        """Ten rows of work, worked out by hand.

        R pays for remote support (60), W for the website (90), RW for remote support on
        the website (30); G pays for all (120).
        """
        self._scope(60, self.remote)
        self._scope(90, projects=self.website)
        self._scope(30, self.remote, self.website)
        self._grant(self.contract, 120)
        desk, site = self.task, self.site_ticket
        # Minutes, kind and ticket; what is left of R, W, RW and G.
        rows = (
            (20, self.onsite, desk, (60, 90, 30, 100)),
            (20, self.remote, desk, (40, 90, 30, 100)),
            (20, self.onsite, site, (40, 70, 30, 100)),
            (20, self.remote, site, (20, 70, 30, 100)),
            (30, self.remote, site, (0, 60, 30, 100)),
            (30, self.remote, desk, (0, 60, 30, 70)),
            (70, self.remote, site, (0, 0, 20, 70)),
            (30, self.remote, site, (0, 0, 0, 60)),
            (10, None, desk, (0, 0, 0, 50)),
            (50, self.onsite, site, (0, 0, 0, 0)),
        )
        for number, (minutes, kind, ticket, left) in enumerate(rows, 1):
            with self.subTest(row=number):
                self._work_of(minutes, kind, ticket)
                self.assertLeft(*left)
                self.assertEqual(self.contract.scoped, sum(left[:3]))
                self.assertEqual(self.contract.balance, sum(left))
        with self.assertRefused("1 min short"):
            self._work_of(1, self.remote, desk)

    def test_what_is_owed_told_row_by_row(self):
        """Twelve rows, worked out by hand: debt is told apart by work.

        R pays for remote support, W for the website, G for all. What is owed is that of
        remote support, of work on site, and of remote support on the website.
        """
        self.plan.overdraft_policy = "allow"
        works = (
            (self.remote, self.project),
            (self.onsite, self.project),
            (self.remote, self.website),
        )
        desk, site, lines = self.task, self.site_ticket, {}

        def log(name, minutes, kind, ticket):
            lines[name] = self._work_of(minutes, kind, ticket)

        # What happens, and what is owed then; what is left of all credit.
        rows = (
            (lambda: log("a", 30, self.remote, desk), (30, 0, 0), 0),
            (lambda: log("b", 20, self.onsite, desk), (30, 20, 0), 0),
            (lambda: log("c", 40, self.remote, site), (30, 20, 40), 0),
            # R of 50 pays the oldest first: all of a, 20 of c
            (lambda: self._scope(50, self.remote), (0, 20, 20), 0),
            # W of 30 pays the rest of c
            (lambda: self._scope(30, projects=self.website), (0, 20, 0), 10),
            # a goes: what R paid for it comes back, and b is still owed
            (lambda: lines["a"].unlink(), (0, 20, 0), 40),
            # c grows: R goes before W (older), for it was there first
            (lambda: self._set(lines["c"], 75), (0, 20, 0), 5),
            # b becomes remote: W does not fit the desk
            (lambda: self._retype(lines["b"], self.remote), (20, 0, 0), 5),
            # b moves to the website: W pays 5 of it
            (lambda: self._move(lines["b"], site), (0, 0, 15), 0),
            (lambda: log("d", 10, self.onsite, desk), (0, 10, 15), 0),
            # G of 20: the oldest entry first, b of 15 was booked anew before d
            (lambda: self._grant(self.contract, 20), (0, 5, 0), 0),
            (lambda: lines["d"].unlink(), (0, 0, 0), 5),
        )
        for number, (step, owed, left) in enumerate(rows, 1):
            with self.subTest(row=number):
                step()
                self.env.flush_all()
                self.assertEqual(self._get_owed(*works), owed)
                remaining = self.contract.sudo().grant_ids.mapped("remaining")
                self.assertEqual(sum(remaining), left)
                self.assertEqual(self.contract.debt, sum(owed))
                self.assertTiesOut()

    # === EDITS === #

    def test_work_of_another_kind_is_drawn_anew(self):
        self._scope(60, self.remote)
        self._grant(self.contract, 60)
        line = self._work_of(40, self.remote)
        self.assertLeft(20, 60)
        self._retype(line, self.onsite)
        self.assertLeft(60, 20)
        self.assertDrawn(line, 40)

    def test_work_that_moves_to_another_project_is_drawn_anew(self):
        self._scope(60, projects=self.project)
        self._scope(60, projects=self.website)
        line = self._work_of(40, self.remote)
        self.assertLeft(20, 60)
        self._move(line, self.site_ticket)
        self.assertLeft(60, 20)
        self.assertEqual(
            line.sudo().prepaid_entry_ids.sorted("id")[-1].project_id, self.website
        )

    def test_a_ticket_that_moves_takes_its_work_along(self):
        self._scope(60, projects=self.project)
        self._scope(60, projects=self.website)
        line = self._work_of(40, self.remote)
        self.task.project_id = self.website
        self.assertLeft(60, 20)
        self.assertDrawn(line, 40)

    def test_without_scope_history_stays_in_its_project(self):
        self._grant(self.contract, 60)
        line = self._work_of(40, self.remote)
        self._move(line, self.site_ticket)
        self.assertEqual(len(line.sudo().prepaid_entry_ids), 1)
        self.assertFalse(self.contract.has_scope)
        # Scope that comes later changes nothing either, until the line is changed.
        self._scope(60, projects=self.website)
        self.assertLeft(20, 60)
        self._set(line, 45)
        self.assertLeft(60, 15)

    # === REFUSALS === #

    def test_who_is_refused_reads_what_is_left_for_other_work(self):
        self._scope(120, self.onsite)
        self._scope(30, self.remote, self.website)
        text = "30 min short: 0 min left for this work, 30 min needed .*2 h are left "
        with self.assertRefused(f"{text}for On-site only"):
            self._log_as_user(30, self.remote)
        with self.assertRefused("30 min are left for Remote support in Website only"):
            self._log_as_user(30, self.remote)

    def test_a_client_with_credit_that_fits_today_is_never_refused(self):
        self._scope(60, self.remote, date=TODAY)
        line = self._work_of(45, self.remote, day="2026-03-02")
        self.assertLeft(15)
        self.assertEqual((self.contract.debt, self.contract.scoped), (0, 15))
        line.unlink()
        self.assertLeft(60)

    def test_the_units_for_work_are_what_it_can_use(self):
        contract = self.contract
        self.assertEqual(self._get_units(self.remote), 0)
        self._grant(contract, 60)
        self.assertEqual(self._get_units(self.remote), 60)
        self._scope(30, self.remote)
        self._scope(10, projects=self.website)
        self._scope(99, self.remote, date="2026-03-20")
        self.assertEqual(self._get_units(self.remote), 90)
        self.assertEqual(self._get_units(self.onsite), 60)
        self.assertEqual(self._get_units(self.remote, self.website), 100)
        self.assertEqual(self._get_units(None), 60)
        self.assertEqual(self._get_units(self.remote, date="2026-03-20"), 189)

    def test_what_is_owed_of_other_work_does_not_lower_what_can_be_used(self):
        self.plan.overdraft_policy = "allow"
        self._work_of(50, self.onsite)
        self._scope(100, self.remote)
        self.assertEqual(self._get_units(self.remote), 100)
        self.assertEqual(self._get_units(self.onsite), -50)
        self.assertEqual(self.contract.balance, 50)

    def _get_units(self, usage_type, project=None, date=None):
        day = date and self.env["prepaid.grant"]._fields["date"].to_date(date)
        usage_type = usage_type or self.remote.browse()
        units = self.contract._get_units_for(usage_type, project or self.project, day)
        return units / 1000

    # === ARCHIVED AND DELETED === #

    def test_archived_kinds_and_projects_stay_in_the_scope(self):
        grant = self._scope(60, self.remote, self.website)
        (self.remote | self.onsite).active = False
        self.website.active = False
        self.env.invalidate_all()
        self.assertFalse(grant._fits(self.onsite, self.website))
        self.assertFalse(grant._fits(self.remote, self.project))
        self.assertTrue(grant._fits(self.remote, self.website))

    def test_what_credit_is_for_is_not_deleted(self):
        kind = self.env["prepaid.usage.type"].create({"name": "By night"})
        project = self._project("Spare", self.client)
        self._scope(60, kind, project)
        for record in (kind, project):
            with self.assertRefused("Archive it instead"):
                record.unlink()

    # === PARTS OF CREDIT === #

    def test_credit_that_moves_to_another_contract_keeps_its_scope(self):
        other = self._contract(is_default=False)
        self._scope(60, self.remote, self.website)
        moved = self.contract.sudo()._transfer(other.sudo(), 40, "Moved")
        self.assertEqual(moved.usage_type_ids, self.remote)
        self.assertEqual(moved.project_ids, self.website)
        self.assertEqual((self.contract.scoped, other.scoped), (20, 40))

    def test_credit_that_rolls_over_keeps_its_scope(self):
        self.plan.write({"rollover_percent": 50, "rollover_months": 3})
        grant = self._scope(60, self.remote, date_expiry="2026-03-10")
        grant._expire()
        rolled = self.contract.sudo().grant_ids - grant
        self.assertEqual((rolled.remaining, self.contract.scoped), (30, 30))
        self.assertEqual(rolled.usage_type_ids, self.remote)

    def test_a_correction_of_credit_with_a_scope_keeps_the_figures(self):
        grant = self._scope(60, self.remote)
        wizard = self.env["prepaid.contract.correct"].with_user(self.user)
        wizard.create(
            {
                "contract_id": self.contract.id,
                "direction": "take",
                "grant_id": grant.id,
                "quantity": 20,
                "reason": "Typing error",
            }
        ).action_apply()
        self.assertEqual((grant.remaining, self.contract.scoped), (40, 40))

    # === HELPERS === #

    def _log_as_user(self, minutes, usage_type):
        """Log work as somebody who may know figures."""
        return self._work_of(minutes, usage_type, user=self.manager)

    def _get_owed(self, *works):
        contract = self.contract.sudo()
        owed = dict.fromkeys(works, 0)
        for debt in contract._find_open_debts(contract._read_debts()):
            owed[debt.work] = owed.get(debt.work, 0) + debt.units // 1000
        return tuple(owed.values())
