from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .common_api import ApiCommon
from .common_webhook import WebhookCommon

ACCESS = "odoo.exceptions.AccessError"
SECRETS = ("secret", "secret_before")


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWebhookRights(WebhookCommon, ApiCommon):
    """Webhooks are for managers, of their company; secrets are for nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.neighbour = cls.setup_other_company()["company"]
        cls.foreign_manager = cls._user(
            "foreign_manager",
            "sale_timesheet_prepaid.sale_timesheet_prepaid_group_manager",
            company=cls.neighbour,
        )
        cls.portal_user = new_test_user(
            cls.env, "prepaid_client", groups="base.group_portal"
        )
        cls.portal_user.partner_id.parent_id = cls.client
        cls.webhook.action_renew_secret()
        cls.strangers = (
            cls.technician
            | cls.user
            | cls.accountant
            | cls.portal_user
            | cls.env.ref("base.public_user")
            | new_test_user(cls.env, "prepaid_stranger", groups="base.group_user")
        )

    def setUp(self):
        super().setUp()
        self.delivery = self.webhook.sudo()._queue_test()
        self.enterContext(mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2"))

    def test_strangers_read_and_write_nothing(self):
        for user in self.strangers | self.foreign_manager:
            for record in (self.webhook, self.delivery):
                mine = self._as(user, record)
                with self.subTest(user=user.sudo().login, model=record._name):
                    self.assertFalse(mine.has_access("read"))
                    with self.assertRefused("", AccessError):
                        mine.read(["display_name"])
                    with self.assertRefused("", AccessError):
                        mine.unlink()
                    found = self._find(mine)
                    self.assertNotIn(record.id, found)

    def _as(self, user, record):
        company = user.sudo().company_id
        return record.with_user(user).with_context(allowed_company_ids=company.ids)

    def _find(self, record):
        """Return the ids that a user finds, none where they may not look."""
        try:
            return record.search([]).ids
        except AccessError:
            return []

    def test_strangers_push_no_button(self):
        for user in self.strangers | self.foreign_manager:
            for record, names in (
                (
                    self.webhook,
                    (
                        *("action_switch_on", "action_switch_on_anew"),
                        *("action_switch_off", "action_test", "action_renew_secret"),
                    ),
                ),
                (self.delivery, ("action_send_again", "action_drop")),
            ):
                mine = self._as(user, record)
                for name in names:
                    with self.subTest(user=user.sudo().login, button=name):
                        with self.assertRefused("", AccessError):
                            getattr(mine, name)()

    def test_nobody_reads_a_secret(self):
        webhook = self.webhook.with_user(self.manager)
        administrator = self.env.ref("base.user_admin")
        administrator.company_ids += self.company
        for mine in (webhook, webhook.with_user(administrator)):
            for name in SECRETS:
                with self.subTest(user=mine.env.user.login, field=name):
                    self._assert_unread(mine.with_company(self.company), name)

    def _assert_unread(self, webhook, name):
        value = webhook.sudo()[name]
        self.assertTrue(value)
        for read in (
            lambda: webhook.read([name]),
            lambda: webhook[name],
            lambda: webhook.search([(name, "=like", f"{value[:12]}%")]),
            lambda: webhook.search([], order=name),
            lambda: webhook._read_group([], [name]),
            lambda: webhook.formatted_read_group([], [name], ["__count"]),
            lambda: webhook.sudo(False)._export_rows([[name]]),
            lambda: webhook.web_read({name: {}}),
            lambda: webhook.write({name: value}),
        ):
            with self.assertRefused("", AccessError):
                read()
        self.assertNotIn(name, webhook.fields_get())
        self.assertNotIn(value, str(webhook.copy_data()))
        self.assertNotIn(value, str(webhook.read()))

    def test_a_secret_is_not_in_the_chatter_and_not_in_messages(self):
        webhook = self.webhook.sudo()
        webhook.action_renew_secret()
        texts = str(webhook.message_ids.mapped("body")) + str(
            webhook.message_ids.tracking_value_ids.read()
        )
        for name in SECRETS:
            self.assertNotIn(webhook[name], texts + self.delivery.payload)

    def test_a_copy_has_a_secret_of_its_own(self):
        copy = self.webhook.with_user(self.manager).copy()
        self.assertEqual(copy.state, "draft")
        self.assertFalse(copy.sudo().secret)
        action = copy.action_switch_on()
        shown = action["context"]["default_secret"]
        self.assertEqual(shown, copy.sudo().secret)
        self.assertNotEqual(shown, self.webhook.sudo().secret)

    def test_a_secret_is_shown_once_and_not_stored(self):
        action = self.webhook.with_user(self.manager).action_renew_secret()
        shown = action["context"]["default_secret"]
        dialog = self.env["prepaid.webhook.secret"].with_user(self.manager)
        dialog = dialog.with_context(**action["context"])
        self.assertEqual(dialog.default_get(["secret"]), {"secret": shown})
        self.assertFalse(dialog._fields["secret"].store)
        self.assertFalse(self.webhook.with_user(self.manager).action_switch_on())

    def test_nobody_forges_a_message_or_a_state(self):
        for user in (self.manager, self.technician):
            for record, name, value in (
                (self.webhook, "state", "on"),
                (self.webhook, "failure_count", 0),
                (self.delivery, "payload", "{}"),
                (self.delivery, "state", "sent"),
            ):
                with self.assertRefused("", AccessError):
                    record.with_user(user).write({name: value})
        with self.assertRefused("", AccessError):
            self.env["prepaid.webhook.delivery"].with_user(self.manager).create(
                {"webhook_id": self.webhook.id, "payload": "{}"}
            )

    def test_a_manager_chooses_contracts_of_the_company_only(self):
        foreign = self.env["prepaid.plan"].sudo()
        foreign = foreign.create(
            {"name": "Foreign", "unit": "time", "company_id": self.neighbour.id}
        )
        with self.assertRefused(""):
            self.webhook.sudo().write({"scope": "plans", "plan_ids": foreign.ids})

    def test_machines_get_no_more_than_people(self):
        for user in (self.technician, self.portal_user):
            for name in ("search_read", "action_test", "action_renew_secret"):
                with self.subTest(user=user.sudo().login, name=name):
                    given = {"domain": []} if name == "search_read" else {}
                    ids = {} if name == "search_read" else {"ids": self.webhook.ids}
                    answer = self._ask(user, "prepaid.webhook", name, **given, **ids)
                    self.assertEqual(answer["name"], ACCESS)
        rows = self._ask(self.manager, "prepaid.webhook", "search_read", domain=[])
        [row] = [row for row in rows if row["id"] == self.webhook.id]
        self.assertFalse(row.keys() & set(SECRETS))
        self.assertNotIn("whsec_", str(rows))

    def test_who_logs_work_needs_no_right_on_webhooks(self):
        self._log(45)
        self.assertIn("work.logged", self._get_events())
