import base64

from odoo.tests import tagged

from odoo.addons.sale_timesheet_prepaid.tests.common_concurrency import (
    ConcurrencyCommon,
)

HEADER = "Start;From;To;Duration sec\n"
ROWS = "".join(
    f"2026-03-{day:02} 09:00:00;+33199007070;racer@example.com;60\n"
    for day in range(1, 11)
)


# Not "standard": see TestConcurrency.
@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestCallRace(ConcurrencyCommon):
    """Several workers import the same calls at once: each is taken once."""

    def _make(self, env):
        ids = super()._make(env)
        self.ids = ids
        ids["user"] = self._hire(env)
        env["res.partner"].browse(ids["client"]).phone = "+33199007070"
        env["res.users"].browse(ids["user"]).email = "racer@example.com"
        # Each call draws a minute, and the credit is for an hour.
        ids["imports"] = [self._upload(env, zone) for zone in ("UTC", "Europe/Paris")]
        return ids

    def _upload(self, env, zone):
        content = base64.b64encode((HEADER + ROWS).encode())
        upload = env["prepaid.call.import"].create({"file": content})
        upload.layout_id.write({"project_id": self.ids["project"], "tz": zone})
        upload.action_preview()
        self.assertEqual(upload.ready_count, 10)
        return upload.id

    def _sweep(self):
        self._commit(self._sweep_calls)
        return super()._sweep()

    def _sweep_calls(self, env):
        imports = env["prepaid.call.import"].browse(self.ids.get("imports", []))
        records, layouts = imports.record_ids, imports.layout_id
        sessions, tasks = records.session_id, records.task_id
        lines = sessions.timesheet_id
        records.write({"state": "review", "session_id": False, "task_id": False})
        imports.unlink()
        layouts.unlink()
        sessions.state = "draft"
        (sessions | sessions.browse()).unlink()
        lines.unlink()
        tasks.unlink()
        self._dismiss(env, self.ids["user"])

    def _read_balance(self):
        return self._read(lambda contract: contract.balance)

    def test_a_double_click_imports_once(self):
        def click(env):
            env["prepaid.call.import"].browse(self.ids["imports"][0]).action_import()

        done, refused = self._race(click, 3)
        self.assertEqual((done, refused), (1, 2))
        self.assertEqual(self._read_balance(), 50)

    def test_two_workers_with_the_same_calls_in_two_files_take_each_once(self):
        left = list(self.ids["imports"])

        def work(env):
            upload = self._take_turn(left)
            env["prepaid.call.import"].browse(upload).action_import()

        done, refused = self._race(work, 2)
        self.assertEqual((done, refused), (1, 1))
        self.assertEqual(self._read_balance(), 50)
