from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon

GROUP = "alert_level"
ORDER = "alert_level desc, date_run_out, balance, id"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestFirstScreen(PrepaidCommon):
    """Account managers meet who needs them first, the worst and soonest on top."""

    def _other(self, name, **over):
        client = self.env["res.partner"].create({"name": name, "is_company": True})
        return self._contract(client=client, **over)

    def _worked(self, name, credit, used, days=20):
        """Return a contract with credit, part of which work took ``days`` ago."""
        contract = self._other(name, low_threshold=100)
        grant = self._grant(contract, credit)
        day = TODAY - timedelta(days=days)
        for part, later in ((used - 1, 0), (1, 1)):
            self.env["prepaid.entry"].sudo().create(
                grant._prepare_out_entry_vals(
                    "draw", part * 1000, day + timedelta(days=later), "Work"
                )
            )
        contract._update_forecast()
        return contract

    def _open(self, user=None):
        return self.env["prepaid.contract"].with_user(user or self.user)

    # === WHAT OPENS === #

    def test_it_opens_with_what_needs_attention_if_anything_does(self):
        attention = {"search_default_needs_attention": 1}
        self._open().search([]).sudo().state = "closed"
        contract = self._contract(600, low_threshold=60)
        action = self._open()._get_first_action()
        self.assertNotEqual(action["context"], attention)
        self._log(570)
        action = self._open()._get_first_action()
        self.assertEqual(action["context"], attention)
        contract.state = "closed"
        self.assertNotEqual(self._open()._get_first_action()["context"], attention)

    def test_another_companys_need_calls_nobody_here(self):
        self._open().search([]).sudo().state = "closed"
        other = self.setup_other_company()["company"]
        self._contract(
            client=self.env["res.partner"].create({"name": "Elsewhere"}),
            plan=self._plan("Elsewhere", company_id=other.id),
            company_id=other.id,
            user_id=False,
        ).sudo().alert_level = "used_up"
        context = self._open()._get_first_action()["context"]
        self.assertNotEqual(context, {"search_default_needs_attention": 1})

    def test_the_menu_opens_it_for_each_who_has_the_app(self):
        menu = self.env.ref("sale_timesheet_prepaid.prepaid_contract_menu")
        for user in (self.user, self.accountant):
            action = menu.action.with_user(user).run()
            self.assertEqual(action["res_model"], "prepaid.contract")
        with self.assertRaises(AccessError):
            menu.action.with_user(self.technician).run()

    # === IN WHICH ORDER === #

    def test_the_worst_come_first_and_of_these_the_soonest_to_run_out(self):
        late = self._worked("Late", 3000, 300)
        soon = self._worked("Soon", 900, 300)
        idle = self._other("Idle")
        self._grant(idle, 600)
        low = self._worked("Low", 390, 300)
        used = self._worked("Used up", 300, 300)
        far = self._other("Far")
        far.sudo().alert_level = "overdrawn"
        mine = far | used | low | soon | late | idle
        found = self._open().search([("id", "in", mine.ids)], order=ORDER)
        expected = ["Far", "Used up", "Low", "Soon", "Late", "Idle"]
        self.assertEqual(found.partner_id.mapped("name"), expected)

    def test_columns_go_from_far_overdrawn_to_fine(self):
        contract = self._contract(600)
        groups = (
            self._open()
            .with_context(read_group_expand=True)
            .web_read_group(
                [("id", "=", contract.id)], [GROUP], ["__count"], order=f"{GROUP} desc"
            )["groups"]
        )
        levels = [group[GROUP] for group in groups]
        self.assertEqual(levels, ["overdrawn", "used_up", "low", "none"])

    # === THE REFILL THAT WAITS === #

    def test_the_refill_that_waits_tells_its_amount(self):
        contract = self._contract(
            60, refill_product_id=self.pack.id, refill_mode="draft_invoice"
        )
        contract.with_user(self.user).action_refill()
        seen = contract.with_user(self.user)
        self.assertTrue(seen.needs_attention)
        self.assertEqual(seen.waiting_amount, 1000)
        self.assertEqual(seen.waiting_currency_id, self.company.currency_id)
        with self.assertRaises(AccessError):
            contract.with_user(self.technician).read(["waiting_amount"])

    # === MANY CLIENTS === #

    def _read_screen(self):
        """Return the queries of the list's first page, caches cold."""
        specification = {
            name: {}
            for name in (
                "name",
                "alert_level",
                "balance",
                "balance_percent",
                "date_run_out",
                "waiting_amount",
                "waiting_text",
                "needs_attention",
            )
        }
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result = self._open().web_search_read(
            [("partner_id.name", "like", "Many ")], specification, order=ORDER, limit=80
        )
        return len(result["records"]), self.env.cr.sql_log_count - before

    def test_200_clients_cost_few_queries(self):
        Contract = self.env["prepaid.contract"]
        for number in range(200):
            contract = self._worked(f"Many {number}", 600 + number, 300)
            if number in (0, 8):
                records, few = self._read_screen()
            if number % 4 == 0:
                contract.sudo().write({"refill_mode": "activity"})
                self.env["prepaid.refill"].sudo().create({"contract_id": contract.id})
        self.assertEqual(records, 9)
        records, many = self._read_screen()
        self.assertEqual(records, 80)
        self.assertLess(many - few, 20)
        self.assertLess(many, 60)
        self.assertEqual(
            Contract.search_count([("partner_id.name", "like", "Many ")]), 200
        )
