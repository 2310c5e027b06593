from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .common_share import ShareCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestShareRefused(ShareCommon):
    """What no share may be, and who may not see one."""

    def test_share_of_a_stranger_is_refused(self):
        with self.assertRefused("pays for", ValidationError):
            self._share(self.partner_a, 60)
        with self.assertRefused("pays for", ValidationError):
            self._share(self.lyon, 60, approver_ids=[(6, 0, self.partner_a.ids)])

    def test_site_has_one_share_for_a_kind_of_period(self):
        self._share(self.lyon, 60)
        self._share(self.lyon, 120, period="quarter")
        with mute_logger("odoo.sql_db"), self.assertRefused("", UniqueViolation):
            self._share(self.lyon, 90)

    def test_share_holds_whole_minutes_of_more_than_nothing(self):
        with mute_logger("odoo.sql_db"), self.assertRefused("", CheckViolation):
            self._share(self.lyon, 0)
        with self.assertRefused("whole number"):
            self._share(self.lyon, 1.5)

    def test_used_share_stays_what_it_is(self):
        share = self._share(self.lyon, 60)
        self._work(self.lyon, 30)
        keeper = share.with_user(self.user)
        with self.assertRefused("Archive it"):
            keeper.partner_id = self.paris
        with self.assertRefused("Archive it"):
            keeper.period = "year"
        with self.assertRefused("Archive it"):
            keeper.unlink()
        with self.assertRefused("", Exception):
            self.lyon.unlink()
        keeper.write({"quantity": 90, "is_hard": True, "period": "month"})
        keeper.action_archive()
        self.assertFalse(self.contract.has_shares)

    def test_strangers_read_and_write_no_share(self):
        share = self._share(self.lyon, 60)
        portal = new_test_user(self.env, "prepaid_p", groups="base.group_portal")
        portal.partner_id.parent_id = self.lyon
        for user in (portal, self.technician):
            with self.assertRaises(AccessError):
                share.with_user(user).read(["quantity"])
            with self.assertRaises(AccessError):
                share.with_user(user).quantity = 999
        self.assertFalse(
            self.env["prepaid.share"].with_user(self.accountant).has_access("write")
        )

    def test_another_company_reads_no_share(self):
        share = self._share(self.lyon, 60)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._user(
            "elsewhere",
            "sale_timesheet_prepaid.sale_timesheet_prepaid_group_user",
            company=other,
        )
        self.assertFalse(share.with_user(stranger).has_access("read"))

    def test_shares_beyond_the_pool_say_so(self):
        self._share(self.lyon, percent=80, is_hard=True)
        self.assertFalse(self.contract.share_warning)
        self._share(self.paris, 480, is_hard=True)
        self.assertIn("120 %", self.contract.share_warning)
        self._share(self.anna, 60, is_hard=True)
        self.contract.invalidate_recordset()
        self.assertIn("120 %", self.contract.share_warning)

    def test_shares_are_made_on_the_contract(self):
        with Form(self.contract.with_user(self.user)) as form:
            with form.share_ids.new() as share:
                share.partner_id = self.lyon
                share.quantity = 90
                share.is_hard = True
        self.assertTrue(self.contract.has_shares)
        self.assertEqual(self.contract.sudo().share_ids.display_name, "Lyon")
