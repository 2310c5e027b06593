from datetime import datetime

from odoo.tests import HttpCase, freeze_time, tagged

from .common import GROUP, TODAY, PrepaidCommon

# Monday, 16 March 2026.
NIGHT = datetime(2026, 3, 16, 2, 0)
NOON = datetime(2026, 3, 16, 12, 0)
SUNDAY_NOON = datetime(2026, 3, 15, 12, 0)


@tagged("post_install", "-at_install")
class TestOfferTours(PrepaidCommon, HttpCase):
    """Offers that service companies publish, clicked together by their owner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._user(
            "owner",
            f"{GROUP}manager",
            "product.group_product_manager",
            "sales_team.group_sale_salesman",
        )
        cls.client.tz = "UTC"

    def _click(self, name):
        """Return the plan that the owner clicked together."""
        self.start_tour(
            "/odoo/prepaid-plans/new", f"prepaid_offer_{name}", login=self.owner.login
        )
        plan = self.env["prepaid.plan"].search([("name", "=", f"Offer {name}")])
        self.assertEqual(len(plan), 1)
        return plan

    def _sell(self, plan, minutes=6000):
        return self._contract(minutes, plan=plan)

    @freeze_time(TODAY)
    def _work(self, minutes, drawn, **over):
        line = self._log(minutes, **over)
        self.assertDrawn(line, drawn)
        return line

    def test_an_hour_then_quarters(self):
        self._sell(self._click("hour_then_quarters"))
        self._work(5, 60)
        self._work(61, 75)

    def test_double_out_of_hours(self):
        self._sell(self._click("out_of_hours"))
        self._work(30, 60, meter_started_at=NIGHT)
        self._work(30, 30, meter_started_at=NOON)
        self._work(30, 60, meter_started_at=SUNDAY_NOON, day="2026-03-15")

    def test_a_faster_response_costs_more(self):
        plan = self._click("responses")
        self._sell(plan)
        for name, drawn in (("4 h", 45), ("2 h", 60)):
            response = plan.response_ids.filtered(lambda r, name=name: r.name == name)
            with freeze_time(TODAY):
                task = self._task("Urgent", prepaid_response_id=response.id)
            self._work(30, drawn, task=task)

    def test_larger_packs_are_valid_longer(self):
        plan = self._click("validities")
        packs = plan.pack_ids.sorted("prepaid_quantity")
        self.assertEqual(packs.mapped("prepaid_quantity"), [300, 600, 1200])
        months = [pack._get_prepaid_validity_months() for pack in packs]
        self.assertEqual(months, [12, 24, 0])

    def test_part_of_a_pack_rolls_over(self):
        plan = self._click("rollover")
        figures = (plan.validity_months, plan.rollover_percent, plan.rollover_months)
        self.assertEqual(figures, (1, 40, 1))

    def test_to_the_minute(self):
        plan = self._click("to_the_minute")
        self.assertEqual(plan.validity_months, 0)
        self._sell(plan)
        self._work(7, 7)

    def test_overage_only_with_consent(self):
        self._sell(self._click("consent"), 10)
        with freeze_time(TODAY), self.assertRefused("Ask the client for extra time"):
            self._log(30)

    def test_an_alert_and_a_stop(self):
        contract = self._sell(self._click("alert_and_stop"), 600)
        self._work(660, 660)
        self.assertEqual(contract.alert_level, "overdrawn")
        self._work(120, 120)
        with freeze_time(TODAY), self.assertRefused("not enough credit left"):
            self._log(1)

    def test_a_minimum_and_travel_once_a_visit(self):
        self.env["prepaid.zone"].create({"name": "suburbs", "zips": "92"})
        self.client.zip = "92100"
        self._sell(self._click("visits_by_zone"))
        self._work(35, 90)
        self._work(20, 0)
