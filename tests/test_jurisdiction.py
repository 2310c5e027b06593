from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .common import TODAY, PrepaidCommon

ADDON = "sale_timesheet_prepaid"
# Kind, country, state, unit -> expiry, months of validity, small rest, withdrawal days.
BUYERS = (
    ("consumer", "fr", "", "time", "allowed", 0, 0, 14),
    ("business", "fr", "", "time", "allowed", 0, 0, 0),
    ("consumer", "de", "", "time", "forbidden", 0, 0, 14),
    ("business", "de", "", "money", "allowed", 0, 0, 0),
    ("consumer", "at", "", "money", "forbidden", 0, 0, 14),
    ("consumer", "es", "", "time", "", 0, 0, 14),
    ("consumer", "ca", "state_ca_qc", "time", "forbidden", 0, 0, 0),
    ("consumer", "ca", "state_ca_on", "time", "allowed", 0, 0, 0),
    ("consumer", "ca", "state_ca_on", "money", "forbidden", 0, 0, 0),
    ("consumer", "us", "state_us_5", "time", "forbidden", 60, 15, 0),
    ("consumer", "us", "state_us_27", "money", "doubtful", 60, 0, 0),
    ("business", "us", "state_us_5", "time", "allowed", 0, 0, 0),
    ("consumer", "jp", "", "time", "", 0, 0, 0),
)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestJurisdiction(PrepaidCommon):
    """Which rules hold for whom, as the facts that come with the addon say."""

    def _buyer(self, **over):
        vals = {"name": "Ada", "country_id": self.env.ref("base.fr").id}
        return self.env["res.partner"].create(vals | over)

    def _rules(self, kind, country, state, unit):
        place = self.env.ref(f"base.{country}")
        states = self.env["res.country.state"]
        if state:
            states = self.env.ref(f"base.{state}")
        Rule = self.env["prepaid.jurisdiction"]
        return Rule._find_rules(kind, place, states, unit)

    def test_twelve_buyers_and_one_from_far_away(self):
        for kind, country, state, unit, *told in BUYERS:
            with self.subTest(kind=kind, place=(country, state), unit=unit):
                rules = self._rules(kind, country, state, unit)
                says = [
                    rules[matter][name] if matter in rules else empty
                    for matter, name, empty in (
                        ("expiry", "expiry", ""),
                        ("validity", "validity_months", 0),
                        ("rest", "rest_amount", 0),
                        ("withdrawal", "withdrawal_days", 0),
                    )
                ]
                self.assertEqual(says, told)

    def test_every_rule_has_its_source_and_the_day_it_was_checked(self):
        rules = self.env["prepaid.jurisdiction"].search([])
        self.assertGreaterEqual(len(rules), 11)
        for rule in rules:
            self.assertTrue(rule.reason and rule.source and rule.date_checked)
            self.assertTrue(rule._get_matters())

    def test_a_rule_of_the_seller_is_nearer_than_ours(self):
        self._as_manager().create(
            {
                "name": "Madrid",
                "country_id": self.env.ref("base.es").id,
                "state_ids": [Command.set(self.env.ref("base.state_es_m").ids)],
                "buyer_kind": "consumer",
                "expiry": "doubtful",
                "reason": "Asked counsel.",
                "source": "Letter",
            }
        )
        rules = self._rules("consumer", "es", "state_es_m", "time")
        self.assertEqual(rules["expiry"].expiry, "doubtful")
        self.assertEqual(rules["withdrawal"].withdrawal_days, 14)
        self.assertNotIn("expiry", self._rules("consumer", "es", "", "time"))

    def test_an_archived_rule_says_nothing(self):
        rule = self.env.ref(f"{ADDON}.prepaid_jurisdiction_germany")
        rule.with_user(self.manager).active = False
        self.assertNotIn("expiry", self._rules("consumer", "de", "", "time"))

    def test_who_buys_is_read_off_the_contact(self):
        for over, kind in (
            ({}, "consumer"),
            ({"is_company": True}, "business"),
            ({"vat": "FR23334175221"}, "business"),
            # What a client types at checkout beside the own name.
            ({"company_name": "Ada's Engines"}, "business"),
        ):
            with self.subTest(**over):
                contract = self._contract(60, client=self._buyer(**over))
                self.assertEqual(contract.buyer_kind, kind)

    def test_a_person_below_a_company_buys_as_a_business(self):
        person = self._buyer(parent_id=self.client.id)
        self.assertEqual(person._get_prepaid_buyer_kind(), "business")

    def test_what_a_person_chose_stays_when_the_contact_changes(self):
        client = self._buyer()
        contract = self._contract(60, client=client)
        contract.with_user(self.user).buyer_choice = "consumer"
        client.is_company = True
        self.assertEqual(contract.buyer_kind, "consumer")
        contract.with_user(self.user).buyer_choice = False
        self.assertEqual(contract.buyer_kind, "business")

    def test_the_contract_tells_rules_and_what_nobody_knows(self):
        client = self._buyer()
        contract = self._contract(60, client=client).with_user(self.user)
        self.assertEqual(
            set(contract.jurisdiction_ids.mapped("name")),
            {
                "France, consumers: expiry",
                "European Union, consumers: withdrawal",
            },
        )
        self.assertFalse(contract.law_gap)
        client.country_id = self.env.ref("base.es")
        self.assertIn("(Consumer, Spain)", contract.law_gap)
        client.country_id = False
        self.assertIn("Ada has no country", contract.law_gap)

    def test_a_salesperson_reads_rules_and_only_a_manager_changes_them(self):
        rule = self.env.ref(f"{ADDON}.prepaid_jurisdiction_france")
        with self.assertRaises(AccessError):
            rule.with_user(self.user).expiry = "forbidden"
        with self.assertRaises(AccessError):
            rule.with_user(self.technician).read(["reason"])
        rule.with_user(self.manager).expiry = "forbidden"
        rules = self._rules("consumer", "fr", "", "time")
        self.assertEqual(rules["expiry"].expiry, "forbidden")

    def test_a_rule_is_made_on_screen_and_marked_as_checked(self):
        with Form(self._as_manager()) as form:
            form.name = "Ireland, consumers"
            form.country_id = self.env.ref("base.ie")
            form.buyer_kind = "consumer"
            form.validity_months = 60
            form.reason = "Vouchers are valid for five years."
            form.source = "Consumer Protection (Gift Vouchers) Act 2019"
        rule = form.record
        self.assertFalse(rule.date_checked)
        rule.action_check()
        self.assertEqual(rule.date_checked, TODAY)
        rules = self._rules("consumer", "ie", "", "time")
        self.assertEqual(rules["validity"], rule)

    def _as_manager(self):
        return self.env["prepaid.jurisdiction"].with_user(self.manager)
