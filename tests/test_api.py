from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .common_api import ApiCommon
from .common_portal import PortalCommon

ACCESS = "odoo.exceptions.AccessError"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestApi(PortalCommon, ApiCommon):
    """What scripts may say of a client's messages, and for the client."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.overdraft_policy = "consent"
        cls.message = cls.task.message_post(
            body="Which one?", author_id=cls.client.id, message_type="comment"
        )
        approvals = cls.env["prepaid.approval"].with_user(cls.technician)
        cls.approval = approvals.create(
            {
                "name": "Restore the backup",
                "contract_id": cls.contract.id,
                "task_id": cls.task.id,
                "quantity": 60,
            }
        )
        cls.approval.action_ask()

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2"))

    # === MESSAGES === #

    def _classify(self, user, exchange):
        return self._ask(
            user,
            "project.task",
            "classify_message",
            ids=self.task.ids,
            message_id=self.message.id,
            exchange=exchange,
        )

    def _see(self, user):
        """Return what a user sees of the message."""
        seen = self._ask(
            user, "project.task", "get_classified_messages", ids=self.task.ids
        )
        return seen.get(str(self.message.id), seen)

    def test_what_a_colleague_classified_is_classified_for_all(self):
        reader = self._user("reader", "project.group_project_user")
        colleagues = self.technician | self.other_technician | self.manager | self.user
        colleagues |= reader
        for user in colleagues:
            self.assertIs(self._see(user), False)
        done = self._classify(self.technician, "support")
        for user in colleagues:
            self.assertEqual(self._see(user)["exchange"], "support")
            self.assertEqual(self._see(user)["explanation"], done["explanation"])
        again = self._classify(self.other_technician, "support")
        self.assertEqual(again["timesheet_id"], done["timesheet_id"])
        other = self._classify(self.other_technician, "expertise")
        self.assertIn("classified this message already", other["message"])
        self._classify(self.manager, "expertise")
        self.assertEqual(self._see(self.other_technician)["exchange"], "expertise")
        line = self.env["account.analytic.line"].browse(done["timesheet_id"])
        self.assertEqual(line.user_id, self.technician)
        self.assertEqual(600 - self.contract.balance, line.sudo().prepaid_quantity)

    def test_a_class_goes_with_its_line_only_and_for_all(self):
        line_id = self._classify(self.technician, "support")["timesheet_id"]
        lines = "account.analytic.line"
        other_task = self._task("Elsewhere")
        self._ask(
            self.technician,
            lines,
            "write",
            ids=[line_id],
            vals={"task_id": other_task.id},
        )
        self._ask(self.technician, lines, "copy", ids=[line_id])
        self.assertEqual(self._see(self.other_technician)["exchange"], "support")
        answer = self._ask(self.other_technician, lines, "unlink", ids=[line_id])
        self.assertEqual(answer["name"], ACCESS)
        self._ask(self.technician, lines, "unlink", ids=[line_id])
        self.assertIs(self._see(self.other_technician), False)
        self.assertIn("timesheet_id", self._classify(self.other_technician, "support"))

    def test_nobody_forges_or_frees_a_class(self):
        line_id = self._classify(self.technician, "support")["timesheet_id"]
        vals = {
            "name": "Forged",
            "project_id": self.project.id,
            "task_id": self.task.id,
            "prepaid_message_id": self.message.id,
        }
        for user in self.technician | self.other_technician | self.manager:
            for method, kwargs in (
                ("create", {"vals_list": [vals]}),
                ("write", {"ids": [line_id], "vals": {"prepaid_message_id": False}}),
            ):
                answer = self._ask(user, "account.analytic.line", method, **kwargs)
                self.assertEqual(answer["name"], ACCESS)
        self.assertEqual(self._see(self.manager)["exchange"], "support")

    def test_no_client_classifies(self):
        for user in self.ann | self.bob:
            for answer in (self._classify(user, "support"), self._see(user)):
                self.assertEqual(answer["name"], ACCESS)
        self.assertFalse(self.message._get_prepaid_lines())

    # === FOR THE CLIENT === #

    def test_no_script_of_a_colleague_answers_for_the_client(self):
        approvals = "prepaid.approval"
        ids = self.approval.ids
        for user in self.technician | self.user | self.manager:
            for method, kwargs in (
                ("write", {"vals": {"state": "approved"}}),
                ("write", {"vals": {"answered_by": "Ann"}}),
                ("_answer", {"is_approved": True, "name": "Ann"}),
                ("_renew_token", {}),
            ):
                answer = self._ask(user, approvals, method, ids=ids, **kwargs)
                self.assertIn("Error", str(answer.get("name")) + answer["message"])
            self.assertEqual(self.approval.state, "asked")

    def test_no_door_gives_a_technician_the_clients_link(self):
        token = self.approval.sudo().access_token
        self.technician.group_ids = [
            Command.link(self.env.ref("base.group_partner_manager").id)
        ]
        place = {"res_model": "prepaid.approval", "res_id": self.approval.id}
        share = self._ask(self.technician, "portal.share", "create", vals_list=[place])
        doors = [
            ("prepaid.approval", "read", {"ids": self.approval.ids}),
            ("prepaid.approval", "get_portal_url", {"ids": self.approval.ids}),
            ("prepaid.approval", "action_share", {"ids": self.approval.ids}),
            (
                "prepaid.approval",
                "export_data",
                {"ids": self.approval.ids, "fields_to_export": ["access_token"]},
            ),
            ("mail.message", "search_read", {"domain": [], "fields": ["body"]}),
            ("mail.mail", "search_read", {"domain": [], "fields": ["body_html"]}),
        ]
        if isinstance(share, list):
            doors.append(("portal.share", "read", {"ids": share}))
        for model, method, kwargs in doors:
            with self.subTest(door=f"{model}.{method}"):
                answer = self._ask(self.technician, model, method, **kwargs)
                self.assertNotIn(token, str(answer))
