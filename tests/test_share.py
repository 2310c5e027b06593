from datetime import date, datetime

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.sale_timesheet_prepaid.models.ledger.short import CreditShort

from .common import TODAY
from .common_share import ShareCommon

FEBRUARY = date(2026, 2, 27)
APRIL = date(2026, 4, 1)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestShare(ShareCommon):
    """One pool, and how much of it each site and person may use."""

    def test_worked_table(self):
        """By hand, in minutes; Lyon has 120 a month, Anna at Lyon 60 a quarter, Paris
        25 % of a month's credit. All stop there. The pool holds 1200.

        ====  =======================  =====  =====  =====  =======  ========
        row   what happens             Lyon   Anna   Paris  of       pool
        ====  =======================  =====  =====  =====  =======  ========
        1     Anna 45, 2 March         45     45     0      300      1155
        2     Lyon 60, 3 March         105    45     0      300      1095
        3     Anna 20: Anna lacks 5    105    45     0      300      1095
        4     Anna 15, 4 March         120    60     0      300      1080
        5     Lyon 1: Lyon lacks 1     120    60     0      300      1080
        6     Paris 250, 5 March       120    60     250    300      830
        7     400 more come, 6 March   120    60     250    400      1230
        8     Paris 150, 6 March       120    60     400    400      1080
        9     Lyon 90, 27 February     120    60     400    377      990
        10    row 2 is 40, not 60      100    60     400    377      1010
        11    row 4 was 27 February    85     60     400    373      1010
        12    row 1 is deleted         40     15     400    373      1055
        13    Anna 45, 16 March        85     60     400    373      1010
        14    Lyon 120, 1 April        85     60     400    373      890
        ====  =======================  =====  =====  =====  =======  ========

        Row 3: Lyon had room for 15 only, too, but Anna lacks 5 and Lyon 5: 125 of 120.
        Row 9: February's work leaves March 90 less to begin with: 25 % of 1510.
        Row 11: 15 more went in February: 25 % of 1495 is 373.75, down to the minute.
        """
        lyon = self._share(self.lyon, 120, is_hard=True)
        anna = self._share(self.anna, 60, period="quarter", is_hard=True)
        paris = self._share(self.paris, percent=25, is_hard=True)
        lines = {}

        def check(*figures):
            for share, used in zip((lyon, anna, paris), figures, strict=False):
                self.assertUsed(share, used)
            self.assertEqual(paris.limit, figures[3])
            self.assertEqual(self.contract.balance, figures[4])

        lines[1] = self._work(self.anna, 45, day=date(2026, 3, 2))
        check(45, 45, 0, 300, 1155)
        lines[2] = self._work(self.lyon, 60, day=date(2026, 3, 3))
        check(105, 45, 0, 300, 1095)
        with self.assertRefused("Anna: 5 min short|Lyon: 5 min short"):
            self._work(self.anna, 20)
        check(105, 45, 0, 300, 1095)
        lines[4] = self._work(self.anna, 15, day=date(2026, 3, 4))
        check(120, 60, 0, 300, 1080)
        with self.assertRefused("Lyon: 1 min short"):
            self._work(self.lyon, 1)
        check(120, 60, 0, 300, 1080)
        self._work(self.paris, 250, day=date(2026, 3, 5))
        check(120, 60, 250, 300, 830)
        self._grant(self.contract, 400, date=date(2026, 3, 6))
        check(120, 60, 250, 400, 1230)
        self._work(self.paris, 150, day=date(2026, 3, 6))
        check(120, 60, 400, 400, 1080)
        self._work(self.lyon, 90, day=FEBRUARY)
        check(120, 60, 400, 377, 990)
        lines[2].unit_amount = 40 / 60
        check(100, 60, 400, 377, 1010)
        lines[4].date = FEBRUARY
        check(85, 60, 400, 373, 1010)
        lines[1].unlink()
        check(40, 15, 400, 373, 1055)
        self._work(self.anna, 45)
        check(85, 60, 400, 373, 1010)
        self._work(self.lyon, 120, day=APRIL)
        check(85, 60, 400, 373, 890)

    # === LIMITS === #

    def test_soft_share_lets_work_go_on(self):
        share = self._share(self.lyon, 60)
        self._work(self.lyon, 90)
        self.assertUsed(share, 90, -30)

    def test_debt_counts_in_a_share(self):
        self.plan.overdraft_policy = "allow"
        share = self._share(self.lyon, 1300, is_hard=True)
        self._work(self.paris, 1150)
        self._work(self.lyon, 150)
        self.assertUsed(share, 150)
        self._grant(self.contract, 300)
        self.assertUsed(share, 150)
        with self.assertRefused("Lyon: 50 min short"):
            self._work(self.lyon, 1200)

    def test_correcting_a_line_is_no_new_use(self):
        """What a line gives back at once is room for what it draws anew."""
        share = self._share(self.lyon, 120, is_hard=True)
        line = self._work(self.lyon, 100)
        share.quantity = 30
        line.write({"date": date(2026, 3, 10), "unit_amount": 80 / 60})
        self.assertUsed(share, 80)
        with self.assertRefused("Lyon"):
            line.write({"date": date(2026, 3, 11), "unit_amount": 81 / 60})

    def test_batch_of_lines_is_one_use(self):
        self._share(self.lyon, 60, is_hard=True)
        ticket = self.tickets[self.lyon]
        vals = {
            "name": "Work",
            "project_id": ticket.project_id.id,
            "task_id": ticket.id,
            "unit_amount": 0.75,
            "date": TODAY,
        }
        with self.assertRefused("Lyon: 30 min short"):
            self.env["account.analytic.line"].with_user(self.technician).create(
                [vals, dict(vals)]
            )

    def test_manager_books_beyond_a_share(self):
        share = self._share(self.lyon, 30, is_hard=True)
        reason = {"prepaid_override": True, "prepaid_override_reason": "Server down"}
        self._work(self.lyon, 90, user=self.manager, **reason)
        self.assertUsed(share, 90)
        self.assertIn("Server down", self.contract.message_ids[0].body)

    def test_included_work_is_never_refused(self):
        share = self._share(self.lyon, 30, is_hard=True)
        self._work(self.lyon, 30)
        self._work(self.lyon, 60, prepaid_charge="goodwill")
        self.assertUsed(share, 30)

    def test_what_is_set_aside_counts(self):
        share = self._share(self.lyon, 60, is_hard=True)
        contract = self.contract.sudo()
        until = datetime(2026, 3, 17, 12)
        hold = contract._hold(40, until, requester_id=self.lyon.id)
        self.assertUsed(share, 40, 20)
        with self.assertRefused("Lyon: 10 min short", CreditShort):
            contract._hold(30, until, requester_id=self.anna.id)
        with self.assertRefused("Lyon: 5 min short"):
            self._work(self.lyon, 25)
        hold._post(30)
        self.assertUsed(share, 30, 30)
        hold = contract._hold(30, until, requester_id=self.lyon.id)
        share.quantity = 40
        hold._log(self._prepare_line(30))
        self.assertUsed(share, 60, -20)

    def _prepare_line(self, minutes):
        ticket = self.tickets[self.lyon]
        return {
            "name": "Work",
            "project_id": ticket.project_id.id,
            "task_id": ticket.id,
            "unit_amount": minutes / 60,
            "date": TODAY,
            "employee_id": self.technician.employee_id.id,
        }

    def test_share_made_later_counts_its_running_period(self):
        self._work(self.anna, 45)
        self._work(self.paris, 10)
        self._work(self.lyon, 30, day=FEBRUARY)
        share = self._share(self.lyon, 120)
        self.assertUsed(share, 45)
        whole = self._share(self.lyon, 600, period="contract")
        self.assertUsed(whole, 75)
        share.active = False
        self._work(self.lyon, 15)
        share.active = True
        self.assertUsed(share, 60)

    def test_days_are_the_company_s(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        share = self._share(self.lyon, 60)
        self._work(self.lyon, 60, day=date(2026, 3, 31))
        with freeze_time("2026-03-31 11:30:00"):
            self.assertUsed(share, 0)
        with freeze_time("2026-03-31 10:30:00"):
            self.assertUsed(share, 60)

    # === WHOSE WORK === #

    def test_work_follows_its_ticket_to_another_site(self):
        lyon, paris = self._share(self.lyon, 120), self._share(self.paris, 120)
        line = self._work(self.lyon, 60)
        balance = self.contract.balance
        self.tickets[self.lyon].partner_id = self.paris
        self.assertUsed(lyon, 0)
        self.assertUsed(paris, 60)
        self.assertEqual(self.contract.balance, balance)
        line.task_id = self.tickets[self.anna]
        self.assertUsed(lyon, 60)
        self.assertUsed(paris, 0)

    def test_moved_ticket_needs_room_there(self):
        self._share(self.paris, 30, is_hard=True)
        self._work(self.lyon, 60)
        with self.assertRefused("Paris: 30 min short"):
            self.tickets[self.lyon].partner_id = self.paris

    def test_moved_contact_rewrites_no_history(self):
        lyon, paris = self._share(self.lyon, 120), self._share(self.paris, 120)
        line = self._work(self.anna, 60)
        self.anna.parent_id = self.paris
        line.name = "Another text"
        self.assertUsed(lyon, 60)
        self._work(self.anna, 10)
        self.assertUsed(lyon, 60)
        self.assertUsed(paris, 10)

    def test_work_of_nobody_counts_for_the_customer(self):
        share = self._share(self.client, 100, is_hard=True)
        self._log(30)
        self._work(self.anna, 40)
        self.assertUsed(share, 70)
        with self.assertRefused("Azure: 10 min short"):
            self._work(self.paris, 40)

    def test_merged_sites_have_one_share_with_all_use(self):
        lyon = self._share(self.lyon, 120)
        paris = self._share(self.paris, 240)
        self._work(self.lyon, 30)
        self._work(self.paris, 40)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.lyon | self.paris).ids, self.paris)
        live = (lyon | paris).exists().filtered("active")
        self.assertEqual(len(live), 1)
        self.assertUsed(live, 70)

    # === WHAT IS REFUSED === #

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

    # === ENEMIES === #

    def test_document_that_falls_lowers_parts_and_refuses_no_work_that_stands(self):
        self.company.prepaid_grant_policy = "posted"
        share = self._share(self.paris, percent=50, is_hard=True)
        invoice = self._bill()
        grant = invoice.invoice_line_ids.prepaid_grant_ids
        self.assertEqual(grant.contract_id, self.contract)
        self.assertEqual(share.limit, 900)
        line = self._work(self.paris, 800)
        invoice.button_draft()
        self.assertUsed(share, 800, -200)
        line.unit_amount = 700 / 60
        self.assertUsed(share, 700, -100)
        with self.assertRefused("Paris"):
            line.unit_amount = 701 / 60
        invoice.action_post()
        self.assertUsed(share, 700, 200)

    def test_other_rates_follow_the_line(self):
        """A usage type that costs twice needs room for what it costs more."""
        share = self._share(self.lyon, 100, is_hard=True)
        onsite = self.env.ref("sale_timesheet_prepaid.prepaid_usage_type_onsite")
        self._rate(self.plan, onsite, factor=2)
        line = self._work(self.lyon, 40)
        line.usage_type_id = onsite
        self.assertUsed(share, 80)
        other = self._work(self.lyon, 20)
        with self.assertRefused("Lyon: 20 min short"):
            other.usage_type_id = onsite
        self.assertUsed(share, 100)

    def test_credit_that_moves_away_lowers_parts(self):
        share = self._share(self.paris, percent=50)
        other = self._contract(is_default=False)
        self.contract.sudo()._transfer(other, 600, "Moved")
        self.assertUsed(share, 0, 300)

    def test_line_of_a_closed_contract_stays_where_it_counts(self):
        lyon = self._share(self.lyon, 120)
        self._share(self.paris, 120)
        self._work(self.lyon, 60)
        self.contract.state = "closed"
        self.tickets[self.lyon].partner_id = self.paris
        self.assertUsed(lyon, 60)

    def test_archived_site_keeps_its_share(self):
        share = self._share(self.lyon, 120)
        self._work(self.lyon, 60)
        self.lyon.active = False
        self.assertUsed(share, 60)
        self.assertEqual(share.display_name, "Lyon")

    # === WHAT IT COSTS === #

    def test_contract_without_shares_asks_nothing(self):
        """Not one query more: the same count with and without the addon's hooks."""
        other = self._contract(600, client=self.partner_a)
        project = self._project("Other", self.partner_a)
        task = self._task("Other", project)
        self._log(5, task=task)
        self.env.flush_all()
        self.env.invalidate_all()
        statements = []
        execute = type(self.env.cr).execute

        def spy(cr, query, *args, **kwargs):
            statements.append(str(getattr(query, "code", query)))
            return execute(cr, query, *args, **kwargs)

        self.patch(type(self.env.cr), "execute", spy)
        line = self._log(30, task=task)
        line.unit_amount = 1
        line.unlink()
        self.env.flush_all()
        self.assertFalse([s for s in statements if "prepaid_share" in s])
        self.assertFalse([s for s in statements if "entry_share" in s])
        self.assertTrue(other.balance)

    def test_technician_reads_what_is_left_on_the_ticket(self):
        self._share(self.lyon, 120, is_hard=True)
        self._work(self.lyon, 40)
        ticket = self.tickets[self.anna].with_user(self.technician)
        shares = ticket.prepaid_told["shares"]
        self.assertEqual(
            [share["text"] for share in shares],
            ["Lyon: 1 h 20 of 2 h left this month"],
        )

    def test_refused_work_can_be_offered(self):
        self._share(self.lyon, 30, is_hard=True)
        with self.assertRaises(UserError) as caught:
            self._work(self.lyon, 60)
        told = caught.exception.context["prepaid_short"]
        self.assertEqual(told["ways"], ["goodwill"])
