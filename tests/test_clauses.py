from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from .common import TODAY, PrepaidCommon, make_calendar

ADDON = "sale_timesheet_prepaid"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestClauses(PrepaidCommon):
    """Texts say what the settings do, no more and no less."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.onsite = cls.env.ref(f"{ADDON}.prepaid_usage_type_onsite")

    def _texts(self, document="terms", user=None, **over):
        Wizard = self.env["prepaid.plan.texts"].with_user(user or self.user)
        vals = {
            "plan_id": self.plan.id,
            "document": document,
            "buyer_kind": "consumer",
            "country_id": self.env.ref("base.fr").id,
        }
        return Wizard.create(vals | over)

    def _read(self, document="terms", **over):
        return self._texts(document, **over).text.replace("\xa0", " ")

    def assertTold(self, text, *told, never=()):
        for words in told:
            self.assertIn(words, text)
        for words in never:
            self.assertNotIn(words, text)

    def test_each_setting_of_the_plan_changes_its_sentence(self):
        self.plan.validity_months = 3
        cases = (
            ({"validity_months": 0}, "Credit does not expire, unless"),
            ({"validity_months": 9}, "for 9 months from its purchase"),
            ({"expiry_grace_days": 4}, "within 4 days after it"),
            ({"rollover_percent": 25}, "Up to 25% of a pack stay usable"),
            ({"rollover_most": 90}, "at most 1 h 30, stay usable"),
            ({"overdraft_policy": "consent"}, "only as far as the client allows"),
            ({"overdraft_policy": "allow"}, "Urgent work may go on beyond"),
            ({"overdraft_limit": 120}, "up to 2 h beyond the credit"),
            ({"overdraft_policy": "block"}, "Work stops until"),
            ({"new_ticket_policy": "warn"}, "taken, and the client is told"),
            ({"new_ticket_policy": "wait"}, "New tickets wait until there is credit"),
            ({"new_ticket_policy": "stop"}, "New tickets are refused"),
            ({"refill_trigger": "threshold"}, "the provider orders the agreed pack"),
            ({"refill_mode": "quotation"}, "the provider sends a quotation"),
            ({"refill_mode": "charge"}, "Only a consent of the client allows a charge"),
        )
        for vals, words in cases:
            self.assertNotIn(words, self._read(), vals)
            self.plan.write(vals)
            self.assertIn(words, self._read(), vals)

    def test_work_is_told_as_it_is_counted(self):
        self.plan.calendar_id = make_calendar(self.env, self.company)
        self._rate(self.plan, self.onsite, minimum_minutes=60, outside_factor=1.5)
        self.env["prepaid.response"].create(
            {"plan_id": self.plan.id, "name": "within 2 hours", "hours": 2, "factor": 2}
        )
        self.assertTold(
            self._read(),
            "On-site",
            "minimum 60 min",
            "× 1.5 outside business hours",
            "Monday to Friday: 9:00–17:00",
            "Within 2 hours",
            "the highest counts",
        )
        self.plan.response_rule = "multiply"
        self.assertIn("multiplies it", self._read())

    def test_the_place_of_a_consumer_comes_before_the_plan(self):
        self.plan.validity_months = 12
        germany = {"country_id": self.env.ref("base.de").id}
        wizard = self._texts(**germany)
        self.assertTold(
            wizard.text,
            "Credit that was paid for does not expire",
            "may withdraw from a purchase within 14 days",
            never=("What is not used by then is lost", "for 12 months"),
        )
        self.assertIn("https://www.gesetze-im-internet.de/bgb/__307.html", wizard.body)
        self.assertIn("https://eur-lex.europa.eu/", wizard.body)
        business = self._read(buyer_kind="business", **germany)
        self.assertTold(
            business, "for 12 months", "is lost", never=("withdraw from a purchase",)
        )

    def test_small_rests_and_the_least_validity_are_those_of_the_place(self):
        self.plan.validity_months = 12
        america = {"country_id": self.env.ref("base.us").id}
        self.assertIn("for 60 months", self._read(**america))
        california = america | {"state_id": self.env.ref("base.state_us_5").id}
        self.assertTold(
            self._read(**california), "A rest of up to $ 15.00", "not expire"
        )

    def test_notices_are_promised_only_where_they_are_sent(self):
        self.plan.validity_months = 12
        self.company.prepaid_expiry_notice_days = 20
        self.assertIn("gives notice 20 days before", self._read())
        self.company.prepaid_expiry_notice_days = 0
        self.assertNotIn("gives notice", self._read())

    def test_when_credit_can_be_used_is_as_the_company_grants_it(self):
        told = {
            "paid": "once its purchase is paid",
            "posted": "once its invoice is issued",
            "confirmed": "once its order is confirmed",
        }
        for policy, words in told.items():
            self.company.prepaid_grant_policy = policy
            self.assertIn(words, self._read())

    def test_questions_are_taken_as_long_as_the_company_says(self):
        self.company.prepaid_dispute_days = 45
        self.assertIn(
            "for 45 days after it was booked, and later in writing", self._read()
        )
        self.company.prepaid_dispute_days = 0
        self.assertIn("question an entry in writing", self._read())

    def test_the_page_of_terms_speaks_each_language(self):
        """OCA/sale-workflow#938, odoo#62765: terms by language, each its own."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.onsite.with_context(lang="fr_FR").name = "Chez vous"
        self._rate(self.plan, self.onsite, factor=2)
        self._texts(lang="fr_FR").sudo().action_publish()
        self.env.invalidate_all()
        english = self.company.with_context(lang="en_US").invoice_terms_html
        french = self.company.with_context(lang="fr_FR").invoice_terms_html
        self.assertTold(english, "On-site", never=("Chez vous",))
        self.assertTold(french, "Chez vous", never=("On-site",))

    def test_who_sells_comes_from_the_company(self):
        self.company.vat = "US12345671"
        text = self._read("terms")
        self.assertTold(text, f"The provider is {self.company.name}", "US12345671")
        self.assertNotIn("The provider is", self._read("agreement"))
        self.assertIn("Which data are kept", self._read("privacy"))

    def test_an_unknown_place_says_so(self):
        wizard = self._texts(country_id=self.env.ref("base.es").id)
        self.assertIn("No rule is on file", wizard.law_gap)
        self.assertFalse(self._texts().law_gap)

    def test_the_text_is_in_the_chosen_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.onsite.with_context(lang="fr_FR").name = "Chez vous"
        self._rate(self.plan, self.onsite, factor=2)
        self.assertIn("Chez vous", self._read(lang="fr_FR"))
        self.assertNotIn("Chez vous", self._read(lang="en_US"))

    def test_only_an_administrator_makes_it_the_terms_of_the_company(self):
        wizard = self._texts()
        with self.assertRaises(AccessError):
            wizard.action_publish()
        with self.assertRefused("Only terms", UserError):
            self._texts("privacy", user=self.env.user).sudo().action_publish()
        wizard.sudo().action_publish()
        self.assertEqual(self.company.terms_type, "html")
        self.assertIn("What is bought", self.company.invoice_terms_html)
        self.assertTrue(self._texts().is_present)

    def test_strangers_make_no_texts(self):
        with self.assertRaises(AccessError):
            self._texts(user=self.technician)
        portal = new_test_user(self.env, login="prepaid_p", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self._texts(user=portal)
        other = self.setup_other_company()["company"]
        stranger = self._user(
            "elsewhere", f"{ADDON}.sale_timesheet_prepaid_group_user", company=other
        )
        with self.assertRaises(AccessError):
            self._texts(user=stranger).read(["body"])

    def test_what_was_kept_reads_like_the_plan(self):
        """Each list and each field of a full plan comes back as it was."""
        self.plan.calendar_id = make_calendar(self.env, self.company)
        self._rate(self.plan, self.onsite, minimum_minutes=60, durations="15, 30")
        response = self.env["prepaid.response"].create(
            {"plan_id": self.plan.id, "name": "soon", "hours": 2, "factor": 2}
        )
        tier = self.env["prepaid.tier"].create(
            {
                "plan_id": self.plan.id,
                "name": "Gold",
                "response_id": response.id,
                "messages_included": 5,
            }
        )
        self.plan.window_ids = [
            Command.create({"name": "evenings", "hour_from": 18, "hour_to": 22})
        ]
        self.plan.write(
            {"tier_id": tier.id, "overdraft_policy": "allow", "overdraft_limit": 90}
        )
        contract = self._contract()
        terms = contract._keep_terms()
        deal = contract._get_deal()
        plan_sudo = self.plan.sudo()
        self.assertEqual(
            contract._tell_terms(terms),
            plan_sudo._get_clauses("agreement", deal, contract),
        )
        self.assertIn("Gold", str(contract._tell_terms(terms)))

    def test_the_terms_page_tells_what_becomes_of_tickets(self):
        self.plan.new_ticket_policy = "stop"
        rows = self.plan.sudo()._get_public_rates()
        self.assertIn("New tickets are refused", rows[-1]["terms"][0])

    def test_prices_are_those_of_the_day_they_were_kept(self):
        currency = self.company.currency_id
        plan = self._plan("Money", unit="money", currency_id=currency.id)
        rate = self._rate(plan, price_hour=90)
        contract = self._contract(plan=plan)
        terms = contract._keep_terms()
        rate.price_hour = 100
        [difference] = contract._find_differences(terms)
        self.assertIn("$ 90.00", difference.before[0].replace("\xa0", " "))
        self.assertIn("$ 100.00", difference.after[0].replace("\xa0", " "))

    def test_a_wizard_today_tells_the_day(self):
        wizard = self._texts()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            f"{ADDON}.prepaid_plan_texts_action_report", wizard.ids
        )
        for words in ("not legal advice", "have it checked", "What is bought"):
            self.assertIn(words, html.decode())
        self.assertIn("03/16/2026", html.decode())
