from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY, make_calendar
from .common_portal import PortalCommon
from .common_translations import TranslatedCases
from .test_metering_lines import EIGHT_LOCAL
from .test_statement import NEVER

ADDON = "sale_timesheet_prepaid"
NBSP = "\N{NO-BREAK SPACE}"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTranslations(TranslatedCases, PortalCommon):
    addon = ADDON

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        french = cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env["ir.module.module"]._load_module_terms([ADDON], ["fr_FR"])
        cls.env["website"].search([]).language_ids = [Command.link(french.id)]
        (cls.client | cls.colleague).lang = "fr_FR"
        cls.phone = cls.env.ref(f"{ADDON}.prepaid_usage_type_phone")

    def _set_rules(self):
        """Calls: 5 minutes free, at least 15, half as much again outside hours."""
        self.plan.calendar_id = make_calendar(self.env, self.company)
        self._rate(
            self.plan,
            self.phone,
            free_minutes=5,
            minimum_minutes=15,
            outside_factor=1.5,
        )

    def _call(self, **over):
        return self._log(
            17, usage_type_id=self.phone.id, meter_started_at=EIGHT_LOCAL, **over
        )

    # === WHAT A CLIENT READS === #

    def test_an_explanation_reads_in_the_language_of_its_reader(self):
        self._set_rules()
        line = self._call()
        self.assertEqual(
            line.prepaid_explanation,
            "17 min, 5 free, minimum 15, × 1.5 outside hours = 22.5 → 23 min",
        )
        self.assertEqual(
            line.with_context(lang="fr_FR").prepaid_explanation,
            "17 min, 5 offertes, minimum 15, × 1,5 hors horaires = 22,5 → 23 min",
        )

    def test_the_page_of_a_contract_is_in_french(self):
        self._set_rules()
        self._call()
        self._as(self.ann)
        page = self.url_open(f"/fr{self.url}").text
        for text in (
            "Heures prépayées",
            "Actif",
            "Crédit disponible",
            "Évolution du solde",
            "Interventions et crédit",
            "Appel téléphonique",
            "5 offertes, minimum 15, × 1,5 hors horaires",
            "Contester cette ligne",
            "Solde initial",
            "16/03/2026",
        ):
            self.assertIn(text, page)
        for text in ("Balance over time", "Opening balance", "Question this line"):
            self.assertNotIn(text, page)

    def test_the_terms_of_a_plan_are_in_french(self):
        plan = self.plan.with_context(lang="fr_FR").sudo()
        terms = [term for rate in plan._get_public_rates() for term in rate["terms"]]
        self.assertIn("Une heure consomme 1 h de crédit", terms)
        self.assertEqual(plan._get_public_validity(0), "Sans échéance")

    def test_a_refusal_is_in_french(self):
        entry = self._log(30).sudo().prepaid_entry_ids.with_context(lang="fr_FR")
        self.env["prepaid.dispute"].sudo()._ask(entry, self.client, "Pourquoi ?")
        self.assertEqual(
            entry._get_dispute_refusal(), "Cette ligne est déjà contestée."
        )

    # === WHAT GOES OUT, WHOEVER SENDS IT === #

    def test_the_statement_is_in_the_language_of_the_client(self):
        self._set_rules()
        self._call()
        data = self.contract._prepare_statement_report_data(TODAY, TODAY, NEVER)
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            f"{ADDON}.prepaid_statement_document", self.contract.ids, data
        )
        page = html.decode()
        for text in (
            "Relevé",
            "Solde initial au",
            "Temps décompté",
            "5 offertes",
            "22,5",
        ):
            self.assertIn(text, page)
        self.assertNotIn("Statement", page)

    def test_a_sheet_opens_in_french_spreadsheets(self):
        self._log(30)
        contract = self.contract.sudo()._with_client_lang()
        sheet = contract._export_statement_csv(
            contract._get_statement(TODAY, TODAY, NEVER)
        )
        rows = sheet.decode("utf-8-sig").splitlines()
        self.assertIn('"Minutes passées";"Minutes décomptées"', rows[0])
        self.assertIn('"min";"600"', rows[1])
        self.assertIn('"Solde final"', rows[-1])

    def test_the_mail_of_low_credit_is_in_french(self):
        self.contract.sudo().low_threshold = 580
        self._log(30)
        with self.enter_registry_test_mode():
            self.env.ref(
                f"{ADDON}.prepaid_contract_notify_cron"
            ).method_direct_trigger()
        message = self.env["mail.message"].search(
            [("model", "=", "prepaid.contract"), ("res_id", "=", self.contract.id)]
        )
        mail = message.filtered(lambda message: "Il vous reste" in message.subject)
        self.assertEqual(
            mail.subject, f"Il vous reste 9 h 30 sur votre contrat {self.contract.name}"
        )
        self.assertIn("Bonjour", mail.body)
        self.assertIn("(solde&nbsp;: 9 h 30)", mail.body)

    def test_what_the_ledger_keeps_is_in_the_language_of_the_client(self):
        grant = self._grant(
            self.contract, 60, date="2026-01-01", date_expiry="2026-03-01"
        )
        grant._expire()
        self.assertEqual(
            grant.entry_ids.filtered(lambda entry: entry.kind == "expire").name,
            f"Péremption{NBSP}: Opening",
        )

    def test_the_agreement_is_in_the_language_of_the_client(self):
        self.contract.action_send_agreement()
        agreement = self.contract.sudo().agreement_ids
        self.assertEqual(agreement.name, f"Convention {self.contract.name}/1")
        self.assertIn("Convention d'assistance prépayée", agreement.body)
        self.assertIn("Une heure consomme 1 h de crédit", agreement.body)
        self.assertNotIn("Prepaid support agreement", agreement.body)

    def test_scripts_of_the_shop_speak_the_language_of_the_visitor(self):
        response = self.url_open("/website/translations?lang=fr_FR").json()
        self.assertIn(ADDON, response["modules"])
