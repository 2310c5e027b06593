from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTicketWork(PrepaidCommon):
    """Time in one line of text, and the client's messages in one click."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(600)

    def _ticket(self, user=None):
        return self.task.with_user(user or self.technician)

    def _line(self, result):
        return self.env["account.analytic.line"].browse(result["timesheet_id"])

    def _hear(self, text="Which one?", author=None):
        return self.task.message_post(
            body=text, author_id=(author or self.client).id, message_type="comment"
        )

    # === QUICK LOG === #

    def test_one_line_of_text_logs_minutes_kind_and_note(self):
        line = self._line(self._ticket().quick_log("12m phone reset password"))
        self.assertEqual(line.name, "reset password")
        self.assertEqual(line.usage_type_id.name, "Phone call")
        self.assertDrawn(line, 12)

    def test_the_preview_says_what_would_be_drawn_and_logs_nothing(self):
        preview = self._ticket().preview_quick_log("1h30 on-site new switch")
        self.assertIn("draws 1 h 30", preview["feedback"])
        self.assertFalse(preview["problem"])
        self.assertFalse(self.task.timesheet_ids)

    def test_goodwill_in_one_line_draws_nothing(self):
        line = self._line(self._ticket().quick_log("20 min goodwill small question"))
        self.assertEqual(
            (line.prepaid_charge, self.contract.balance), ("goodwill", 600)
        )

    def test_a_text_without_duration_or_note_names_what_is_missing(self):
        for text, problem in (
            ("phone password", "Begin with the duration"),
            ("12m", "Say what was done"),
            ("0m nothing", "between 1 minute"),
            ("", "Begin with the duration"),
        ):
            self.assertIn(problem, self._ticket().preview_quick_log(text)["problem"])
            with self.assertRefused(problem):
                self._ticket().quick_log(text)

    # === MESSAGES === #

    def test_a_message_is_booked_once_and_its_class_can_change(self):
        message = self._hear()
        first = self._ticket().classify_message(message.id, "expertise")
        second = self._ticket().classify_message(message.id, "coordination")
        self.assertEqual(first["timesheet_id"], second["timesheet_id"])
        self.assertEqual(self._line(second).prepaid_charge, "included")

    def test_the_screen_gets_all_classes_with_their_explanation(self):
        question, thanks = self._hear(), self._hear("Thank you")
        done = self._ticket().classify_message(question.id, "support")
        self.assertEqual(
            self._ticket().get_classified_messages(),
            {
                question.id: {
                    "exchange": "support",
                    "explanation": done["explanation"],
                },
                thanks.id: False,
            },
        )

    def test_what_a_colleague_classified_is_classified_for_all(self):
        """B19: a second click of somebody else was a database error."""
        message = self._hear()
        done = self._ticket().classify_message(message.id, "support")
        theirs = self._ticket(self.other_technician)
        self.assertEqual(
            theirs.get_classified_messages()[message.id]["exchange"], "support"
        )
        again = theirs.classify_message(message.id, "support")
        self.assertEqual(again["timesheet_id"], done["timesheet_id"])
        with self.assertRefused("^prepaid_tech .* classified this message already"):
            theirs.classify_message(message.id, "expertise")
        self._ticket(self.manager).classify_message(message.id, "expertise")
        self.assertEqual(self._line(done).prepaid_exchange, "expertise")

    def test_a_ticket_without_contract_has_nothing_to_classify(self):
        message = self._hear()
        self.contract.is_default = False
        self.env.invalidate_all()
        self.assertEqual(self._ticket().get_classified_messages(), {})
        with self.assertRefused("No prepaid contract covers"):
            self._ticket().classify_message(message.id, "support")

    def test_only_messages_of_this_tickets_client_are_classified(self):
        answer = self._hear("The second", author=self.technician.partner_id)
        with self.assertRefused("Only messages of the client"):
            self._ticket().classify_message(answer.id, "support")
        message = self._hear()
        with self.assertRefused("does not belong"):
            self._task("Another").with_user(self.technician).classify_message(
                message.id, "support"
            )

    def test_strangers_neither_log_nor_classify(self):
        message = self._hear()
        portal = self._ticket(self._user("client", "base.group_portal"))
        with self.assertRaises(AccessError):
            portal.quick_log("12m phone reset password")
        with self.assertRaises(AccessError):
            portal.classify_message(message.id, "support")
        with self.assertRaises(AccessError):
            portal.get_classified_messages()
