from odoo.fields import Command
from odoo.tests import BaseCase, freeze_time, tagged

from ..models.metering.zones import is_in_zone
from .common import TODAY, PrepaidCommon

# Place (zip, city, state), zone (zips, cities, states), whether it holds: by hand.
PLACES = [
    (("75011", "Paris", "IDF"), ("75, 92", "", ()), True),
    (("69001", "Lyon", "ARA"), ("75, 92", "", ()), False),
    (("75 011", "", None), ("75011", "", ()), True),
    (("750", "", None), ("75011", "", ()), False),
    (("sw1a 1aa", "London", None), ("SW1A", "", ()), True),
    (("SW1A 1AA", "London", None), ("sw1a1", "", ()), True),
    (("", "Évry", None), ("", "Paris, Evry", ()), True),
    (("", "evry courcouronnes", None), ("", "Evry", ()), False),
    (("", "", "IDF"), ("", "", ("IDF",)), True),
    (("", "", None), ("75", "Paris", ("IDF",)), False),
    ((False, False, None), (False, False, ()), False),
    (("75011", "Paris", "IDF"), (" , ;", " ,", ()), False),
    (("97411", "Saint-Paul", None), ("75; 974", "", ()), True),
    (("1000", "Bruxelles", None), ("10\n11", "", ()), True),
    (("", "SAINT-DENIS", None), ("", "saint denis", ()), True),
]


class TestZonesPure(BaseCase):
    def test_the_worked_table(self):
        for place, zone, is_in in PLACES:
            with self.subTest(place=place, zone=zone):
                self.assertEqual(is_in_zone(place, *zone), is_in)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestZones(PrepaidCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.onsite = cls.env.ref("sale_timesheet_prepaid.prepaid_usage_type_onsite")
        Zone = cls.env["prepaid.zone"]
        cls.near = Zone.create({"name": "city", "zips": "750", "sequence": 1})
        cls.far = Zone.create({"name": "suburbs", "zips": "75, 92", "sequence": 2})
        cls.rate = cls._rate(
            cls.plan,
            cls.onsite,
            flat_quantity=60,
            zone_ids=[
                Command.create({"zone_id": cls.near.id, "quantity": 15}),
                Command.create({"zone_id": cls.far.id, "quantity": 30}),
            ],
        )
        cls.contract = cls._contract(6000)

    def _visit(self, minutes=60, **over):
        return self._log(minutes, usage_type_id=self.onsite.id, **over)

    def test_travel_costs_by_the_zone_of_the_ticket_s_place(self):
        for code, drawn in (("75011", 75), ("92100", 90), ("69001", 120), ("", 120)):
            with self.subTest(code):
                self.client.zip = code
                self.assertDrawn(self._visit(), drawn)

    def test_a_site_has_its_own_zone(self):
        self.client.zip = "75011"
        site = self.env["res.partner"].create(
            {
                "name": "Plant",
                "parent_id": self.client.id,
                "type": "delivery",
                "zip": "92100",
            }
        )
        task = self._task("Pump", partner_id=site.id)
        line = self._visit(task=task)
        self.assertDrawn(line, 90)
        self.assertEqual(
            line.prepaid_explanation, "1 h, + 30 min for the zone suburbs = 1 h 30"
        )

    def test_a_zone_that_was_chosen_wins_over_the_address(self):
        self.client.write({"zip": "75011", "prepaid_zone_id": self.far.id})
        self.assertDrawn(self._visit(), 90)
        person = {"name": "Ada", "parent_id": self.client.id}
        task = self._task("Chair", partner_id=self.env["res.partner"].create(person).id)
        self.assertDrawn(self._visit(task=task), 90)

    def test_what_was_logged_keeps_its_zone(self):
        self.client.zip = "75011"
        line = self._visit()
        self.client.zip = "92100"
        self.rate.zone_ids.quantity = 45
        line.unit_amount = 2
        self.assertDrawn(line, 135)

    def test_a_zone_of_another_company_is_not_found(self):
        self.near.company_id = self.setup_other_company()["company"]
        self.client.zip = "75011"
        self.assertDrawn(self._visit(), 90)

    def test_a_zone_in_use_is_archived_not_deleted(self):
        with self.assertRefused("Archive it instead"):
            self.near.with_user(self.manager).unlink()
        self.near.active = False
        self.client.zip = "75011"
        self.assertDrawn(self._visit(), 90)

    def test_the_client_reads_what_travel_costs(self):
        texts = [
            text
            for row in self.plan.sudo()._get_public_rates()
            for text in row["terms"]
        ]
        self.assertIn("plus 30 min in the zone suburbs", texts)
