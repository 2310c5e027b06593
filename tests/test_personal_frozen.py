import base64

from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import GROUP, TODAY
from .common_charge import ChargeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPersonalFrozen(ChargeCommon):
    """Names leave what was frozen, sent or kept for machines; figures do not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls.env["res.partner"].create(
            {
                "name": "Zoé Lee",
                "email": "zoe@azure.fr",
                "phone": "+33 6 12 34 56 78",
                "parent_id": cls.client.id,
            }
        )
        cls.contract = cls._contract(600)

    def _open(self, partner=None, user=None, **over):
        vals = {"partner_id": (partner or self.ann).id, "reason": "Asked by letter"}
        wizard = self.env["prepaid.personal.data"].with_user(user or self.manager)
        return wizard.create(vals | over)

    def _review(self, note="For Zoé Lee"):
        review = self.env["prepaid.review"].sudo()
        review = review.create(
            {
                "contract_id": self.contract.id,
                "date_from": "2026-03-01",
                "date_to": "2026-03-17",
                "note": note,
            }
        )
        self._log(60, name="Printer of Zoé Lee")
        review._publish()
        review.pdf = base64.b64encode(b"%PDF of Zoe")
        content = review.content
        content["questions"] = [{"question": "Zoé Lee asks", "minutes": 60}]
        review.content = content
        return review

    def test_reasons_lose_the_name(self):
        """Why a client was given credit, or a fixed price, is told to others."""
        gift = self._grant(self.contract, 30, kind="goodwill", name="Zoé Lee waited")
        self._open().action_erase()
        self.assertEqual(gift.name, "(name erased) waited")
        self.assertEqual(gift.entry_ids.name, "(name erased) waited")

    def test_a_review_loses_the_name_and_keeps_its_figures(self):
        review = self._review()
        figures = review.content["figures"]
        wizard = self._open()
        self.assertIn("Prepaid Review: 1", wizard.erased_text)
        wizard.action_erase()
        self.assertEqual(review.note, "For (name erased)")
        self.assertNotIn("Zo", str(review.content["questions"]))
        self.assertEqual(review.content["questions"][0]["minutes"], 60)
        self.assertEqual(review.content["figures"], figures)
        self.assertFalse(review.pdf, "The paper is made again without the name.")
        self.assertEqual(review.state, "sent")

    def test_a_review_that_does_not_name_the_person_keeps_its_paper(self):
        review = self._review(note=False)
        review.content = {"questions": []}
        self._open().action_erase()
        self.assertTrue(review.pdf)

    def test_what_machines_were_answered_and_told_loses_the_name(self):
        request = self.contract.sudo()
        answer = {"contact": "Zoé Lee", "balance": 600}
        request._once("key", "balance", {}, lambda: answer)
        request = self.env["prepaid.request"].sudo().search([("key", "=", "key")])
        self._open().action_erase()
        self.assertEqual(request.answer, {"contact": "(name erased)", "balance": 600})

    def test_the_copy_has_the_texts_of_plain_data_that_name_the_person(self):
        self._review()
        engine, ann = self.env["prepaid.personal"], self.ann
        data = engine._get_copy(ann, ann._get_prepaid_names(), self.company)
        kinds = {section["kind"]: section["records"] for section in data["sections"]}
        self.assertIn("Zoé Lee asks", str(kinds["Prepaid Review"]))
        self.assertIn("Prepaid Review: 1", self._open().copied_text)

    def test_mails_that_wait_activities_and_numbers_lose_the_name(self):
        contract = self.contract.sudo()
        contract.activity_schedule(
            "mail.mail_activity_data_todo", summary="Call Zoé Lee", note="Zoé Lee"
        )
        message = contract.message_post(body="Call +33 6 12 34 56 78")
        mail = self.env["mail.mail"].sudo()
        mail = mail.create(
            {
                "mail_message_id": message.id,
                "body_html": "<p>Dear Zo&eacute; Lee, Zoé Lee</p>",
                "email_to": "zoe@azure.fr",
            }
        )
        wizard = self._open()
        self.assertIn("Activity: 1", wizard.erased_text)
        wizard.action_erase()
        activity = contract.activity_ids
        self.assertEqual(activity.summary, "Call (name erased)")
        self.assertNotIn("Lee", activity.note)
        self.assertNotIn("+33", message.body)
        self.assertNotIn("zoe@", mail.email_to)
        self.assertNotIn("Zoé", mail.body_html)

    def test_the_dialog_shows_the_preview_before_it_is_saved(self):
        self._log(60, name="Printer of Zoé Lee")
        model = self.env["prepaid.personal.data"].with_user(self.manager)
        with Form(model.with_context(default_partner_id=self.ann.id)) as form:
            self.assertIn("Prepaid Entry: 1", form.erased_text)
            self.assertIn("Prepaid Entry: 1", form.copied_text)
            self.assertIn("3 years", form.kept_text)
            form.other_names = "Zozo"
            self.assertIn("Zozo", form.names)

    # === ENEMIES === #

    def test_the_reason_on_record_does_not_bring_the_name_back(self):
        self._open(reason="Letter of Zoé Lee of 3 March").action_erase()
        log = self.env["prepaid.erasure"].sudo().search([])
        self.assertEqual(log.reason, "Letter of … of 3 March")

    def test_the_only_contact_keeps_the_contract_and_it_is_said(self):
        person = self.env["res.partner"].create({"name": "Max Solo"})
        contract = self._contract(60, client=person)
        wizard = self._open(person)
        self.assertIn("itself the customer", wizard.kept_text)
        self.assertNotIn("itself the customer", self._open().kept_text)
        wizard.action_erase()
        self.assertEqual((contract.partner_id, contract.balance), (person, 60))

    def test_a_company_is_no_person_and_that_is_said(self):
        self.assertTrue(self._open(self.client).is_company)
        self.assertFalse(self._open().is_company)

    def test_a_person_of_two_companies_is_erased_from_each(self):
        other = self.setup_other_company()["company"]
        theirs = self.env["prepaid.plan"].sudo()
        theirs = theirs.create({"name": "Theirs", "company_id": other.id})
        contract = self.env["prepaid.contract"].sudo()
        contract = contract.create(
            {
                "partner_id": self.ann.id,
                "plan_id": theirs.id,
                "company_id": other.id,
                "state": "active",
            }
        )
        message = contract.message_post(body="Zoé Lee called")
        wizard = self._open()
        self.assertIn("other companies", wizard.kept_text)
        wizard.action_erase()
        self.assertIn("Zoé Lee", message.body)
        boss = self._user("far_boss", f"{GROUP}manager", company=other)
        self._open(user=boss).action_erase()
        self.assertIn("(name erased)", message.body)

    def test_a_login_that_is_gone_leaves_nothing_to_look_for(self):
        login = new_test_user(self.env, "zoe", groups="base.group_portal")
        login.partner_id.write({"name": "Zoé Smith", "parent_id": self.client.id})
        line = self._log(60, name="Printer of Zoé Smith")
        person = login.partner_id
        login.unlink()
        self._open(person).action_erase()
        self.assertEqual(line.name, "Printer of (name erased)")

    def test_what_a_buyer_ticked_stays_as_proof(self):
        order = self.env["sale.order"].create({"partner_id": self.client.id}).sudo()
        begin = {"text": "I ask", "person": "Zoé Lee", "origin": "192.0.2.1"}
        order.write({"prepaid_begin": begin, "prepaid_contract_id": self.contract.id})
        wizard = self._open()
        self.assertIn("Asked to Begin at Once: 1", wizard.kept_text)
        wizard.action_erase()
        self.assertEqual(order.prepaid_begin["person"], "Zoé Lee")
