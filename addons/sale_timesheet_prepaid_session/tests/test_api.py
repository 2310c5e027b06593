import json
import os
import subprocess
import sys

from odoo.tests import tagged
from odoo.tools.misc import file_path

from odoo.addons.sale_timesheet_prepaid.tests.common_api import ApiCommon

from .common import ADDON, SessionCommon


@tagged("post_install", "-at_install")
class TestApi(SessionCommon, ApiCommon):
    """A telephone system tells when calls begin and end."""

    def setUp(self):
        super().setUp()
        self.contract = self._contract(120, client=self.visitor, plan=self.plan)
        self.facts = {
            "external_ref": "call-17",
            "usage_type_id": self.usage_type.id,
            "partner_id": self.visitor.id,
            "project_id": self.talks.id,
            "minutes": 30,
        }

    def _call(self, method, user=None, **kwargs):
        return self._ask(user or self.technician, "prepaid.session", method, **kwargs)

    def test_a_call_is_begun_paused_stopped_and_told_once(self):
        state = self._call("begin", **self.facts)
        again = self._call("begin", **self.facts)
        self.assertEqual(state["id"], again["id"])
        self.assertEqual((state["state"], self.contract.held), ("running", 30))

        ids = [state["id"]]
        self._call("pause", ids=ids)
        self.assertTrue(self._call("find", external_ref="call-17")["is_paused"])
        self._call("start", ids=ids)
        self._call("stop", ids=ids)
        self._call("stop", ids=ids)
        self._call("attach", ids=ids, recording="https://pbx.example.com/17.mp3")
        state = self._call("find", external_ref="call-17")
        self.assertEqual(state["state"], "settled")
        self.assertEqual(state["recording"], "https://pbx.example.com/17.mp3")
        self.assertEqual(self.contract.held, 0)
        self.assertEqual(self._call("begin", **self.facts)["state"], "settled")

    def test_without_enough_credit_nothing_is_held_or_left_behind(self):
        answer = self._call("begin", **(self.facts | {"minutes": 240}))
        self.assertIn("not enough", answer["message"])
        self.assertFalse(self._call("find", external_ref="call-17"))
        self.assertEqual(self.contract.held, 0)

    def test_strangers_and_nonsense_are_refused(self):
        for over, message in (
            ({"partner_id": 10**8}, "There is no"),
            ({"usage_type_id": 10**8}, "There is no"),
            ({"external_ref": ""}, "what the other system calls"),
            ({"project_id": None}, "Name the project"),
            ({"user_id": self.other_technician.id}, "only they"),
            ({"price": 1}, "takes no price"),
        ):
            with self.subTest(over=over):
                answer = self._call("begin", **(self.facts | over))
                self.assertIn(message, answer["message"])
        state = self._call("begin", **self.facts)
        for verb in ("stop", "pause", "get_state"):
            answer = self._call(verb, user=self.other_technician, ids=[state["id"]])
            self.assertIn("AccessError", answer["name"])
        self.assertFalse(
            self._call("find", user=self.other_technician, external_ref="call-17")
        )

    def test_the_example_of_the_readme_runs(self):
        script = file_path(f"{ADDON}/examples/telephone.py")
        environment = {
            "ODOO_URL": self.base_url(),
            "ODOO_KEY": self._key(self.technician),
            "ODOO_DATABASE": self.env.cr.dbname,
            "PATH": os.environ["PATH"],
        }
        self.env.flush_all()

        def run(*arguments):
            with self.allow_requests(all_requests=True):
                return subprocess.run(
                    [sys.executable, script, *map(str, arguments)],
                    capture_output=True,
                    env=environment,
                    text=True,
                    check=False,
                )

        where = ("--client", self.visitor.id, "--kind", self.usage_type.id)
        begun = run("begin", "pbx-9", *where, "--project", self.talks.id)
        self.assertEqual(json.loads(begun.stdout)["state"], "running", begun.stderr)
        self.assertTrue(json.loads(run("pause", "pbx-9").stdout)["is_paused"])
        run("resume", "pbx-9")
        self.assertEqual(json.loads(run("stop", "pbx-9").stdout)["state"], "settled")
        attached = run("attach", "pbx-9", "--recording", "https://pbx.example.com/9")
        self.assertIn("pbx.example.com/9", attached.stdout)
        refused = run("stop", "pbx-10")
        self.assertEqual((refused.returncode, refused.stdout), (1, ""))
        self.assertIn("There is no talk pbx-10", refused.stderr)
