import re
from datetime import date

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from .common_schedule import ScheduleCommon


def make_client(env, login, partner):
    user = new_test_user(env, login=login, groups="base.group_portal")
    user.partner_id.parent_id = partner
    return user


@tagged("post_install", "-at_install")
class TestSchedulePortal(ScheduleCommon, HttpCase):
    """Clients see what a change costs before they confirm it, and it costs that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.write({"client_options": True, "client_pause": True})
        cls.plan.client_stop = True
        cls.portal = make_client(cls.env, "own", cls.client)
        cls.url = f"/my/prepaid/{cls.contract.id}/schedule"

    def _started(self, **over):
        schedule = self._schedule((self.allowance, 1), (self.site, 2), **over)
        with self._on("2026-03-01"):
            schedule.action_start()
        return schedule.sudo()

    def _see(self, kind="options", number=3, login="own", day="2026-03-17"):
        """Return the page of what a change costs."""
        with self._on(day):
            self.authenticate(login, login)
            query = f"?kind={kind}&number_{self.site.id}={number}"
            return self.url_open(self.url + query)

    def _confirm(self, page, kind="options", number=3, day="2026-03-17", **over):
        digest = re.search(r'name="digest" value="(\w+)"', page.text)
        vals = {
            "csrf_token": Request.csrf_token(self),
            "kind": kind,
            "digest": digest[1] if digest else "",
            f"number_{self.site.id}": number,
        }
        with self._on(day):
            return self.url_open(f"{self.url}/change", vals | over)

    def test_a_client_adds_a_site_and_sees_its_share_of_the_month_first(self):
        schedule = self._started()
        page = self._see()
        self.assertIn("14.52", page.text)
        self.assertIn("15 of 31 days", page.text)
        self.assertEqual(len(self._get_orders(schedule)), 1)
        self._confirm(page)
        self.assertEqual(self._get_invoices(schedule)[-1].amount_total, 14.52)
        self.assertIn("own", schedule.message_ids[0].body)

    def test_what_was_not_seen_is_not_confirmed(self):
        schedule = self._started()
        page = self._see(number=3)
        self._confirm(page, number=5)
        self._confirm(page, digest="")
        self._confirm(page, day="2026-03-20")
        self.assertEqual(len(self._get_orders(schedule)), 1)

    def test_a_stop_tells_the_last_day_by_the_notice(self):
        schedule = self._started(notice_days=30)
        page = self._see("stop")
        self.assertIn("04/30/2026", page.text)
        self._confirm(page, "stop")
        self.assertEqual(schedule.date_end, date(2026, 4, 30))
        page = self._see("revive")
        self._confirm(page, "revive")
        self.assertFalse(schedule.date_end)
        self._run("2026-04-01")
        self._run("2026-05-01")
        self.assertEqual(len(self._get_orders(schedule)), 3)

    def test_a_pause_starts_with_the_next_renewal_and_is_resumed(self):
        schedule = self._started()
        self._confirm(self._see("pause"), "pause")
        self.assertEqual(schedule.state, "paused")
        self._run("2026-04-01")
        self.assertEqual(len(self._get_orders(schedule)), 1)
        page = self._see("resume", day="2026-04-16")
        self.assertIn("150.00", page.text)
        self._confirm(page, "resume", day="2026-04-16")
        self.assertEqual(self._get_invoices(schedule)[-1].amount_total, 150)

    def test_the_plan_says_what_clients_may(self):
        schedule = self._started()
        self.plan.write(
            {"client_options": False, "client_pause": False, "client_stop": False}
        )
        for kind in ("options", "pause", "stop"):
            page = self._see(kind)
            self.assertNotIn('name="digest"', page.text)
            self._confirm(page, kind)
        self.assertEqual(schedule.state, "running")
        self.assertEqual(len(self._get_orders(schedule)), 1)

    def test_packs_are_not_changed_by_the_client(self):
        schedule = self._started()
        with self._on("2026-03-17"):
            change = schedule._get_client_change("options", {self.allowance.id: 0})
        self.assertIsNone(change)

    def test_a_stranger_sees_nothing(self):
        schedule = self._started()
        make_client(self.env, "stranger", self.partner_a)
        page = self._see(login="stranger")
        self.assertNotIn("Site", page.text)
        self._confirm(page)
        self.assertEqual(len(self._get_orders(schedule)), 1)
