from odoo.tests import freeze_time, tagged

from .common_beyond import BeyondCommon
from .test_recognition import FEBRUARY, RecognitionCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-16")
class TestDatesRead(BeyondCommon):
    """People read dates as their language writes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")

    def test_a_refusal_says_the_day_as_its_reader_writes_it(self):
        self.technician.lang = "fr_FR"
        task = self.task.with_user(self.technician).with_context(lang="fr_FR")
        with self.assertRefused("16/03/2026"):
            task.quick_log("30m Restore")
        with self.assertRefused("03/16/2026"):
            self._quick("30m Restore")
        self.contract.sudo().state = "suspended"
        self.task.prepaid_contract_id = self.contract
        with self.assertRefused("16/03/2026"):
            task.quick_log("30m Restore")

    def test_a_grant_names_its_days_as_its_reader_writes_them(self):
        grant = self.contract.grant_ids.with_context(lang="fr_FR")
        with self.assertRefused("01/02/2020"):
            grant.date_expiry = "2020-02-01"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestRecognitionReference(RecognitionCommon):
    def test_an_entry_names_its_day_in_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company.partner_id.lang = "fr_FR"
        self._sell(self._pack(600, price=1000))
        self._log(60, day=FEBRUARY)
        move = self._recognise(FEBRUARY)
        self.assertIn("28/02/2026", move.ref)
