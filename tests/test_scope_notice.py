from odoo.tests import freeze_time, tagged

from .common import TODAY
from .test_scope_alert import ScopeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestScopeNotice(ScopeCommon):
    """Credit for some work alone runs low: the client hears of it once a crossing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.email = "azure@example.com"

    def setUp(self):
        super().setUp()
        self.contract = self._contract(6000, user_id=self.user.id)
        self._scoped(self.contract, 300)
        self._tell()

    def _tell(self):
        """Let the crons run, and return the subjects of what they told."""
        before = self._notices(self.contract)
        self._run()
        return self._notices(self.contract)[len(before) :]

    def _asked(self):
        activity = "sale_timesheet_prepaid.mail_activity_type_scope"
        return self.contract.activity_search([activity]).mapped("summary")

    def test_the_worked_table(self):
        """Of 5 h for visits: low at 1 h, then used up, each told once."""
        for minutes, told in (
            (239, []),
            (1, [f"1 h for On-site: your contract {self.contract.name}"]),
            (30, []),
            (29, []),
            (1, [f"On-site: used up: your contract {self.contract.name}"]),
            (60, []),
        ):
            with self.subTest(minutes=minutes):
                self._work(minutes, self.onsite)
                self.assertEqual(self._tell(), told)
        self.assertEqual(self.contract.alert_level, "none")

    def test_the_mail_says_what_pays_then(self):
        self._work(300, self.onsite)
        self._tell()
        message = self.contract.message_ids.filtered(lambda m: m.subject)[0]
        self.assertIn("On-site: used up", message.body)
        self.assertIn("100 h for any work", message.body)
        self.assertEqual(self._asked(), [f"{self.contract.name}: On-site: used up"])

    def test_other_work_tells_nothing(self):
        self._work(600)
        self.assertEqual(self._tell(), [])

    def test_a_mistake_that_is_mended_was_never_made(self):
        line = self._work(280, self.onsite)
        line.unit_amount = 1
        self.assertEqual(self._tell(), [])
        line.unit_amount = 280 / 60
        self.assertEqual(len(self._tell()), 1)
        self.assertTrue(self._asked())
        line.unit_amount = 1
        self.assertEqual(self._tell(), [])
        self.assertFalse(self._asked())
        line.unit_amount = 280 / 60
        self.assertEqual(len(self._tell()), 1)

    def test_new_credit_arms_the_next_crossing_and_answers(self):
        self._work(300, self.onsite)
        self.assertEqual(len(self._tell()), 1)
        self._scoped(self.contract, 100)
        self.assertFalse(self._asked())
        self._work(70, self.onsite)
        self.assertEqual(self._tell(), [])
        self._work(15, self.onsite)
        self.assertEqual(len(self._tell()), 1)

    def test_what_is_taken_back_by_hand_tells_nothing(self):
        grant = self.contract.grant_ids.filtered("is_scoped")
        grant.sudo().date_expiry = TODAY.replace(day=1)
        grant.sudo()._expire()
        self.assertEqual(self._tell(), [])

    def test_credit_that_is_watched_is_told_by_its_level_alone(self):
        self.contract.refill_product_id = self.onsite_pack
        self._work(300, self.onsite)
        self.assertEqual(self._tell(), [])

    def test_two_kinds_at_once_are_one_mail(self):
        self._scoped(self.contract, 100, self.phone)
        self._tell()
        self._work(300, self.onsite)
        self._work(90, self.phone)
        (subject,) = self._tell()
        self.assertIn("On-site: used up", subject)
        self.assertIn("10 min for Phone", subject)

    def test_contracts_without_scopes_are_asked_nothing(self):
        other = self.env["res.partner"].create({"name": "Plain"})
        contract = self._contract(600, client=other)
        self._log(500, task=self._task("T", self._project("P", other)))
        self.assertFalse(contract.scope_notice_due)
