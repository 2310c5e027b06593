from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_portal import PortalCommon

NOON, EVENING = "2026-03-16 12:00:00", datetime(2026, 3, 16, 18)
YEAR = (datetime(2026, 1, 1).date(), TODAY)


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestHoldClient(PortalCommon):
    """Clients read what is set aside of their credit, and until when."""

    def setUp(self):
        super().setUp()
        self.client.tz = self.ann.tz = "Europe/Brussels"
        self._as(self.ann)

    def _hold(self, quantity, until=EVENING, name="Call with Sam"):
        return self.contract.sudo()._hold(quantity, until, name=name)

    def _live(self, user=None):
        contract = self.contract.with_user(user or self.ann)
        return contract.sudo()._get_live_balance()

    def test_the_page_says_what_is_set_aside_and_until_when(self):
        self._hold(45)
        page = self._get(self.url).text
        self.assertIn("9 h 15", page)
        self.assertRegex(page, "Set aside: 45 min until 7:00.PM")
        self.assertRegex(self._balance()["held"], "45 min until 7:00.PM")
        self.assertRegex(self._get("/my/prepaid").text, "45 min until 7:00.PM")

    def test_it_goes_once_it_is_used(self):
        self._hold(45)._post(30)
        self.assertFalse(self._balance()["held"])
        self.assertEqual(self._balance()["balance"], "9 h 30")
        self.assertNotIn("Set aside: 45", self._get(self.url).text)

    def test_each_reader_has_the_time_of_their_own_zone_and_language(self):
        self._hold(45)
        self.ann.tz = "Asia/Tokyo"
        self.assertRegex(self._live()["held"], "until 3/17/26, 3:00.AM")
        self.env["res.lang"]._activate_lang("fr_FR")
        contract = self.contract.with_user(self.ann).with_context(lang="fr_FR").sudo()
        self.assertIn("17/03/2026 03:00", contract._get_live_balance()["held"])

    def test_who_has_the_link_reads_the_time_of_the_client(self):
        self._hold(45)
        public = self.env.ref("base.public_user")
        self.assertRegex(self._live(public)["held"], "7:00.PM")

    def test_many_are_told_in_one_line(self):
        for _number in range(4):
            self._hold(15)
        self.assertRegex(self._live()["held"], "^Set aside: 1 h, the first until 7:00")

    def test_a_colleague_company_does_not_read_what_it_is_for(self):
        self._hold(45)
        self.assertNotIn("Sam", self._live()["held"])

    def test_clients_read_no_hold_but_on_their_page(self):
        hold = self._hold(45)
        for user in (self.ann, self.bob):
            with self.assertRefused("", AccessError):
                hold.with_user(user).read(["name"])
            with self.assertRefused("", AccessError):
                self.contract.with_user(user).read(["hold_ids"])
        self.assertFalse(self.contract.with_user(self.bob).has_access("read"))
        self._as(self.bob)
        self.assertFalse(self._balance())

    def _state(self, as_of=None, last=TODAY):
        return self.contract.sudo()._get_statement(YEAR[0], last, as_of)

    def _age(self):
        """Let what was set aside this second be over: a statement waits for that."""
        self.env.flush_all()
        for table in ("prepaid_entry", "prepaid_hold"):
            self.env.cr.execute(f"UPDATE {table} SET create_date = '2026-01-01'")
        self.env.invalidate_all()

    def test_a_statement_tells_it_apart_from_the_balance(self):
        self._hold(45)
        self._age()
        statement = self._state(datetime(2026, 3, 16, 12))
        self.assertEqual(statement["closing"], 600)
        (held,) = statement["held"]
        self.assertEqual((held["quantity"], held["available"]), (45, 555))

    def test_a_statement_of_an_instant_stays_as_it_was(self):
        hold = self._hold(45)
        self._age()
        with freeze_time("2026-03-16 13:00:00"):
            hold._release()
        self.assertEqual(len(self._state(datetime(2026, 3, 16, 12, 30))["held"]), 1)
        self.assertFalse(self._state(datetime(2026, 3, 16, 13, 30))["held"])

    def test_a_period_that_is_over_tells_of_no_hold_of_today(self):
        self._hold(45)
        self._age()
        last = datetime(2026, 2, 28).date()
        self.assertFalse(self._state(datetime(2026, 3, 16, 12), last)["held"])

    def test_it_is_on_the_page_the_paper_and_the_sheets(self):
        self._hold(45)
        self._age()
        self.patch(
            type(self.contract),
            "_get_statement_instant",
            lambda contract: datetime(2026, 3, 16, 12, 30),
        )
        period = "date_from={}&date_to={}".format(*YEAR)
        page = self._get(f"{self.url}/statement?{period}").text
        sheet = self._get(f"{self.url}/statement.csv?{period}").text
        paper, _type = self.env["ir.actions.report"]._render_qweb_html(
            "sale_timesheet_prepaid.prepaid_statement_action_report",
            self.contract.ids,
            data=self.contract.sudo()._prepare_statement_report_data(*YEAR),
        )
        for text in (page, sheet, paper.decode()):
            self.assertIn("Call with Sam", text)
        self.assertRegex(sheet, "Set aside: 45 min until 7:00.PM")
        self.assertRegex(page, r"until\s+7:00.PM")
        for text in (page, paper.decode()):
            self.assertIn("9 h 15", text)
