from odoo.tests import HttpCase, freeze_time, tagged

from .common import TODAY
from .common_gate import GateCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestGateTold(GateCommon):
    """Who hears that a ticket came when no credit was left."""

    def test_the_sender_gets_one_mail_a_day(self):
        self.plan.new_ticket_policy = "stop"
        self._open("mail", "One")
        self._open("mail", "Two")
        self._open("portal", "Three")
        notice = self._get_notices()
        self.assertEqual(notice.partner_ids, self.portal.partner_id)
        self.assertIn("One", notice.subject)
        with freeze_time("2026-03-17 12:00:00"):
            self._open("mail", "Four")
        self.assertEqual(len(self._get_notices()), 2)

    def test_each_policy_says_what_becomes_of_the_request(self):
        for policy, words in (
            ("warn", "came in"),
            ("wait", "It waits"),
            ("stop", "did not take up"),
        ):
            with self.subTest(policy):
                self.plan.new_ticket_policy = policy
                self.contract.sudo().gate_told_days = False
                self._open("mail", policy)
                self.assertIn(words, self._get_notices()[:1].body)

    def test_a_contact_gets_a_link_that_opens_others_sign_in(self):
        self.plan.new_ticket_policy = "warn"
        with self._mails() as mails:
            self._open("form", "One")
        ((_readers, text, headers),) = mails
        self.assertIn(f"/my/prepaid/{self.contract.id}/pay", text)
        self.assertNotIn("access_token", text)
        # No machine answers.
        self.assertIn("auto-replied", headers)
        self.contract.notice_partner_ids = self.portal.partner_id
        self.contract.sudo().gate_told_days = False
        with self._mails() as mails:
            self._open("form", "Two")
        token = self.contract.sudo().access_token
        self.assertIn(token, mails[0][1])
        self.assertNotIn(token, self._get_notices()[:1].body)

    def test_a_stranger_hears_nothing_the_contacts_do(self):
        """Somebody writes to the client's project: the client's address is told."""
        self.plan.new_ticket_policy = "stop"
        ticket = self._mail("Hello", "Eve <eve@example.org>", partner_id=self.client.id)
        self.assertEqual(ticket.prepaid_gate, "refused")
        self.contract.sudo().gate_told_days = False
        ticket = self._mail("Again", "Eve <eve@example.org>")
        self.assertNotEqual(ticket.partner_id, self.client)
        for notice in self._get_notices():
            self.assertEqual(notice.partner_ids, self.client)

    def test_the_mail_is_in_the_language_of_who_reads_it(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref(
            "sale_timesheet_prepaid.prepaid_contract_mail_template_gate"
        )
        template.with_context(lang="fr_FR").subject = "No credit left for (fr)"
        self.portal.partner_id.lang = "fr_FR"
        self.plan.new_ticket_policy = "warn"
        self._open("mail")
        self.assertIn("(fr)", self._get_notices().subject)

    def test_the_account_manager_is_asked_once_a_crossing(self):
        self.plan.new_ticket_policy = "wait"
        for name in ("One", "Two"):
            self._open("portal", name)
        activities = self.contract.activity_ids
        self.assertEqual(activities.user_id, self.user)
        self.assertIn("“One” waits for credit", activities.summary)
        self._grant(self.contract, 60)
        self._let_cron_run()
        self.assertFalse(self.contract.activity_ids)
        self._log(60)
        self._open("portal", "Three")
        summaries = self.contract.activity_ids.mapped("summary")
        self.assertTrue(any("“Three”" in summary for summary in summaries))

    def test_staff_see_why(self):
        self.plan.new_ticket_policy = "wait"
        ticket = self._open("mail").with_user(self.technician)
        self.assertIn("Waits (Email): nothing is left of", ticket.prepaid_gate_text)
        note = ticket.message_ids.filtered(lambda m: "nothing is left" in m.body)
        self.assertIn("A mail went to", note.body)

    def test_a_refused_request_gets_no_mail_of_its_stage(self):
        template = self.env["mail.template"].create(
            {
                "name": "Came in",
                "model_id": self.env["ir.model"]._get_id("project.task"),
                "subject": "Your request came in",
                "body_html": "<p>Thank you</p>",
                "partner_to": "{{ object.partner_id.id }}",
            }
        )
        self.stage_new.mail_template_id = template
        context = {"prepaid_channel": "form"}
        tasks = self.env(context=context)["project.task"]
        vals = {"project_id": self.project.id, "partner_id": self.client.id}
        for policy in ("stop", "warn"):
            self.plan.new_ticket_policy = policy
            ticket = tasks.create(vals | {"name": policy})
            self.env.cr.precommit.run()
            told = ticket.message_ids.filtered(lambda m: m.subject == template.subject)
            self.assertEqual(bool(told), policy == "warn")


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestGatePages(GateCommon, HttpCase):
    """What the client's pages tell, and what they do not."""

    def test_the_page_of_the_ticket_says_so_and_where_to_top_up(self):
        self.plan.new_ticket_policy = "stop"
        ticket = self._open("portal")
        self.env.flush_all()
        self.authenticate("prepaid_gate", "prepaid_gate")
        page = self.url_open(f"/my/tasks/{ticket.id}").text
        self.assertIn("was not taken up", page)
        self.assertIn("Not taken up", page)
        self.assertNotIn(f">{self.stage_new.name}<", page)
        self.assertIn(f"/my/prepaid/{self.contract.id}/pay", page)

    def test_who_only_holds_the_link_is_told_nothing(self):
        self.plan.new_ticket_policy = "wait"
        ticket = self._open("portal")
        token = ticket._portal_ensure_token()
        self.env.flush_all()
        page = self.url_open(f"/my/tasks/{ticket.id}?access_token={token}")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("no credit", page.text.lower())

    def test_the_form_thanks_everybody_alike(self):
        """Whoever types a client's address learns nothing of the credit."""
        answers = []
        for policy in ("open", "stop"):
            self.plan.new_ticket_policy = policy
            self.env.flush_all()
            answer = self.url_open(
                "/website/form/project.task",
                data={
                    "name": f"By form {policy}",
                    "email_from": "ann@example.com",
                    "project_id": self.project.id,
                    "description": "It burns",
                },
            )
            answers.append(answer.json())
        self.assertEqual([set(answer) for answer in answers], [{"id"}, {"id"}])
        self.assertEqual(answers[1]["id"], answers[0]["id"] + 1)
        tickets = self.env["project.task"].browse(answer["id"] for answer in answers)
        self.assertEqual(tickets.mapped("prepaid_gate"), [False, "refused"])
        self.assertIn("It burns", tickets[1].description)
        self.assertEqual(self._get_notices().partner_ids, self.portal.partner_id)

    def test_a_form_cannot_name_what_it_does_not_ask(self):
        self.plan.new_ticket_policy = "stop"
        self.env.flush_all()
        answer = self.url_open(
            "/website/form/project.task",
            data={
                "name": "Forged",
                "email_from": "ann@example.com",
                "project_id": self.project.id,
                "prepaid_gate": "accepted",
                "tag_ids": self.emergency.id,
                "stage_id": self.stage_done.id,
            },
        ).json()
        ticket = self.env["project.task"].browse(answer["id"])
        self.assertEqual(ticket.prepaid_gate, "refused")
        self.assertFalse(ticket.tag_ids)
