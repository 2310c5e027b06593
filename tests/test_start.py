from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_start import StartCommon

SECRET_PRICE = 777


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestStart(StartCommon):
    """The page that the app opens with: for each role what waits for them."""

    # === WHO SEES WHAT === #

    def test_each_role_has_its_sections(self):
        for user, sections in (
            (self.user, ["contracts"]),
            (self.accountant, ["books"]),
            (self.reader, ["books"]),
            (self.technician, ["work"]),
            (self.manager, ["contracts", "work"]),
            (self.colleague, []),
            (self.stranger, []),
        ):
            self.assertEqual(self._start(user).get_sections(), sections, user.login)

    def test_a_section_is_refused_to_others(self):
        methods = {
            "contracts": [
                lambda page: page.get_contracts("all"),
                lambda page: page.get_urgent("all"),
                lambda page: page.open_figure("contracts", "low"),
            ],
            "books": [
                lambda page: page.get_books(),
                lambda page: page.get_unbooked(),
                lambda page: page.open_unbooked(),
                lambda page: page.open_months(),
                lambda page: page.open_figure("books", "drafts"),
            ],
            "work": [
                lambda page: page.get_week(),
                lambda page: page.get_waiting(),
                lambda page: page.open_figure("work", "lines"),
            ],
        }
        people = self.user | self.accountant | self.technician
        for user in people | self.colleague | self.stranger:
            page = self._start(user)
            sections = page.get_sections()
            for name, calls in methods.items():
                for number, call in enumerate(calls):
                    with self.subTest(user=user.login, section=name, call=number):
                        if name not in sections:
                            with self.assertRaises(AccessError):
                                call(page)

    def test_no_section_is_made_up(self):
        with self.assertRaises(AccessError):
            self._start(self.manager).open_figure("anything", "low")

    def test_who_only_invoices_reads_no_deferred_revenue(self):
        biller = self._user("biller", "account.group_account_invoice")
        biller.group_ids -= self.env.ref("account.group_account_readonly")
        self.assertFalse(
            self.env["prepaid.deferred"].with_user(biller).has_access("read")
        )
        books = self._start(biller).get_books()
        self.assertEqual((books["tie_out"], books["months"]), (False, False))
        with self.assertRaises(AccessError):
            self._start(biller).get_unbooked()

    # === THE ACCOUNT MANAGER === #

    def test_figures_lead_to_what_they_count(self):
        """Whatever is counted is what the list behind it shows, mine and all."""
        self._make_world()
        for whose in ("mine", "all"):
            counts = self._get_counts(self.user, whose)
            self.assertGreater(sum(counts.values()), 5)
            for key, count in counts.items():
                with self.subTest(figure=key, whose=whose):
                    page = self._start(self.user)
                    action = page.open_figure("contracts", key, whose)
                    shown = self._find_shown(action, self.user)
                    self.assertEqual(len(shown), count)

    def _make_world(self):
        """Make a contract in each trouble, for the user and for somebody else."""
        for number, manager in enumerate(self.user | self.manager):
            low, empty, fine = (
                self._contract(
                    client=self.env["res.partner"].create({"name": f"{name} {number}"}),
                    user_id=manager.id,
                    low_threshold=60,
                )
                for name in ("Low", "Empty", "Fine")
            )
            self._grant(low, 60, date_expiry=TODAY + timedelta(days=30))
            low.sudo()._follow_level()
            empty.sudo()._follow_level()
            self._grant(fine, 600, date_expiry=TODAY + timedelta(days=31))
            # Credit is foretold when it is granted; from here on by the cron.
            self.env.flush_all()
            fine.sudo().write({"is_used_fast": True})
            refills = self.env["prepaid.refill"].sudo()
            refills.create({"contract_id": low.id, "mode": "activity"})
            refills.create({"contract_id": fine.id, "state": "failed"})
            project = self._project(f"Project {number}", empty.partner_id)
            empty.state = "suspended"
            self._log(15, task=self._task("Work", project))
            self.env["prepaid.approval"].create(
                {"name": "More", "contract_id": fine.id, "quantity": 60}
            ).action_ask()
            line = self._log(
                30, task=self._task("Work", self._project("Fine", fine.partner_id))
            )
            self.env["prepaid.dispute"].sudo().create(
                {
                    "entry_id": line.sudo().prepaid_entry_ids.id,
                    "partner_id": fine.partner_id.id,
                    "reason": "Why?",
                }
            )

    def test_each_trouble_is_counted_once(self):
        self._make_world()
        expected = {
            "used_up": 1,
            "low": 1,
            "used_fast": 1,
            "expiring": 1,
            "refill": 1,
            "declined": 1,
            "questions": 1,
            "asked": 1,
            "uncovered": 1,
        }
        self.assertEqual(self._get_counts(self.user, "mine"), expected)
        twice = {key: 2 * count for key, count in expected.items()}
        self.assertEqual(self._get_counts(self.user, "all"), twice)

    def test_the_worst_come_first_with_what_is_left(self):
        self._make_world()
        told = self._start(self.user).get_urgent("mine")
        self.assertEqual(
            [(row["customer"], row["left"], row["level"]) for row in told],
            [
                ("Empty 0", "0 min", "used_up"),
                ("Low 0", "1 h", "low"),
                ("Fine 0", "9 h 30", "none"),
            ],
        )
        empty, low, fine = told
        self.assertEqual(low["expires"]["text"], "Expires in 30 days")
        self.assertFalse(fine["expires"] or empty["expires"])
        self.assertEqual((low["refill"], fine["is_used_fast"]), ("Refill: To do", True))
        self.assertEqual(len(self._start(self.user).get_urgent("all")), 6)

    def test_credit_in_money_is_told_as_money(self):
        plan = self._plan("M", unit="money", currency_id=self.company.currency_id.id)
        contract = self._contract(500, plan=plan, low_threshold=500)
        contract.sudo()._follow_level()
        (told,) = self._start(self.user).get_urgent("all")
        self.assertEqual(told["left"].replace("\xa0", " "), "$ 500.00")

    def test_closed_contracts_wait_for_nobody(self):
        contract = self._contract(60, low_threshold=60)
        contract.sudo()._follow_level()
        self.assertEqual(self._get_counts(self.user)["low"], 1)
        contract.state = "closed"
        self.assertFalse(any(self._get_counts(self.user).values()))
        self.assertFalse(self._start(self.user).get_urgent("all"))

    def test_who_looks_after_no_contract_sees_all(self):
        self._contract(60, user_id=self.manager.id)
        self.assertEqual(self._start(self.user).get_contracts()["whose"], "all")
        self.assertEqual(self._start(self.manager).get_contracts()["whose"], "mine")

    def test_credit_that_expires_is_told_by_the_companys_day(self):
        contract = self._contract()
        self._grant(contract, 60, date_expiry=TODAY)
        self.assertTrue(contract.is_expiring)
        self.assertEqual(self._get_counts(self.user)["expiring"], 1)
        with freeze_time(TODAY + timedelta(days=1)):
            self.env.invalidate_all()
            self.assertFalse(contract.is_expiring)
            self.assertEqual(self._get_counts(self.user)["expiring"], 0)
            self.company.partner_id.tz = "America/Los_Angeles"
            self.env.invalidate_all()
            self.assertEqual(self._get_counts(self.user)["expiring"], 1)

    def test_another_companys_contracts_are_not_told(self):
        contract = self._contract(60, low_threshold=60)
        contract.sudo()._follow_level()
        other = self.setup_other_company()["company"]
        outsider = self._user(
            "outsider",
            "sale_timesheet_prepaid.sale_timesheet_prepaid_group_user",
            company=other,
        )
        page = self._start(outsider, other)
        self.assertFalse(page.get_urgent("all"))
        self.assertFalse(
            any(figure["count"] for figure in page.get_contracts("all")["figures"])
        )

    def test_more_contracts_take_no_more_queries(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            page = self._start(self.user)
            page.get_contracts("all")
            page.get_urgent("all")
            return self.env.cr.sql_log_count - before

        self._make_world()
        count()
        few = count()
        self._make_world()
        self.assertEqual(count(), few)

    def test_work_of_nobodys_client_is_everybodys(self):
        self._contract(60, user_id=self.manager.id, state="suspended")
        line = self._log(15)
        self.assertEqual(line.prepaid_uncovered, "suspended")
        self.assertEqual(self._get_counts(self.user, "mine")["uncovered"], 0)
        self.assertEqual(self._get_counts(self.manager, "mine")["uncovered"], 1)
        site = self.env["res.partner"].create(
            {"name": "Site", "parent_id": self.client.id, "is_company": True}
        )
        line.sudo().partner_id = site
        self.assertEqual(self._get_counts(self.manager, "mine")["uncovered"], 1)
        line.sudo().partner_id = False
        self.assertEqual(self._get_counts(self.user, "mine")["uncovered"], 1)
