import json
from datetime import date, timedelta

from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common import TODAY, PrepaidCommon

SECRET_PRICE = 777


class StartCommon(PrepaidCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["prepaid.contract"].search([]).state = "closed"
        cls.reader = cls._user("auditor", "account.group_account_readonly")
        cls.colleague = new_test_user(
            cls.env, "prepaid_colleague", groups="base.group_user"
        )
        cls.stranger = new_test_user(
            cls.env, "prepaid_stranger", groups="base.group_portal"
        )

    def _start(self, user, company=None):
        page = self.env["prepaid.start"].with_user(user)
        return page.with_company(company or self.company)

    def _get_counts(self, user, whose="all"):
        data = self._start(user).get_contracts(whose)
        figures = data["figures"] + data["waiting"]
        return {figure["key"]: figure["count"] for figure in figures}

    def _find_shown(self, action, user):
        """Return the records that an action shows, with the filters that are set."""
        model = self.env[action["res_model"]].with_user(user)
        domain = Domain(self._evaluate(action["domain"] or [], user))
        view_id = action["search_view_id"] and action["search_view_id"][0]
        arch = etree.fromstring(model.get_view(view_id, "search")["arch"])
        groups = [[]]
        for node in arch.iter("filter", "separator"):
            if node.tag == "separator":
                groups.append([])
            elif action["context"].get(f"search_default_{node.get('name')}"):
                groups[-1].append(Domain(self._evaluate(node.get("domain"), user)))
        picked = [group for group in groups if group]
        set_filters = [key for key in action["context"] if key.startswith("search_")]
        self.assertEqual(sum(map(len, picked)), len(set_filters), set_filters)
        return model.search(domain & Domain.AND(map(Domain.OR, picked)))

    @staticmethod
    def _evaluate(domain, user):
        return (
            safe_eval(domain, {"uid": user.id}) if isinstance(domain, str) else domain
        )


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
        if self.env["prepaid.deferred"].with_user(biller).has_access("read"):
            self.skipTest("Invoicing reads all books here.")
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

    # === THE TECHNICIAN === #

    def test_my_week_by_client_and_kind(self):
        self._contract(6000)
        remote = self.env.ref("sale_timesheet_prepaid.prepaid_usage_type_remote")
        phone = self.env.ref("sale_timesheet_prepaid.prepaid_usage_type_phone")
        self._rate(self.plan, remote, step_minutes=15)
        self._log(20, usage_type_id=remote.id)
        self._log(10, usage_type_id=phone.id)
        self._log(5, task=self._task("Own", self._project("Own", self.partner_a)))
        self._log(99, user=self.other_technician)
        self._log(99, day=TODAY - timedelta(days=7))
        week = self._start(self.technician).get_week()
        clients = {client["name"]: client for client in week["clients"]}
        self.assertEqual(clients.keys(), {"Azure", self.partner_a.name})
        azure = clients["Azure"]
        self.assertEqual((azure["worked"], azure["counted"]), ("30 min", "40 min"))
        kinds = {
            kind["name"]: (kind["worked"], kind["counted"]) for kind in azure["kinds"]
        }
        self.assertEqual(kinds[remote.name], ("20 min", "30 min"))
        self.assertEqual(kinds[phone.name], ("10 min", "10 min"))
        self.assertEqual(clients[self.partner_a.name]["counted"], "")
        self.assertEqual(week["total"], {"worked": "35 min", "counted": "40 min"})

    def test_a_technician_is_told_no_money(self):
        plan = self._plan("M", unit="money", currency_id=self.company.currency_id.id)
        self._rate(plan, price_hour=SECRET_PRICE)
        contract = self._contract(
            SECRET_PRICE * 10, client=self.partner_a, plan=plan, is_default=True
        )
        task = self._task("Own", self._project("Own", self.partner_a))
        self._log(60, task=task)
        approvals = self.env["prepaid.approval"].with_user(self.technician)
        approvals.sudo().create(
            {
                "name": "More",
                "contract_id": contract.id,
                "quantity": SECRET_PRICE,
                "user_id": self.technician.id,
                "state": "asked",
                "asked_at": "2026-03-16 10:00:00",
            }
        )
        page = self._start(self.technician)
        told = json.dumps([page.get_week(), page.get_waiting()])
        self.assertIn("More", told)
        self.assertIn("1 h", told)
        for secret in (str(SECRET_PRICE), "$"):
            self.assertNotIn(secret, told)

    def test_my_work_that_waits_says_why(self):
        self._contract(60, state="suspended")
        self._log(15)
        self._log(20, user=self.other_technician)
        page = self._start(self.technician)
        told = page.get_waiting()
        self.assertEqual(
            [(line["time"], line["why"]) for line in told["lines"]],
            [("15 min", "The contract is suspended")],
        )
        self.assertFalse(told["opens_tickets"])
        action = page.open_figure("work", "lines", "mine")
        self.assertEqual(len(self._find_shown(action, self.technician)), 1)

    # === THE ACCOUNTANT === #

    def _get_documents(self, user=None, company=None):
        books = self._start(user or self.accountant, company).get_books()
        return {
            figure["key"]: (figure["count"], figure["amount"].replace("\xa0", " "))
            for figure in books["figures"]
        }

    def test_documents_to_validate_and_to_be_paid(self):
        draft = self._make_draft()
        invoice = self._bill(invoice_date_due="2026-02-15")
        late = self._bill(packs=2, invoice_date_due="2026-04-15")
        self.assertEqual(
            self._get_documents(),
            {
                "drafts": (1, "$ 1,000.00"),
                "unpaid": (2, "$ 3,000.00"),
                "overdue": (1, "$ 1,000.00"),
            },
        )
        page = self._start(self.accountant)
        shown = {
            key: self._find_shown(page.open_figure("books", key), self.accountant)
            for key in ("drafts", "unpaid", "overdue")
        }
        self.assertEqual(
            shown, {"drafts": draft, "unpaid": late + invoice, "overdue": invoice}
        )
        self._pay(invoice)
        self._credit(late, packs=1)
        draft.action_post()
        documents = self._get_documents()
        self.assertEqual(documents["drafts"][0], 0)
        self.assertEqual(documents["overdue"][0], 0)

    def _make_draft(self):
        """Return the draft invoice of a refill."""
        contract = self._contract()
        order = self._order(prepaid_contract_id=contract.id)
        self.env["prepaid.refill"].sudo().create(
            {"contract_id": contract.id, "sale_order_id": order.id, "state": "done"}
        )
        order.action_confirm()
        return order._create_invoices()

    def test_what_sells_no_pack_is_not_counted(self):
        product = self.env["product.product"].create({"name": "Cable"})
        self._bill(pack=product)
        self.assertEqual(self._get_documents()["unpaid"][0], 0)

    def test_the_catalogue_does_not_change_what_was_sold(self):
        self._bill()
        self.pack.is_prepaid_pack = False
        self.pack.active = False
        self.assertEqual(self._get_documents()["unpaid"][0], 1)

    def test_another_company_has_its_own_books(self):
        self._bill()
        other = self.setup_other_company()["company"]
        self.accountant.company_ids += other
        self.assertEqual(self._get_documents(company=other)["unpaid"][0], 0)
        self.assertEqual(self._get_documents()["unpaid"][0], 1)

    def test_the_books_tie_out_and_say_what_is_not_booked(self):
        invoice = self._bill()
        self._pay(invoice)
        self._log(60)
        page = self._start(self.reader)
        books = page.get_books()
        self.assertTrue(books["tie_out"]["is_right"])
        told = page.get_unbooked()
        wizard = self.env["prepaid.deferred"].with_user(self.reader).create({})
        self.assertEqual(wizard.missing, 100)
        self.assertEqual(told["amount"].replace("\xa0", " "), "$ 100.00")
        self.company.sudo()._recognise_prepaid_revenue(TODAY)
        self.assertTrue(page.get_unbooked()["is_zero"])
        self.assertTrue(page.get_books()["tie_out"]["is_right"])

    def test_a_line_that_no_sale_claims_does_not_tie_out(self):
        account = self._bill().invoice_line_ids.account_id
        revenue = self.company_data["default_account_revenue"]
        move = self.env["account.move"].create(
            {
                "date": "2026-03-01",
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "balance": -12,
                            "product_id": self.pack.id,
                        }
                    ),
                    Command.create({"account_id": revenue.id, "balance": 12}),
                ],
            }
        )
        move.action_post()
        tie_out = self._start(self.reader).get_books()["tie_out"]
        self.assertFalse(tie_out["is_right"])
        self.assertIn("12.00", tie_out["difference"])
        move.button_draft()

    def test_months_are_open_until_they_are_locked(self):
        self.assertEqual(self._start(self.reader).get_books()["months"]["count"], 0)
        self._bill()
        months = self._start(self.reader).get_books()["months"]
        self.assertEqual(months["count"], 2)
        self.assertEqual(months["text"], "January 2026 to February 2026")
        action = self._start(self.reader).open_months()
        page = self.env["prepaid.close"].browse(action["res_id"])
        self.assertEqual(page.date_to, date(2026, 1, 31))
        self.company.fiscalyear_lock_date = date(2026, 1, 31)
        self._bill(invoice_date="2026-02-15")
        months = self._start(self.reader).get_books()["months"]
        self.assertEqual(months, {"count": 1, "text": "February 2026"})
        self.company.fiscalyear_lock_date = date(2026, 2, 28)
        self.assertEqual(self._start(self.reader).get_books()["months"]["count"], 0)

    def test_an_empty_database_says_so(self):
        for user in (self.user, self.reader, self.technician):
            page = self._start(user)
            sections = page.get_sections()
            if "contracts" in sections:
                self.assertFalse(any(self._get_counts(user).values()))
            if "books" in sections:
                self.assertTrue(page.get_books()["tie_out"]["is_right"])
                self.assertTrue(page.get_unbooked()["is_zero"])
            if "work" in sections:
                self.assertEqual(page.get_week()["clients"], [])
