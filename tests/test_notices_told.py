from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestNoticesTold(PrepaidCommon):
    """Credit that is given or taken back is told by mail, once an event."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(600)

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "sale_timesheet_prepaid.prepaid_contract_notify_cron"
            ).method_direct_trigger()

    def _told(self, word):
        """Run the notices and return those whose subject has a word."""
        self._run()
        return self.contract.message_ids.filtered(
            lambda message: word in (message.subject or "")
        )

    def _correct(self, direction, quantity=30, **over):
        vals = {
            "contract_id": self.contract.id,
            "direction": direction,
            "quantity": quantity,
            "reason": "Sorry for the wait",
        }
        Wizard = self.env["prepaid.contract.correct"].with_user(self.user)
        Wizard.create(vals | over).action_apply()

    def _sell(self):
        """Return the paid invoice of two packs, whose credit was told."""
        invoice = self._bill(packs=2)
        self._pay(invoice)
        self._run()
        return invoice

    # === GIVEN === #

    def test_goodwill_is_told_once_with_its_reason(self):
        self._correct("give")
        (message,) = self._told("gave you credit")
        self.assertEqual(message.notified_partner_ids, self.client)
        self.assertIn("30 min", message.body)
        self.assertIn("Sorry for the wait", message.body)
        self.assertEqual(len(self._told("gave you credit")), 1)

    def test_a_corrected_opening_balance_is_no_gift(self):
        self._correct("give", kind="opening")
        self.assertFalse(self._told("gave you credit"))

    def test_a_company_tells_of_no_gift(self):
        self.company.prepaid_given_notice = False
        self._correct("give")
        self.assertFalse(self._told("credit"))

    # === TAKEN BACK === #

    def test_credit_taken_back_by_hand_is_told_once_with_its_reason(self):
        self._correct("take", 45)
        (message,) = self._told("taken back")
        self.assertIn("45 min", message.body)
        self.assertIn("Sorry for the wait", message.body)
        self.assertIn("9 h 15", message.body)
        self.assertEqual(len(self._told("taken back")), 1)

    def test_a_credit_note_is_told_by_what_it_took(self):
        invoice = self._sell()
        self._credit(invoice, packs=1)
        (message,) = self._told("taken back")
        self.assertIn("<strong>10 h</strong>", message.body)

    def test_each_event_has_its_mail(self):
        self._correct("take", 45)
        self.assertEqual(len(self._told("taken back")), 1)
        self._correct("take", 15)
        first, second = self._told("taken back").sorted("id")
        self.assertIn("45 min", first.body)
        self.assertIn("15 min", second.body)

    def test_what_came_back_before_it_was_told_is_as_never_taken(self):
        invoice = self._sell()
        refund = self._credit(invoice)
        refund.button_draft()
        self.assertFalse(self._told("taken back"))

    def test_what_was_never_told_as_credit_is_not_told_as_taken(self):
        invoice = self._bill(packs=2)
        self._pay(invoice)
        self._credit(invoice)
        self.assertFalse(self._told("taken back"))

    def test_a_company_tells_of_nothing_taken(self):
        self.company.prepaid_taken_notice = False
        self._correct("take", 45)
        self.assertFalse(self._told("taken back"))
        self.company.prepaid_taken_notice = True
        self.assertFalse(self._told("taken back"))

    def test_who_unsubscribed_is_not_told(self):
        ann = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.client.id, "email": "ann@example.com"}
        )
        self.contract._set_notice_partners(ann | self.client)
        self.contract._unsubscribe_notices(self.client)
        self._correct("take", 45)
        self._correct("give")
        for word in ("taken back", "gave you credit"):
            self.assertEqual(self._told(word).notified_partner_ids, ann)
