from datetime import date

from odoo.exceptions import RedirectWarning, ValidationError
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon

ADDON = "sale_timesheet_prepaid"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestExpiryLaw(PrepaidCommon):
    """Credit expires where the rules of the buyer's place, or the seller, say so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.validity_months = 12
        cls.berlin = cls._person("Ada", "de")

    @classmethod
    def _person(cls, name, country, state=None, **over):
        vals = {
            "name": name,
            "country_id": cls.env.ref(f"base.{country}").id,
            "state_id": state and cls.env.ref(f"base.{state}").id,
        }
        return cls.env["res.partner"].create(vals | over)

    def _sell(self, client):
        """Return the grant of a pack that the client bought and paid on 15 January."""
        invoice = self._bill(client=client, invoice_date="2026-01-15")
        self._pay(invoice, payment_date="2026-01-15")
        return invoice.invoice_line_ids.prepaid_grant_ids

    def _run_expiry(self, day):
        with freeze_time(day), self.enter_registry_test_mode():
            self.env.ref(f"{ADDON}.prepaid_grant_expire_cron").method_direct_trigger()

    def test_what_becomes_of_a_rest_as_place_and_plan_say(self):
        """What is left of a year's pack after two years, then after six."""
        for name, country, state, over, lost in (
            ("Frenchwoman", "fr", None, {}, (True, True)),
            ("French company", "fr", None, {"is_company": True}, (True, True)),
            ("German", "de", None, {}, (False, False)),
            ("German freelancer", "de", None, {"vat": "DE136695976"}, (True, True)),
            ("Austrian", "at", None, {}, (False, False)),
            ("Spaniard", "es", None, {}, (True, True)),
            ("Québécoise", "ca", "state_ca_qc", {}, (False, False)),
            ("Québec company", "ca", "state_ca_qc", {"is_company": True}, (1, 1)),
            ("Ontarian, hours", "ca", "state_ca_on", {}, (True, True)),
            ("Californian", "us", "state_us_5", {}, (False, False)),
            ("New Yorker", "us", "state_us_27", {}, (False, True)),
            ("Nobody knows where", "fr", None, {"country_id": False}, (True, True)),
        ):
            client = self._person(name, country, state, **over)
            grants = {}
            for outcome in ("forfeit", "keep"):
                self.plan.expiry_outcome = outcome
                grants[outcome] = self._sell(client)
            for day, expires in zip(("2028-02-01", "2032-02-01"), lost, strict=True):
                with self.subTest(buyer=name, day=day), freeze_time(day):
                    grants["keep"].union(*grants.values()).sudo().search(
                        [
                            ("id", "in", [g.id for g in grants.values()]),
                            *self.env["prepaid.grant"]._get_lapsed_domain(),
                        ]
                    )._expire()
                    left = [grants[outcome].remaining for outcome in grants]
                    owed = [grants[outcome].owed for outcome in grants]
                    expected = ([0, 0], [0, 600]) if expires else ([600] * 2, [0, 0])
                    self.assertEqual((left, owed), expected)

    def test_what_the_seller_decided_stands_with_its_reason(self):
        contract = self._contract(client=self.berlin)
        with self.assertRaises(ValidationError):
            contract.with_user(self.user).expiry_choice = "expire"
        contract.with_user(self.user).write(
            {"expiry_choice": "expire", "expiry_reason": "Negotiated one by one."}
        )
        self.assertEqual(self._sell(self.berlin).date_expiry, date(2027, 1, 14))
        for name in ("expiry_choice", "expiry_reason"):
            self.assertTrue(contract._fields[name].tracking)

    def test_a_seller_may_let_credit_stay_where_it_could_expire(self):
        contract = self._contract(client=self._person("Grace", "fr"))
        contract.write({"expiry_choice": "stay", "expiry_reason": "Goodwill."})
        self.assertFalse(self._sell(contract.partner_id).date_expiry)

    def test_nothing_is_forfeited_when_the_buyer_moves_to_where_it_is_forbidden(self):
        client = self._person("Grace", "fr")
        grant = self._sell(client)
        client.country_id = self.env.ref("base.de")
        self._run_expiry("2027-02-01")
        contract = grant.contract_id
        self.assertEqual((contract.balance, grant.date_expiry), (600, False))
        self.assertIn("does not expire", contract.message_ids[0].body)
        self.assertIn("§ 307 BGB", contract.message_ids[0].body)

    def test_nobody_is_warned_of_an_expiry_that_will_not_come(self):
        client = self._person("Grace", "fr", email="grace@example.com")
        grant = self._sell(client)
        client.country_id = self.env.ref("base.at")
        with freeze_time("2027-01-10"):
            grant.contract_id.sudo()._notify_expiring()
        self.assertFalse(grant.date_expiry)
        subjects = grant.contract_id.message_ids.mapped("subject")
        self.assertFalse([s for s in subjects if s and "expire" in s.lower()])

    def test_gifts_may_expire_anywhere(self):
        contract = self._contract(client=self.berlin)
        self._grant(contract, 60, kind="goodwill", date_expiry=date(2026, 3, 20))
        self._run_expiry("2026-04-01")
        self.assertEqual(contract.balance, 0)

    def test_an_expiry_is_not_typed_where_it_is_forbidden(self):
        grant = self._sell(self.berlin)
        with self.assertRaisesRegex(RedirectWarning, "must not expire.*§ 307 BGB"):
            grant.with_user(self.manager).date_expiry = date(2027, 1, 14)
        other = self._sell(self._person("Grace", "fr"))
        other.with_user(self.manager).date_expiry = date(2028, 1, 14)

    def test_the_plan_names_where_its_credit_does_not_expire(self):
        plan = self.plan.with_user(self.user)
        self.assertIn("Germany, consumers: expiry", plan.law_warning)
        self.assertNotIn("Ontario", plan.law_warning)
        self.plan.validity_months = 0
        self.assertFalse(plan.law_warning)

    def test_books_tie_out_when_credit_stays(self):
        client = self._person("Grace", "fr")
        grant = self._sell(client)
        client.country_id = self.env.ref("base.de")
        self._run_expiry("2027-02-01")
        day = date(2027, 2, 1)
        with freeze_time(day):
            self.company.sudo()._recognise_prepaid_revenue(day)
            tie_out = self.company._get_prepaid_tie_out(day)
        self.assertEqual(grant.recognised_amount, 0)
        self.assertEqual((tie_out["deferred"], tie_out["difference"]), (1000, 0))
        self.assertFalse(grant.contract_id._check_integrity())
