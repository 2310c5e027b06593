import re
from contextlib import contextmanager
from unittest.mock import patch

from markupsafe import Markup

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import GROUP, TODAY
from .common_portal import PortalCommon
from .test_agreement import SIGNATURE


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestActing(PortalCommon):
    """Only the client answers for the client: by the link, or signed in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.overdraft_policy = "consent"
        cls.approval = (
            cls.env["prepaid.approval"]
            .with_user(cls.technician)
            .create(
                {
                    "name": "Restore the backup",
                    "contract_id": cls.contract.id,
                    "task_id": cls.task.id,
                    "quantity": 60,
                }
            )
        )
        cls.approval.action_ask()
        cls.contract.with_user(cls.user).action_send_agreement()
        cls.agreement = cls.contract.agreement_ids
        cls.bookkeeper = cls._user("keeper2", f"{GROUP}manager")

    def _answer(self, token="", answer="approve", name="Client Boss"):
        url = f"/my/prepaid/approval/{self.approval.id}/answer"
        return self._post(url, access_token=token, answer=answer, name=name)

    def _sign(self, token="", name="Client Boss"):
        return self.make_jsonrpc_request(
            f"/my/prepaid/agreement/{self.agreement.id}/sign?access_token={token}",
            {"name": name, "signature": SIGNATURE},
        )

    def _token(self, record):
        return record.sudo().access_token

    def test_no_colleague_answers_for_the_client(self):
        for user in (self.technician, self.user, self.bookkeeper):
            for token in ("", self._token(self.approval)):
                with self.subTest(user=user.login, token=token):
                    self._as(user)
                    self._answer(token)
                    self.assertEqual(self.approval.state, "asked")

    def test_no_colleague_signs_for_the_client(self):
        for user in (self.user, self.bookkeeper):
            for token in ("", self._token(self.agreement)):
                with self.subTest(user=user.login, token=token):
                    self._as(user)
                    self.assertIn("cannot be signed", self._sign(token)["error"])
                    self.assertEqual(self.agreement.state, "sent")

    def test_a_colleague_reads_the_page_without_its_form(self):
        self._as(self.user)
        page = self._get(f"/my/prepaid/approval/{self.approval.id}").text
        self.assertIn("Restore the backup", page)
        self.assertNotIn('name="answer"', page)
        page = self._get(f"/my/prepaid/agreement/{self.agreement.id}").text
        self.assertIn("Support hours", page)
        self.assertNotIn('id="sign"', page)

    def test_a_user_of_the_client_acts_under_their_own_name(self):
        self._as(self.ann)
        self._answer(name="Somebody Else")
        self.assertEqual(self.approval.state, "approved")
        self.assertEqual(self.approval.answered_by, self.ann.name)
        self._sign(name="Somebody Else")
        self.assertEqual(self.agreement.state, "signed")
        self.assertEqual(self.agreement.signed_by, self.ann.name)

    def test_who_comes_by_the_link_is_named_as_such(self):
        self._as(None)
        self._answer(self._token(self.approval), name="Ada")
        self.assertEqual(self.approval.answered_by, "Ada (by link)")
        self._sign(self._token(self.agreement), name="Ada")
        self.assertEqual(self.agreement.signed_by, "Ada (by link)")

    def test_the_link_in_other_hands_is_named_after_its_user(self):
        self._as(self.bob)
        self._answer(self._token(self.approval), name="Ada")
        self.assertEqual(self.approval.answered_by, f"{self.bob.name} (by link)")

    def test_a_user_of_another_client_needs_the_link(self):
        self._as(self.bob)
        self._answer("forged")
        self._answer("gefälscht")
        self.assertIn("cannot be signed", self._sign("forged")["error"])
        self.assertEqual(self.approval.state, "asked")
        self.assertEqual(self.agreement.state, "sent")

    def test_nobody_answers_by_a_link_of_their_own_making(self):
        self.env["ir.default"].with_user(self.technician).set(
            "prepaid.approval", "access_token", "mine", user_id=True
        )
        Approval = self.env["prepaid.approval"].with_user(self.technician)
        vals = {"name": "More", "contract_id": self.contract.id, "quantity": 900}
        approval = Approval.create(vals)
        approval.action_ask()
        self.assertNotEqual(self._token(approval), "mine")
        with self.assertRefused("access_token", AccessError):
            Approval.create(vals | {"access_token": "mine"})
        by_context = Approval.with_context(default_access_token="mine").create(vals)
        self.assertNotEqual(by_context.sudo().access_token, "mine")
        with self.assertRefused("access_token", AccessError):
            approval.access_token = "mine"

    def test_the_clients_question_is_the_clients(self):
        entry = self._log(30).sudo().prepaid_entry_ids
        for user in (self.technician, self.user, self.bob):
            self._as(user)
            self._post(f"{self.url}/question/{entry.id}/send", reason="Why?")
        self.assertFalse(self._get_disputes())
        self._as(self.ann)
        self._post(f"{self.url}/question/{entry.id}/send", reason="Why?")
        self.assertEqual(self._get_disputes().partner_id, self.colleague)

    def test_the_mail_of_the_client_holds_the_link_and_the_chatter_does_not(self):
        contract = self.contract.with_user(self.user)
        with self._mails() as mails:
            self.approval.action_ask()
            contract.action_send_agreement()
            contract.sudo()._post_notice("prepaid_contract_mail_template_low")
        agreement = self.contract.agreement_ids.sorted("id")[-1:]
        for record, mail in zip(
            (self.approval, agreement, contract), mails, strict=True
        ):
            token = self._token(record)
            self.assertIn(f"access_token={token}", mail)
            self.assertNotIn(token, str(record.sudo().message_ids.mapped("body")))

    def test_nobody_gets_the_link_by_writing_about_it(self):
        token = self._token(self.approval)
        spy = self.env["res.partner"].create({"name": "Spy", "email": "s@example.com"})
        template = self.env.ref(
            "sale_timesheet_prepaid.prepaid_approval_mail_template_ask"
        )
        approval = self.approval.with_context(prepaid_link="hidden")
        body = Markup("<a href='/x?access_token=hidden'>x</a>")
        with self._mails() as mails:
            approval.message_post(body=body, partner_ids=spy.ids)
            approval.message_post_with_source(template, partner_ids=spy.ids)
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.technician)
            .with_context(
                default_model="prepaid.approval",
                default_res_ids=self.approval.ids,
                default_template_id=template.id,
            )
            .create({})
        )
        self.assertEqual(len(mails), 2)
        self.assertNotIn(token, "".join(mails) + str(composer.body))

    @contextmanager
    def _mails(self):
        """Collect the texts that are mailed."""
        texts, Mail = [], self.registry["mail.mail"]
        create = Mail.create

        def collect(mails, vals_list):
            created = create(mails, vals_list)
            texts.extend(mail.body_html or "" for mail in created)
            return created

        with patch.object(Mail, "create", collect):
            yield texts


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLinks(PortalCommon):
    """Who may not read prices gets no link, no letter and no file that tells them."""

    def test_a_technician_gets_no_link(self):
        contract = self.contract.with_user(self.technician)
        url = contract.get_portal_url()
        self.assertFalse(self.contract.sudo().access_token)
        self.contract.sudo()._portal_ensure_token()
        self.assertEqual(url, contract.get_portal_url())
        self.assertNotIn(self.contract.sudo().access_token, url)
        with self.assertRefused("access_token", AccessError):
            contract.read(["access_token"])
        rights = ("hr_timesheet.group_hr_timesheet_user", "base.group_allow_export")
        exporter = contract.with_user(self._user("exporter", *rights))
        with self.assertRefused("access_token", AccessError):
            exporter.export_data(["access_token"])
        share = (
            self.env["portal.share"]
            .with_user(self.technician)
            .with_context(active_model=contract._name, active_id=contract.id)
        )
        self.assertNotIn(
            self.contract.sudo().access_token, str(share.default_get(["share_link"]))
        )
        self._as(self.technician)
        self.assertEqual(self._get(url).status_code, 303)

    def test_who_reads_prices_gets_the_link(self):
        contract = self.contract.with_user(self.user)
        self.assertIn(contract.sudo()._portal_ensure_token(), contract.get_portal_url())
        ann = self.contract.with_user(self.ann)
        self.assertIn(contract.sudo().access_token, ann.get_portal_url())

    def test_a_technician_reads_no_letters_about_a_contract(self):
        message = self.contract.message_post(body="Refill for 1,380.00")
        self.contract.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.user.id, note="1,380.00"
        )
        Message = self.env["mail.message"]
        domain = [("model", "=", "prepaid.contract"), ("id", "=", message.id)]
        self.assertFalse(Message.with_user(self.technician).search(domain))
        with self.assertRefused("", AccessError):
            message.with_user(self.technician).read(["body"])
        for user in (self.user, self.accountant):
            self.assertEqual(Message.with_user(user).search(domain), message)
        contract = self.contract.with_user(self.technician)
        names = [
            name
            for name, field in contract._fields.items()
            if re.match("message_|activity_|balance|website_m", name)
        ]
        self.assertEqual(contract.read(names)[0]["balance"], 600)
        form = contract.get_views([(False, "form"), (False, "list")])
        self.assertTrue(form["views"])

    def test_a_technician_reads_no_statement(self):
        """B25: the monthly PDFs hang on the contract."""
        paper = self.env["ir.attachment"].create(
            {
                "name": "Statement.pdf",
                "raw": b"1,380.00",
                "res_model": "prepaid.contract",
                "res_id": self.contract.id,
            }
        )
        Paper = self.env["ir.attachment"]
        domain = [("res_model", "=", "prepaid.contract")]
        seller = self._user("seller", "sales_team.group_sale_salesman")
        for user in (self.technician, seller):
            mine = paper.with_user(user)
            self.assertFalse(Paper.with_user(user).search(domain))
            self.assertFalse(Paper.with_user(user).search([("id", "=", paper.id)]))
            with self.assertRefused("", AccessError):
                mine.read(["raw"])
            with self.assertRefused("", AccessError):
                mine.generate_access_token()
            thread = self.contract.with_user(user)
            self.assertFalse(thread._get_mail_thread_data_attachments())
        self._as(self.technician)
        self.assertEqual(self._get(f"/web/content/{paper.id}").status_code, 404)
        for user in (self.user, self.accountant):
            self.assertEqual(paper.with_user(user).raw, b"1,380.00")
            self.assertIn(paper, Paper.with_user(user).search(domain))
