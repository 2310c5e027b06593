from ast import literal_eval
from datetime import date

from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWorkDrawn(PrepaidCommon):
    """The report “Work Drawn” adds up what was drawn, each unit apart."""

    def _read(self, *groups):
        """Return what the report shows to the account manager, row by row."""
        action = self.env.ref("sale_timesheet_prepaid.prepaid_entry_work_action")
        rows = (
            self.env["prepaid.entry"]
            .with_user(self.user)
            ._read_group(
                literal_eval(action.domain),
                groups,
                ["worked_minutes:sum", "drawn_minutes:sum", "drawn_amount:sum"],
            )
        )
        return [tuple(row) for row in rows]

    def test_time_is_drawn_at_its_rate_and_money_as_money(self):
        night = self.env["prepaid.usage.type"].create({"name": "Night work"})
        self._rate(self.plan, night, factor=2)
        hours = self._contract(600)
        self._log(30, usage_type_id=night.id)
        plan = self._plan(
            "Money", unit="money", currency_id=self.company.currency_id.id
        )
        self._rate(plan, price=1.5)
        money = self._contract(500, plan=plan, is_default=False)
        self._log(20, prepaid_contract_id=money.id)
        self.assertEqual(self._read(), [(50, 60, 30)])
        self.assertEqual(
            self._read("contract_id"), [(hours, 30, 60, 0), (money, 20, 0, 30)]
        )

    def test_a_correction_lowers_what_was_drawn(self):
        contract = self._contract(600)
        line = self._log(30)
        line.unit_amount = 20 / 60
        self.assertEqual(self._read("contract_id"), [(contract, 20, 20, 0)])
        back = contract.entry_ids.filtered("reversed_entry_id")
        self.assertEqual(back.mapped("drawn_minutes"), [-10])

    def test_work_beyond_the_credit_is_drawn_and_unpaid_credit_is_no_work(self):
        self.plan.overdraft_policy = "allow"
        invoice = self._bill()
        self._pay(invoice)
        self.client.prepaid_contract_ids.refill_trigger = "none"
        self._log(660, day=date(2026, 3, 16))
        self.assertEqual(self._read(), [(660, 660, 0)])
        invoice.button_draft()
        self.assertEqual(self.client.prepaid_contract_ids.debt, 660)
        self.assertEqual(self._read(), [(660, 660, 0)])

    def test_the_figures_are_offered_as_measures(self):
        known = self.env["prepaid.entry"].with_user(self.user).fields_get()
        for name in ("drawn_minutes", "drawn_amount"):
            self.assertEqual(known[name]["aggregator"], "sum")
