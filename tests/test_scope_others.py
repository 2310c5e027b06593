import runpy
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import file_path

from .common import TODAY
from .common_scope import ScopeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestScopeOthers(ScopeCommon):
    """Other clients, strangers, upgrades, and contracts without scope."""

    def test_other_clients_and_companies_have_credit_of_their_own(self):
        other = self.env["res.partner"].create({"name": "Deco"})
        theirs = self._contract(client=other)
        self._scope(60, self.remote, contract=theirs)
        with self.assertRefused("1 min short"):
            self._work_of(1, self.remote)
        self.assertEqual((theirs.scoped, self.contract.scoped), (60, 0))

    def test_a_client_reads_no_credit_of_another_and_writes_none(self):
        grant = self._scope(60, self.remote)
        stranger = new_test_user(
            self.env, login="prepaid_stranger", groups="base.group_portal"
        )
        for forged in ({"usage_type_ids": False}, {"project_ids": self.website.ids}):
            with self.assertRefused("", AccessError):
                grant.with_user(stranger).write(forged)
        with self.assertRefused("", AccessError):
            grant.with_user(stranger).read(["usage_type_ids"])
        stranger.partner_id.parent_id = self.client
        for forged in ({"usage_type_ids": False}, {"is_scoped": False}):
            with self.assertRefused("", AccessError):
                grant.with_user(stranger).write(forged)
        with self.assertRefused("", AccessError):
            self.contract.with_user(stranger).write({"scoped": 1000})

    def test_an_upgrade_tells_in_which_project_past_work_was(self):
        self._grant(self.contract, 60)
        line = self._work_of(40, self.remote, self.site_ticket)
        entry = line.sudo().prepaid_entry_ids
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE prepaid_entry DISABLE TRIGGER USER;"
            "UPDATE prepaid_entry SET project_id = NULL WHERE id = %s;"
            "ALTER TABLE prepaid_entry ENABLE TRIGGER USER",
            [entry.id],
        )
        path = "sale_timesheet_prepaid/migrations/19.0.0.13.0/post-scope.py"
        migrate = runpy.run_path(file_path(path))["migrate"]
        for _run in range(2):
            migrate(self.env.cr, "19.0.0.12.0")
        self.env.invalidate_all()
        self.assertEqual(entry.project_id, self.website)

    def test_without_scope_nothing_asks_for_it(self):
        """Neither the tables of scopes nor the debt of each work are read."""
        self.plan.overdraft_policy = "allow"
        with self._listen() as queries:
            self._grant(self.contract, 60)
            line = self._work_of(90, self.remote)
            self._set(line, 70)
            self._retype(line, self.onsite)
            self._move(line, self.site_ticket)
            self._grant(self.contract, 20)
            self.contract.sudo()._hold(5, datetime(2026, 3, 17))._post(3)
            line.unlink()
            self.env.flush_all()
        asked = [q for q in queries if "prepaid_grant_" in q and "_rel" in q]
        self.assertEqual(asked, [])
        settled = self.contract.sudo().entry_ids.filtered(lambda e: e.kind == "settle")
        self.assertTrue(settled)
        self.assertFalse(settled.usage_type_id)
        self.assertFalse(settled.project_id)

    @contextmanager
    def _listen(self):
        """Return the list of queries that are made meanwhile."""
        queries, cursor = [], type(self.env.cr)
        execute = cursor.execute

        def listen(cr, query, *args, **kwargs):
            queries.append(str(query))
            return execute(cr, query, *args, **kwargs)

        with patch.object(cursor, "execute", listen):
            yield queries
