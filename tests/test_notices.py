from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

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
        self.assertIn("2026-03-01", message.attachment_ids.name)

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
