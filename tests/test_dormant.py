from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_schedule import ScheduleCommon

CRON = "prepaid_dormant_cron"


@tagged("post_install", "-at_install")
class TestDormant(ScheduleCommon):
    """Credit that its owner's state may claim: found, and told of in time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.california = cls.env.ref("base.state_us_5")
        cls.client.write(
            {"country_id": cls.env.ref("base.us").id, "state_id": cls.california.id}
        )
        cls.sold = cls._bill(cls, cls.pack, invoice_date="2023-01-10")
        cls.contract = cls.sold.invoice_line_ids.sudo().prepaid_grant_ids.contract_id
        cls.contract.user_id = cls.user
        # Whoever made the fixtures did so today.
        cls.env.cr.execute("UPDATE mail_message SET date = '2023-01-10'")

    def _row(self, day="2026-03-16", contract=None, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        with self._on(day):
            report = self.env["prepaid.dormant.report"].with_user(user or self.user)
            row = report.search([("contract_id", "=", (contract or self.contract).id)])
            # Read while it is that day.
            row.mapped("state")
        return row

    def _tell(self, day):
        with self._on(day):
            self._run_cron(CRON)

    def _get_told(self):
        subject = "You still have credit"
        messages = self.contract.message_ids
        return messages.filtered(lambda each: subject in (each.subject or ""))

    # === THE REPORT === #

    def test_the_rule_of_the_owners_place_gives_the_day(self):
        row = self._row()
        self.assertEqual(row.country_id, self.env.ref("base.us"))
        self.assertEqual(row.region_id, self.california)
        self.assertEqual(row.value, 1000)
        self.assertEqual(row.last_activity, date(2023, 1, 10))
        self.assertEqual(row.limit_date, date(2026, 1, 10))
        self.assertEqual((row.state, row.step), ("passed", "client"))
        self.assertEqual(self._row("2025-07-10").state, "soon")
        self.assertEqual(self._row("2025-07-09").state, "active")

    def test_no_rule_is_no_dormancy_and_said_so(self):
        self.client.write({"country_id": self.env.ref("base.fr").id, "state_id": False})
        row = self._row()
        self.assertEqual((row.state, row.limit_date), ("unknown", False))
        self.assertFalse(row.step)

    def test_an_owner_without_a_country_has_the_place_of_the_company(self):
        self.client.write({"country_id": False, "state_id": False})
        self.assertEqual(self._row().limit_date, date(2026, 1, 10))
        self.assertFalse(self._row().country_id)

    def test_a_rule_of_the_state_wins(self):
        self.env["prepaid.jurisdiction"].create(
            {
                "name": "California",
                "country_id": self.env.ref("base.us").id,
                "state_ids": self.california.ids,
                "dormancy_months": 60,
                "reason": "Five years.",
                "source": "CCP § 1520",
            }
        )
        self.assertEqual(self._row().limit_date, date(2028, 1, 10))

    def test_whatever_the_owner_does_begins_anew(self):
        self._log(60, day=date(2024, 2, 1))
        self.assertEqual(self._row().last_activity, date(2024, 2, 1))
        self.assertEqual(self._row().value, 1000)
        person = new_test_user(self.env, "prepaid_o", groups="base.group_portal")
        person.partner_id.parent_id = self.client
        message = self.contract.sudo().message_post(
            body="Hi", author_id=person.partner_id.id, message_type="comment"
        )
        message.date = "2025-01-05 12:00:00"
        self.assertEqual(self._row().last_activity, date(2025, 1, 5))
        self.env["res.users.log"].with_user(person).sudo().create({})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_users_log SET create_date = '2025-06-01 12:00:00'"
            " WHERE create_uid = %s",
            [person.id],
        )
        self.assertEqual(self._row().last_activity, date(2025, 6, 1))

    def test_staff_who_write_are_no_owners(self):
        self.contract.with_user(self.user).message_post(body="Call them")
        self.assertEqual(self._row().last_activity, date(2023, 1, 10))

    def test_what_is_earned_is_not_left(self):
        self._log(300, day=date(2024, 2, 1))
        self.company.sudo()._recognise_prepaid_revenue(date(2024, 3, 1))
        self.assertEqual(self._row().value, 500)
        self._log(300, day=date(2024, 2, 2))
        self.assertFalse(self._row())

    def test_gifts_are_nobodys_property(self):
        given = self._contract(600, client=self.partner_a)
        self.assertFalse(self._row(contract=given))

    def test_strangers_and_other_companies_do_not_read_it(self):
        with self.assertRaises(AccessError):
            self._row(user=self.technician)
        other = self.setup_other_company()["company"]
        stranger = self._user(
            "far",
            "sale_timesheet_prepaid.sale_timesheet_prepaid_group_user",
            company=other,
        )
        self.assertFalse(self._row(user=stranger))

    # === WHO IS TOLD === #

    def test_the_client_is_reminded_once_and_then_the_accountant_asked(self):
        self._tell("2025-07-09")
        self.assertFalse(self._get_told())
        self._tell("2025-07-10")
        self._tell("2025-07-11")
        self.assertEqual(len(self._get_told()), 1)
        self.assertIn("01/10/2026", self._get_told().body)
        self._tell("2026-01-09")
        self.assertFalse(self.contract.activity_ids)
        self._tell("2026-01-10")
        self._tell("2026-01-12")
        activity = self.contract.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertIn("1,000.00", activity.note)
        self.assertIn("breakage", activity.note)
        self.assertTrue(activity.user_id.has_group("account.group_account_manager"))

    def test_activity_clears_it_and_the_next_dormancy_is_told_again(self):
        self._tell("2025-07-10")
        self._log(60, day=date(2025, 8, 1))
        self._tell("2026-03-01")
        self.assertEqual(len(self._get_told()), 1)
        self._tell("2028-02-01")
        self.assertEqual(len(self._get_told()), 2)

    def test_the_client_comes_first_also_where_the_limit_has_passed(self):
        self._tell("2026-03-16")
        self.assertEqual(len(self._get_told()), 1)
        self.assertFalse(self.contract.activity_ids)
        self._tell("2026-04-14")
        self.assertFalse(self.contract.activity_ids)
        self._tell("2026-04-15")
        self.assertTrue(self.contract.activity_ids)

    def test_who_unsubscribed_is_reminded_of_its_property(self):
        self.contract.notice_unsubscribed_ids = self.client
        self._tell("2025-07-10")
        self.assertEqual(self._get_told().partner_ids, self.client)
