from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from .common import GROUP, TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestRateExamples(PrepaidCommon):
    """Who edits a rate reads what it comes to, before anybody pays it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._user("owner", f"{GROUP}manager")
        cls.call = cls.env["prepaid.usage.type"].create({"name": "Call"})
        cls.credit = cls._plan(
            "Credit", unit="money", currency_id=cls.env.ref("base.EUR").id
        )
        cls.env.ref("base.EUR").active = True

    def _edit(self, plan, **values):
        """Return the form of a new rate of the plan, as its owner opens it."""
        form = Form(plan.with_user(self.owner)).rate_ids.new()
        for name, value in values.items():
            setattr(form, name, value)
        return form

    def _examples(self, plan, **values):
        return self._edit(plan, **values).example.replace("\u00a0", " ").split("\n")

    def test_a_call_with_its_first_minutes_free(self):
        texts = self._examples(
            self.credit, usage_type_id=self.call, price_hour=180, free_minutes=5
        )
        self.assertEqual(texts[0], "12 min: 5 free, 7 × 3.00 = 21.00 €")
        self.assertEqual(texts[1], "40 min: 5 free, 35 × 3.00 = 105.00 €")
        self.assertEqual(texts[2], "1 h 30: 5 free, 85 × 3.00 = 255.00 €")

    def test_a_price_that_no_minute_tells_exactly(self):
        texts = self._examples(self.credit, price_hour=100)
        self.assertEqual(texts[0], "12 min at 100.00 € an hour = 20.00 €")

    def test_the_example_is_what_is_drawn(self):
        self._rate(self.credit, self.call, price_hour=100, minimum_minutes=15)
        contract = self._contract(500, plan=self.credit)
        line = self._log(12, usage_type_id=self.call.id)
        self.assertDrawn(line, 25)
        example = self.credit.rate_ids.with_user(self.owner).example
        self.assertIn("= 25.00", example.split("\n")[0])
        self.assertEqual(contract.balance, 475)

    def test_minutes_in_steps_and_outside_business_hours(self):
        texts = self._examples(
            self.plan, factor=1.5, step_minutes=15, outside_factor=2, flat_quantity=30
        )
        self.assertEqual(
            texts,
            [
                "12 min: up to the next 15: 15, 15 min × 1.5, plus 30 min flat"
                " = 22.5 → 53 min",
                "40 min: up to the next 15: 45, 45 min × 1.5, plus 30 min flat"
                " = 67.5 → 1 h 38",
                "1 h 30 × 1.5, plus 30 min flat = 2 h 45",
                "12 min outside business hours: up to the next 15: 15,"
                " 15 min × 1.5 × 2, plus 30 min flat = 1 h 15",
            ],
        )

    def test_messages_are_counted(self):
        texts = self._examples(
            self.plan, is_item=True, item_quantity=5, items_included=10
        )
        self.assertEqual(texts, ["12 in a month: 10 included, 2 × 5 min = 10 min"])

    def test_what_makes_no_sense_yet_has_no_example(self):
        self.assertEqual(self._examples(self.plan, durations="x"), [""])
        self.assertEqual(self._examples(self.plan, free_minutes=-5), [""])

    def test_a_minute_or_an_hour_is_entered_without_loss(self):
        form = Form(self.credit.with_user(self.owner))
        with form.rate_ids.new() as rate:
            rate.price = 0.35
            self.assertEqual(rate.price_hour, 21)
        with form.rate_ids.new() as rate:
            rate.usage_type_id = self.call
            rate.price_hour = 100
        rates = form.save().rate_ids
        call = rates.filtered("usage_type_id")
        general = rates - call
        self.assertEqual((general.price, general.price_hour), (0.35, 21))
        self.assertEqual(call.price_hour, 100)

    def test_a_technician_reads_no_price_in_an_example(self):
        rate = self._rate(self.credit, price_hour=90)
        with self.assertRaises(AccessError):
            rate.with_user(self.technician).read(["example"])

    # === ALL WORK === #

    def test_work_that_costs_the_same_is_all_work(self):
        general = self._rate(self.credit, price_hour=90)
        self.assertEqual(general.work_name, "All work")
        special = self._rate(self.credit, self.call, price_hour=120)
        self.assertEqual(general.work_name, "All other work")
        self.assertEqual(special.work_name, "Call")

    def test_visitors_read_all_work_where_all_costs_the_same(self):
        usage_types = self.env["prepaid.usage.type"].search([])
        usage_types.charge = "billable"
        rows = self.plan.sudo()._get_public_rates()
        self.assertEqual([row["names"] for row in rows], [["All work"]])
        self._rate(self.plan, self.call, factor=2)
        rows = self.plan.sudo()._get_public_rates()
        self.assertIn("All other work", [row["names"][-1] for row in rows])
