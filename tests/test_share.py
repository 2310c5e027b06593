from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

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
