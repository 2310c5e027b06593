import io
from datetime import date, timedelta

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY, PrepaidCommon

MONDAY = date(2026, 3, 23)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestMailing(PrepaidCommon):
    """A list goes by mail to whom it concerns, as far as each may read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user.email = "manager@example.com"
        cls.technician.email = "technician@example.com"
        cls.mine = cls._contract(600)
        cls.neighbour = cls.env["res.partner"].create(
            {"name": "Brightwater", "is_company": True}
        )

    def _mailing(self, **over):
        vals = {"user_ids": [(6, 0, self.user.ids)], "company_id": self.company.id}
        return self.env["prepaid.mailing"].create(vals | over).sudo()

    def _run_cron(self, day):
        with freeze_time(day), self.enter_registry_test_mode():
            cron = "sale_timesheet_prepaid.prepaid_mailing_send_cron"
            self.env.ref(cron).method_direct_trigger()
        self.env.invalidate_all()

    def _get_mails(self, user):
        return (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("partner_ids", "in", user.partner_id.ids),
                    ("message_type", "=", "user_notification"),
                ],
                order="id",
            )
        )

    def _read_book(self, message):
        book = load_workbook(io.BytesIO(message.attachment_ids.raw))
        return list(book.active.iter_rows(values_only=True))

    def test_it_goes_every_monday_once(self):
        mailing = self._mailing()
        self.assertEqual(mailing.next_date, MONDAY)
        self._run_cron(MONDAY - timedelta(days=1))
        self.assertFalse(self._get_mails(self.user))
        for _time in range(2):
            self._run_cron(MONDAY)
        self.assertEqual(len(self._get_mails(self.user)), 1)
        self.assertEqual(mailing.next_date, MONDAY + timedelta(days=7))

    def test_a_server_that_slept_sends_it_once(self):
        mailing = self._mailing()
        self._run_cron(MONDAY + timedelta(days=16))
        self.assertEqual(len(self._get_mails(self.user)), 1)
        self.assertEqual(mailing.next_date, MONDAY + timedelta(days=21))

    def test_the_sheet_has_durations_that_add_up(self):
        self._contract(90, client=self.neighbour)
        self._mailing()._send()
        message = self._get_mails(self.user)
        self.assertIn(self.client.name, message.body)
        self.assertIn("1 h 30", message.body)
        header, *rows = self._read_book(message)
        left = [row[header.index("Available")] for row in rows]
        self.assertEqual(sum(left, timedelta()), timedelta(minutes=690))

    def test_each_reader_gets_what_is_theirs(self):
        colleague = new_test_user(
            self.env,
            "colleague",
            groups="sale_timesheet_prepaid.sale_timesheet_prepaid_group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
            email="colleague@example.com",
        )
        self._contract(90, client=self.neighbour, user_id=colleague.id)
        readers = [(6, 0, (self.user | colleague).ids)]
        self._mailing(is_own=True, user_ids=readers)._send()
        self.assertNotIn(self.neighbour.name, self._get_mails(self.user).body)
        self.assertIn(self.neighbour.name, self._get_mails(colleague).body)
        self.assertNotIn(self.client.name, self._get_mails(colleague).body)

    def test_who_may_not_read_it_does_not_get_it(self):
        self.user.group_ids += self.env.ref("account.group_account_readonly")
        readers = [(6, 0, (self.user | self.technician).ids)]
        mailing = self._mailing(listing="deferred", user_ids=readers)
        mailing._send()
        self.assertFalse(self._get_mails(self.technician))
        self.assertIn(self.technician.name, mailing.fault)
        self.assertTrue(self._get_mails(self.user))
        mailing.user_ids = self.user
        mailing._send()
        self.assertFalse(mailing.fault)

    def test_another_company_is_not_told(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        mailing = self._mailing(company_id=other.id)
        mailing._send()
        self.assertFalse(self._get_mails(self.user))
        self.assertIn(other.name, mailing.fault)

    def test_each_list_can_be_sent_and_opened(self):
        self.user.group_ids += self.env.ref("account.group_account_readonly")
        for listing, _label in self.env["prepaid.mailing"]._fields["listing"].selection:
            with self.subTest(listing=listing):
                mailing = self._mailing(listing=listing)
                mailing._send()
                self.assertFalse(mailing.fault)
                action = mailing.sudo(False).with_user(self.user).action_open_list()
                rows = self.env[action["res_model"]].with_user(self.user)
                rows.search(action["domain"])

    def test_the_month_that_is_over_is_told(self):
        mailing = self._mailing(listing="deferred", interval="month")
        self.assertEqual(mailing.next_date, date(2026, 4, 1))
        with freeze_time(date(2026, 4, 1)):
            period = (date(2026, 3, 1), date(2026, 3, 31))
            self.assertEqual(mailing._get_period(), period)

    def test_only_managers_write_them(self):
        mailing = self._mailing()
        mailing.sudo(False).with_user(self.user).read(["name"])
        with self.assertRaises(AccessError):
            mailing.sudo(False).with_user(self.user).name = "Mine"
        with self.assertRaises(AccessError):
            mailing.sudo(False).with_user(self.user).action_send()
        with self.assertRaises(AccessError):
            mailing.sudo(False).with_user(self.technician).read(["name"])
        mailing.sudo(False).with_user(self.manager).action_send()
        self.assertTrue(self._get_mails(self.user))
