from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_consent import ConsentCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestScheduleConsent(ConsentCommon):
    """Clients let what renews be charged, with top-ups or alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.schedule = (
            cls.env["prepaid.schedule"]
            .with_user(cls.user)
            .create(
                {
                    "contract_id": cls.contract.id,
                    "date_start": date(2026, 1, 1),
                    "line_ids": [
                        Command.create(
                            {
                                "product_id": cls.pack.id,
                                "quantity": 1,
                                "price_unit": 1200,
                            }
                        )
                    ],
                }
            )
            .sudo()
        )

    def test_the_text_names_what_renews_and_the_limit_covers_it(self):
        self._as(self.ann)
        page = self._read("")
        self.assertIn("1,200.00 a month today before taxes", page)
        self._agree("", page=page)
        consent = self._get_consent()
        self.assertTrue(consent.covers_schedule)
        self.assertEqual((consent.product_id, consent.cap_amount), (self.pack, 1200))
        self.assertIn("1,200.00 a month", consent.text)

    def test_a_client_agrees_to_what_renews_alone(self):
        self.contract.refill_trigger = "none"
        self._as(self.ann)
        page = self._get(
            f"{self.page}?token_id={self.card.id}&cap_amount=&product_id=0"
        )
        self.assertIn("for what your contract", page.text)
        self.assertNotIn("Each top-up is", page.text)
        self._agree("", page=page.text, product_id="0")
        consent = self._get_consent()
        self.assertTrue(consent.covers_schedule)
        self.assertFalse(consent.product_id or consent.covers_overage)
        self.assertEqual(self.contract.refill_trigger, "none")
        self.assertEqual(self.contract.refill_mode, "charge")
        self.schedule.sudo().write({"state": "running", "next_date": "2027-01-01"})
        state = self.contract.sudo()._get_automatic_state()
        self.assertTrue(state["is_on"])
        self.assertIn("2027", state["next"])

    def test_a_limit_below_what_renews_is_none_for_it_alone(self):
        self._as(self.ann)
        page = self._get(
            f"{self.page}?token_id={self.card.id}&cap_amount=100&product_id=0"
        )
        self.assertNotIn('name="digest"', page.text)

    def test_a_pack_that_is_not_offered_is_no_renewal(self):
        self._as(self.ann)
        page = self._get(
            f"{self.page}?token_id={self.card.id}&cap_amount=2000&product_id=999999"
        )
        self.assertNotIn('name="digest"', page.text)

    def test_without_a_schedule_nothing_is_said_of_one(self):
        self.schedule.unlink()
        self._as(self.ann)
        page = self._read(2000)
        self.assertNotIn("renews", page)
        self._agree(2000, page=page)
        self.assertFalse(self._get_consent().covers_schedule)
