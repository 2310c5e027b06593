from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .common import TODAY, PrepaidCommon

# The smallest PNG there is.
SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestAgreement(PrepaidCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.onsite = cls.env.ref("sale_timesheet_prepaid.prepaid_usage_type_onsite")
        cls._rate(cls.plan, cls.onsite, factor=1.5, minimum_minutes=60)
        cls.plan.validity_months = 12
        cls.contract = cls._contract(600)
        cls.contract.with_user(cls.user).action_send_agreement()
        cls.agreement = cls.contract.agreement_ids
        cls.colleague = new_test_user(
            cls.env, login="prepaid_colleague", groups="base.group_portal"
        )
        cls.colleague.partner_id.parent_id = cls.client
        cls.stranger = new_test_user(
            cls.env, login="prepaid_stranger", groups="base.group_portal"
        )
        cls.path = f"/my/prepaid/agreement/{cls.agreement.id}"

    def _sign(self, token="", **values):
        return self.make_jsonrpc_request(
            f"{self.path}/sign?access_token={token}",
            {"name": "Ada", "signature": SIGNATURE} | values,
        )

    def test_it_is_filled_from_plan_and_contract(self):
        body = self.agreement.body
        for text in ("Azure", self.contract.name, "Support hours", "On-site", "12"):
            self.assertIn(text, body)
        self.assertIn("minimum 60 min", body)

    def test_it_quotes_what_an_hour_draws_from_this_client(self):
        """B20: the account manager's own price is nothing to the client."""
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Half",
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "3_global",
                            "compute_price": "percentage",
                            "percent_price": 50,
                        }
                    )
                ],
            }
        )
        product = self.env["product.product"].create(
            {
                "name": "Hour of advice",
                "type": "service",
                "uom_id": self.env.ref("uom.product_uom_hour").id,
                "list_price": 100,
                "taxes_id": False,
            }
        )
        currency = self.company.currency_id
        plan = self._plan("Credit", unit="money", currency_id=currency.id)
        self._rate(plan, product_id=product.id)
        self.contract.is_default = False
        self.partner_b.property_product_pricelist = pricelist
        contract = self._contract(1000, client=self.partner_b, plan=plan)
        contract.with_user(self.user).action_send_agreement()
        body = contract.agreement_ids.body.replace("\xa0", " ")
        self.assertIn("$ 50.00 an hour", body)
        self.assertNotIn("$ 100.00", body)
        task = self._task("Theirs", project=self._project("Theirs", self.partner_b))
        self.assertDrawn(self._log(60, task=task), 50)

    def test_what_was_sent_stays_whatever_the_plan_becomes(self):
        body = self.agreement.body
        self.plan.validity_months = 6
        self.assertEqual(self.agreement.body, body)

    def test_the_client_gets_the_link(self):
        mail = self.agreement.message_ids.filtered("partner_ids")
        self.assertEqual(mail.partner_ids, self.client)
        self.assertIn(f"{self.path}?access_token=", mail.body)
        self.assertNotIn(self.agreement.access_token, mail.body)

    def test_signing_keeps_name_signature_date_and_pdf(self):
        agreement = self.agreement.sudo().with_context(force_report_rendering=True)
        agreement._sign("Ada", SIGNATURE)
        self.assertEqual((agreement.state, agreement.signed_by), ("signed", "Ada"))
        self.assertTrue(agreement.signature and agreement.signed_on)
        files = agreement.message_ids.attachment_ids
        self.assertEqual(files.mimetype, "application/pdf")
        self.assertTrue(files.raw.startswith(b"%PDF"))
        self.assertEqual(self.contract.message_ids[0].attachment_ids.name, files.name)

    def test_the_link_of_the_mail_is_enough_to_sign(self):
        self.authenticate(None, None)
        self.assertNotIn("error", self._sign(self.agreement.access_token))
        self.assertEqual(self.agreement.state, "signed")

    def test_it_is_signed_once_and_never_without_a_name(self):
        self.authenticate(None, None)
        token = self.agreement.access_token
        self.assertIn("Enter your name", self._sign(token, name=" ")["error"])
        self._sign(token)
        self.assertIn("signed already", self._sign(token, name="Bob")["error"])
        self.assertEqual(self.agreement.signed_by, "Ada (by link)")

    def test_a_new_one_replaces_the_unsigned_one(self):
        self.contract.with_user(self.user).action_send_agreement()
        self.assertEqual(self.agreement.state, "withdrawn")
        self.assertEqual(self.contract.agreement_state, "sent")

    def test_strangers_neither_read_nor_sign(self):
        for login in (None, self.stranger.login):
            self.authenticate(login, login)
            self.assertIn("error", self._sign("forged"))
            for query in ("", "?access_token=forged", "?report_type=pdf"):
                answer = self.url_open(self.path + query, allow_redirects=False)
                self.assertEqual(answer.status_code, 303)
        self.assertEqual(self.agreement.state, "sent")
        with self.assertRefused("", AccessError):
            self.agreement.with_user(self.stranger).read(["name"])
        with self.assertRefused("", AccessError):
            self.agreement.with_user(self.technician).read(["name"])
        with self.assertRefused("state", AccessError):
            self.agreement.with_user(self.user).state = "signed"
