from contextlib import ExitStack
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .common import TODAY
from .test_scope_alert import ScopeCommon
from .test_statement import ALWAYS, NEVER


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestScopeShown(ScopeCommon):
    """How much is left for which work, in words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technician.group_ids += cls.env.ref("project.group_project_user")
        cls.task.usage_type_id = cls.onsite

    def _told(self):
        self.task.invalidate_recordset(["prepaid_told"])
        return self.task.with_user(self.technician).prepaid_told

    # === WORDS === #

    def test_a_scope_is_told_in_words(self):
        kinds = self.onsite | self.phone
        shop = self._project("Shop", self.client)
        contract = self._contract(0)
        for usage_types, projects, words in (
            ((), (), "any work"),
            (self.onsite, (), "On-site"),
            (kinds, (), "On-site or Phone"),
            ((), shop, "project Shop"),
            ((), shop | self.project, "projects Helpdesk or Shop"),
            (self.onsite, shop, "On-site in project Shop"),
            (self.onsite, shop | self.project, "On-site in projects Helpdesk or Shop"),
        ):
            vals = {
                "usage_type_ids": usage_types and usage_types.ids,
                "project_ids": projects and projects.ids,
            }
            grant = self._grant(contract, 60, **vals)
            self.assertEqual(grant.pays_for, words)

    def test_what_is_left_by_hand(self):
        contract = self._contract(120)
        self._scoped(contract, 300, date_expiry="2026-12-31")
        self._scoped(contract, 60, date_expiry="2026-06-30")
        self._scoped(contract, 90, projects=self.project)
        left = contract._get_scopes()
        self.assertEqual(
            [(each.label, each.quantity, str(each.date_expiry)) for each in left],
            [
                ("any work", 120, "None"),
                ("On-site", 360, "2026-06-30"),
                ("project Helpdesk", 90, "None"),
            ],
        )
        text = "2 h for any work · 6 h for On-site · 1 h 30 for project Helpdesk"
        self.assertEqual(contract.scopes_text, text)
        self.assertEqual(sum(each.quantity for each in left), contract.available)

    def test_debt_is_taken_off_what_pays_for_all(self):
        self.plan.overdraft_policy = "allow"
        contract = self._contract(0)
        self._scoped(contract, 300)
        self._work(30)
        left = {each.label: each.quantity for each in contract._get_scopes()}
        self.assertEqual(left, {"any work": -30, "On-site": 300})

    def test_credit_for_some_work_that_is_used_up_is_told_for_a_year(self):
        contract = self._contract(120)
        self._scoped(contract, 60)
        self._work(60, self.onsite)
        self.assertEqual(contract.scopes_text, "2 h for any work · On-site: used up")
        with freeze_time("2027-01-02"):
            self.assertEqual(contract._get_scopes_text(), "")

    def test_without_general_credit_there_is_nothing_for_other_work(self):
        contract = self._contract(0)
        self._scoped(contract, 60)
        text = "nothing for other work · 1 h for On-site"
        self.assertEqual(contract.scopes_text, text)

    # === STAFF === #

    def test_a_ticket_says_what_is_left_for_its_usual_work(self):
        contract = self._contract(120)
        self._scoped(contract, 300)
        told = self._told()
        told_left = told["left"], told["level"]
        self.assertEqual(told_left, ("7 h left for On-site", "none"))
        self.assertEqual(told["scopes"], "2 h for any work · 5 h for On-site")
        self.task.usage_type_id = self.phone
        told = self._told()
        self.assertEqual((told["left"], told["level"]), ("2 h left for Phone", "low"))

    def test_a_ticket_of_a_contract_without_scopes_is_told_as_ever(self):
        self._contract(600)
        told = self._told()
        self.assertEqual((told["left"], told["scopes"]), ("10 h left", ""))

    def test_quick_log_says_what_is_left_for_the_kind_that_was_typed(self):
        contract = self._contract(120)
        self._scoped(contract, 300)
        ticket = self.task.with_user(self.technician)
        self.phone.name = "Callback"
        for text, left in (
            ("12m moved a cable", "7 h left for this work"),
            ("12m callback cable", "2 h left for this work"),
        ):
            self.assertIn(left, ticket.preview_quick_log(text)["effect"])

    def test_the_meter_tells_the_room_for_its_kind(self):
        contract = self._contract(120)
        self._scoped(contract, 300)
        meters = self.env["prepaid.meter"].with_user(self.technician)
        meters.start(self.project.id, self.task.id)
        meter = meters._get_open()
        credit = meter._get_state()["credit"]
        self.assertEqual((credit["available"], credit["level"]), (420, "none"))
        self.assertEqual(credit["scopes"], "2 h for any work · 5 h for On-site")
        meter.sudo().usage_type_id = self.phone
        credit = meter._get_state()["credit"]
        self.assertEqual((credit["available"], credit["level"]), (120, "low"))

    def test_the_bar_is_of_the_credit_that_gives_it_its_colour(self):
        contract = self._contract(0)
        self._grant(contract, 200)
        self._scoped(contract, 300)
        self._work(150)
        self.assertEqual((contract.credit_open, contract.balance_percent), (500, 25))

    # === CLIENTS === #

    def test_the_live_balance_says_which_credit_is_low(self):
        contract = self._contract(60)
        self._scoped(contract, 300, date_expiry="2026-12-31")
        live = contract._get_live_balance()
        self.assertEqual(live["balance"], "6 h")
        self.assertEqual(live["level_label"], "Credit for any work is low")
        self.assertEqual(
            live["scopes"],
            "1 h for any work\n5 h for On-site, use until 12/31/2026",
        )

    def test_a_client_who_never_had_credit_for_all_work_is_not_told_it_is_gone(self):
        contract = self._contract(0)
        self._scoped(contract, 300)
        live = contract._get_live_balance()
        self.assertEqual(live["level_label"], "No credit for any work yet")
        self.assertEqual(live["colour"], "info")

    def test_a_statement_splits_its_closing_balance_for_ever(self):
        contract = self._contract(120)
        self._scoped(contract, 300)
        self._work(60, self.onsite)
        statement = contract._get_statement(*ALWAYS, as_of=NEVER)
        scopes = [
            {"label": "any work", "quantity": 120},
            {"label": "On-site", "quantity": 240},
        ]
        self.assertEqual((statement["scopes"], statement["closing"]), (scopes, 360))
        rows = contract._get_statement_rows(statement, "W", "C", "min")
        parts = [(row[2], row[11].minutes) for row in rows if "of it" in row[2]]
        self.assertEqual(
            parts, [("of it for any work", 120), ("of it for On-site", 240)]
        )

    def test_a_statement_without_scopes_has_no_part(self):
        contract = self._contract(120)
        statement = contract._get_statement(*ALWAYS, as_of=NEVER)
        self.assertEqual(statement["scopes"], [])

    def test_the_curve_is_of_the_credit_that_is_watched(self):
        contract = self._contract(120)
        self._scoped(contract, 300)
        self._work(60, self.onsite)
        self._work(30)
        points = contract._get_burn_down()["points"]
        self.assertEqual((points[0][1], points[-1][1]), (120, 90))

    # === COST === #

    def test_without_scope_nothing_costs_a_query_more(self):
        contract = self._contract(600)
        self._log(30)
        Contract = type(contract)
        plain = {
            "_get_scopes": lambda self: [],
            "_get_watched": lambda self: self.available,
            "_get_unwatched_ids": lambda self: [],
            "_get_watched_label": lambda self: "",
            "_get_statement_scopes": lambda self, known, closing: [],
            "_get_left_for": lambda self, usage_type, project: self.available,
        }
        self._count_queries(contract)
        counted = self._count_queries(contract)
        with ExitStack() as stack:
            for name, method in plain.items():
                stack.enter_context(patch.object(Contract, name, method))
            self.assertEqual(self._count_queries(contract), counted)

    def _count_queries(self, contract):
        """Return how many queries the screens of a contract cost."""
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        contract._get_live_balance()
        contract._get_statement_rows(
            contract._get_statement(*ALWAYS, as_of=NEVER), "W", "C", "min"
        )
        contract._draw_burn_down(contract._get_burn_down())
        contract.read(["scopes_text", "balance_percent", "available"])
        contract.grant_ids.read(["pays_for"])
        contract._get_left_text()
        self._told()
        self.task.with_user(self.technician).preview_quick_log("12m cable")
        return self.env.cr.sql_log_count - start

    # === SALES === #

    def test_documents_name_what_the_credit_pays_for(self):
        order = self._order(self.onsite_pack)
        only = "Pays for On-site only"
        self.assertIn(only, order.order_line.name)
        order.action_confirm()
        # The catalogue changes: what the client signed stays.
        self.onsite_pack.product_tmpl_id.prepaid_usage_type_ids = [Command.clear()]
        invoice = order._create_invoices()
        self.assertIn(only, invoice.invoice_line_ids.name)
        self.assertNotIn("Pays for", self._order().order_line.name)

    def test_an_invoice_by_hand_names_it_once(self):
        line = self._bill(self.onsite_pack, post=False).invoice_line_ids
        self.assertEqual(line.name.count("Pays for On-site only"), 1)
        line.quantity = 2
        self.assertEqual(line.name.count("Pays for On-site only"), 1)
        with Form(line.move_id) as form, form.invoice_line_ids.edit(0) as edited:
            edited.product_id = self.pack
        self.assertEqual(line.name, self.pack.display_name)
        other = self._bill(post=False).invoice_line_ids
        self.assertNotIn("Pays for", other.name)

    def test_a_pack_for_some_work_is_no_bigger_pack_to_propose(self):
        contract = self._contract(0)
        big = self._pack(
            6000, prepaid_usage_type_ids=[Command.set(self.onsite.ids)], price=10
        )
        self.assertNotIn(big, contract._get_bigger_packs(600))
