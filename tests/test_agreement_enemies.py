from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon
from .test_agreement import SIGNATURE

ADDON = "sale_timesheet_prepaid"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestAgreementEnemies(PrepaidCommon):
    """Facts are compared: not words, languages, archives or other companies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.rate = cls._rate(
            cls.plan, cls.env.ref(f"{ADDON}.prepaid_usage_type_onsite"), factor=1
        )
        cls.plan.validity_months = 12
        cls.client.write({"country_id": cls.env.ref("base.us").id, "lang": "fr_FR"})
        cls.contract = cls._contract(600)

    def _sign(self, contract):
        contract.with_user(self.user).action_send_agreement()
        contract.agreement_ids.sorted("id")[-1].sudo()._sign("Ada", SIGNATURE)

    def _told(self, lang):
        contract = self.contract.with_user(self.user).with_context(lang=lang)
        return str(contract.agreement_difference or "").replace("\xa0", " ")

    def test_what_was_signed_in_another_language_is_compared_by_its_facts(self):
        self._sign(self.contract)
        for lang in ("en_US", "fr_FR"):
            self.contract.with_context(lang=lang)._compare_agreement()
            self.assertFalse(self.contract.agreement_differs)
        self.client.lang = "en_US"
        self.contract._compare_agreement()
        self.assertFalse(self.contract.agreement_differs)
        self.plan.validity_months = 6
        self.assertTrue(self.contract.agreement_differs)
        self.assertIn("How long credit is valid", self._told("en_US"))
        self.plan.validity_months = 12
        self.assertFalse(self.contract.agreement_differs)

    def test_an_archived_plan_is_still_what_was_signed(self):
        self._sign(self.contract)
        self.plan.action_archive()
        self.contract._compare_agreement()
        self.assertFalse(self.contract.agreement_differs)
        self.plan.validity_months = 3
        self.assertTrue(self.contract.agreement_differs)

    def test_a_contract_that_signed_its_own_terms_keeps_them(self):
        """What the contract says itself does not change with its plan or its place."""
        self.contract.write({"expiry_choice": "stay", "expiry_reason": "Goodwill."})
        self.contract.write({"refill_trigger": "threshold"})
        self._sign(self.contract)
        self.plan.write({"refill_trigger": "none"})
        self.assertFalse(self.contract.agreement_differs)
        self.contract.refill_trigger = "none"
        self.assertTrue(self.contract.agreement_differs)

    def test_a_plan_of_two_companies_differs_where_a_setting_changed(self):
        other = self.setup_other_company()["company"]
        self.plan.sudo().company_id = False
        client = self.env["res.partner"].create(
            {"name": "Far", "is_company": True, "email": "far@example.com"}
        )
        theirs = self.env["prepaid.contract"].sudo()
        theirs = theirs.with_company(other).create(
            {
                "partner_id": client.id,
                "plan_id": self.plan.id,
                "company_id": other.id,
                "state": "active",
            }
        )
        self._sign(self.contract)
        theirs.action_send_agreement()
        theirs.agreement_ids._sign("Bob", SIGNATURE)
        other.sudo().prepaid_expiry_notice_days = 3
        self.assertTrue(theirs.agreement_differs)
        self.assertFalse(self.contract.agreement_differs)
