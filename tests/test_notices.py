from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestNotices(PrepaidCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract()
        cls.ann, cls.ben = cls.env["res.partner"].create(
            [
                {
                    "name": name,
                    "parent_id": cls.client.id,
                    "email": f"{name.lower()}@example.com",
                }
                for name in ("Ann", "Ben")
            ]
        )

    def _run(self, cron):
        with self.enter_registry_test_mode():
            self.env.ref(
                f"sale_timesheet_prepaid.prepaid_contract_{cron}_cron"
            ).method_direct_trigger()

    def _notices(self, word):
        """Return who got the notices whose subject has a word, in order of sending."""
        messages = self.contract.message_ids.sorted("id")
        return [
            message.notified_partner_ids
            for message in messages
            if word in (message.subject or "")
        ]

    # === RECIPIENTS === #

    def test_the_customer_gets_notices_until_others_are_chosen(self):
        self.assertEqual(self.contract._get_notice_partners(), self.client)
        self.contract._set_notice_partners(self.ann | self.ben)
        self.assertEqual(self.contract._get_notice_partners(), self.ann | self.ben)

    def test_who_unsubscribed_gets_no_notice(self):
        self.contract._set_notice_partners(self.ann | self.ben)
        self.contract._unsubscribe_notices(self.ann)
        self.assertEqual(self.contract._get_notice_partners(), self.ben)
        self.contract._set_notice_partners(self.ann)
        self.assertEqual(self.contract._get_notice_partners(), self.ann)

    def test_notices_go_to_who_was_chosen(self):
        self.contract._set_notice_partners(self.ann | self.ben)
        self.contract.low_threshold = 120
        self._grant(self.contract, 600)
        self._log(500)
        self._run("notify")
        self.assertEqual(self._notices("left"), [self.ann | self.ben])

    def test_mails_that_name_their_recipients_go_to_no_others(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", "sale_timesheet_prepaid"), ("model", "=", "mail.template")]
        )
        templates = self.env["mail.template"].browse(data.mapped("res_id"))
        for template in templates.filtered("partner_to"):
            self.assertFalse(template.use_default_to, template.name)

    def test_nobody_chosen_means_no_notices(self):
        self.contract._set_notice_partners(self.env["res.partner"])
        self.assertFalse(self.contract._get_notice_partners())

    def test_only_the_customers_own_contacts_can_be_chosen(self):
        stranger = self.env["res.partner"].create(
            {"name": "Bob", "email": "bob@example.com"}
        )
        with self.assertRefused("Only contacts of Azure"):
            self.contract._set_notice_partners(stranger)

    # === EXPIRY === #

    def test_an_expiry_is_told_thirty_and_seven_days_before_once_each(self):
        self._grant(self.contract, 60, date_expiry=date(2026, 4, 15))
        self._run("notify")
        self._run("notify")
        self.assertEqual(len(self._notices("expires")), 1)
        with freeze_time("2026-04-07"):
            self._run("notify")
        self.assertEqual(len(self._notices("expires")), 1)
        with freeze_time("2026-04-08"):
            self._run("notify")
            self._run("notify")
        self.assertEqual(len(self._notices("expires")), 2)

    def test_credit_that_expires_within_a_week_is_told_once(self):
        self._grant(self.contract, 60, date_expiry=date(2026, 3, 20))
        self._run("notify")
        self._run("notify")
        self.assertEqual(len(self._notices("expires")), 1)

    def test_a_company_can_do_without_the_last_notice(self):
        self.company.prepaid_expiry_last_notice_days = 0
        self._grant(self.contract, 60, date_expiry=date(2026, 3, 20))
        self._run("notify")
        self._run("notify")
        self.assertEqual(len(self._notices("expires")), 1)

    # === ONE MAIL A CUSTOMER, A DAY AND A MATTER === #

    def test_grants_that_expire_together_are_told_in_one_mail(self):
        for quantity in (60, 30):
            self._grant(self.contract, quantity, date_expiry=date(2026, 4, 10))
        self._run("notify")
        self.assertEqual(len(self._notices("expires")), 1)
        body = self.contract.message_ids.filtered(
            lambda message: "expires" in (message.subject or "")
        ).body
        self.assertIn("1 h", body)
        self.assertIn("30 min", body)

    def test_a_bonus_is_told_beside_its_pack(self):
        self.company.prepaid_grant_policy = "posted"
        self._bill(self._pack(600, prepaid_bonus_quantity=60))
        self._run("notify")
        self.assertEqual(len(self._notices("now has")), 1)
        body = self.contract.message_ids.filtered("subject").body
        self.assertIn("10 h", body)
        self.assertIn("1 h", body)

    def test_credit_that_was_taken_back_before_is_no_news(self):
        self.company.prepaid_grant_policy = "posted"
        self._bill().button_draft()
        self._run("notify")
        self.assertFalse(self._notices("now has"))

    def test_low_and_used_up_at_once_is_one_mail(self):
        self.contract.low_threshold = 120
        self._grant(self.contract, 600)
        self._log(500)
        self._log(100)
        self._run("notify")
        self.assertEqual(len(self._notices("")), 1)
        self.assertEqual(len(self._notices("used up")), 1)

    def test_two_contracts_of_a_customer_are_told_in_one_mail(self):
        other = self._contract(is_default=False)
        self._grant(self.contract, 60, date_expiry=date(2026, 4, 10))
        self._grant(other, 120, date_expiry=date(2026, 4, 10))
        self._run("notify")
        told = (self.contract | other).message_ids.filtered("partner_ids")
        self.assertEqual(len(told), 1)
        self.assertIn("1 h", told.body)
        self.assertIn("2 h", told.body)

    # === WHAT FAILS === #

    def test_a_deleted_mail_template_stops_no_other_notice(self):
        deco = self.env["res.partner"].create(
            {"name": "Deco", "email": "deco@example.com"}
        )
        other = self._contract(client=deco, low_threshold=120)
        self._grant(other, 600)
        self.contract.low_threshold = 120
        self._grant(self.contract, 600)
        self._log(500)
        self._log(600, task=self._task("Two", self._project("Deco", deco)))
        low = "sale_timesheet_prepaid.prepaid_contract_mail_template_low"
        self.env.ref(low).sudo().unlink()
        for _day in range(2):
            with self.assertLogs("odoo.addons.sale_timesheet_prepaid.cron", "WARNING"):
                self._run("notify")
        self.assertEqual(other.told_level, "used_up")
        self.assertEqual(len(other.message_ids.filtered("partner_ids")), 1)
        self.assertFalse(self.contract.message_ids.filtered("partner_ids"))
        self.assertIn("could not be sent", self.contract.fault_text)
        told = self.contract.message_ids.filtered(lambda m: "could not" in m.body)
        self.assertEqual(len(told), 1)
        self._log(100)
        with mute_logger("odoo.addons.sale_timesheet_prepaid.cron"):
            self._run("notify")
        self.assertEqual(len(self._notices("used up")), 1)
        self.assertFalse(self.contract.fault_text)

    def test_a_contract_whose_people_have_no_address_says_so(self):
        self.client.email = False
        self.assertIn("email address", self.contract.address_fault)
        self._grant(self.contract, 60, date_expiry=date(2026, 4, 10))
        self._grant(self.contract, 60, date_expiry=date(2026, 4, 11))
        self._run("notify")
        with freeze_time("2026-03-20"):
            self._run("notify")
        told = self.contract.message_ids.filtered(
            lambda m: "no notice" in m.body.lower()
        )
        self.assertEqual(len(told), 1)
        self.client.email = "azure@example.com"
        self.assertFalse(self.contract.address_fault)

    # === MAILS === #

    def test_each_notice_has_the_balance_and_both_links(self):
        self._grant(self.contract, 600)
        for name in ("low", "used_up", "granted", "expiring", "statement"):
            template = self.env.ref(
                f"sale_timesheet_prepaid.prepaid_contract_mail_template_{name}"
            )
            body = template.sudo()._render_field("body_html", self.contract.ids)[
                self.contract.id
            ]
            with self.subTest(name):
                self.assertIn("10 h", body)
                token = self.contract.sudo().access_token
                url = f"/my/prepaid/{self.contract.id}"
                self.assertIn(f"{url}?access_token={token}", body)
                self.assertIn(f"{url}/notices?access_token={token}", body)

    def test_the_plan_previews_its_notices(self):
        plan = self.plan.with_user(self.manager)
        for name in ("granted", "low", "used_up", "expiring", "statement"):
            action = getattr(plan, f"action_preview_{name}")()
            self.assertEqual(action["res_model"], "mail.template.preview")
            preview = self.env["mail.template.preview"].with_context(
                **action["context"]
            )
            self.assertIn(self.contract.name, preview.create({}).body_html)

    # === MONTHLY STATEMENT === #

    def test_the_statement_of_last_month_goes_out_once(self):
        self._grant(self.contract, 600)
        self.contract.statement_monthly = True
        self.assertEqual(self.contract.statement_date, date(2026, 2, 28))
        self._run("statement")
        self.assertFalse(self._notices("Statement"))
        with freeze_time("2026-04-01"):
            self._run("statement")
            self._run("statement")
        self.assertEqual(self._notices("Statement"), [self.client])
        self.assertEqual(self.contract.statement_date, date(2026, 3, 31))
        message = self.contract.message_ids.filtered("attachment_ids")
        self.assertIn("- 2026-03.pdf", message.attachment_ids.name)

    def test_a_statement_that_fails_is_tried_again(self):
        self.contract.statement_monthly = True
        self.contract.flush_recordset()
        with freeze_time("2026-04-01"):
            render = patch.object(
                type(self.contract),
                "_render_statement_pdf",
                side_effect=UserError("No printer"),
            )
            with render:
                self._run("statement")
            self.assertEqual(self.contract.statement_date, date(2026, 2, 28))
            self._run("statement")
        self.assertEqual(self.contract.statement_date, date(2026, 3, 31))
