from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_charge import ChargeCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDunning(ChargeCommon):
    """Refills on their board, reminders of unpaid ones, suspension."""

    @classmethod
    def _contract(cls, quantity=600, **over):
        vals = {
            "low_threshold": 120,
            "refill_trigger": "threshold",
            "refill_product_id": cls.pack.id,
            "refill_mode": "posted_invoice",
        }
        return super()._contract(quantity, **(vals | over))

    def _start(self, **over):
        contract = self._contract(**over)
        self._log(500)
        self._run()
        return contract, contract.refill_ids

    def _on(self, day):
        with freeze_time(f"{day} 12:00:00"):
            self._run("prepaid_dun_cron")

    def _reminders(self, contract):
        return contract.message_ids.filtered(
            lambda message: "Not paid yet" in (message.subject or "")
        )

    def test_the_invoice_is_posted_and_sent_by_odoos_cron(self):
        _contract, refill = self._start()
        invoice = refill.invoice_ids
        self.assertEqual((refill.state, invoice.state), ("waiting", "posted"))
        self.assertTrue(invoice.is_being_sent)
        self.assertEqual(refill.stage, "client")

    def test_the_board_says_who_must_act(self):
        contract, refill = self._start(refill_mode="draft_invoice")
        self.assertEqual(refill.stage, "todo")
        invoice = refill.invoice_ids
        invoice.invoice_date_due = "2026-03-20"
        invoice.invoice_payment_term_id = False
        invoice.action_post()
        self.assertEqual(refill.stage, "client")
        self._on("2026-03-21")
        self.assertEqual(refill.stage, "unpaid")
        self._pay(invoice)
        self.assertEqual(refill.stage, "done")
        self._log(600)
        contract.refill_mode = "quotation"
        self._run()
        self.assertEqual(contract.refill_ids[0].stage, "client")

    def test_a_refused_charge_is_declined_and_retried_in_one_click(self):
        contract = self._charged_contract("error")
        self._log(500)
        self._run()
        refill = contract.refill_ids
        self.assertEqual(refill.stage, "declined")
        contract.sudo().payment_token_id.demo_simulated_state = "done"
        refill.with_user(self.user).action_retry()
        self.assertEqual(refill.stage, "bank")
        self._run("prepaid_charge_cron")
        self.assertEqual((refill.stage, contract.balance), ("done", 700))

    def test_unpaid_refills_are_reminded_after_3_7_and_14_days(self):
        contract, refill = self._start()
        refill.invoice_ids.invoice_date_due = "2026-04-01"
        told = {}
        for day in (1, 3, 4, 5, 8, 10, 15, 30):
            self._on(f"2026-04-{day:02}")
            told[day] = len(self._reminders(contract))
        expected = {1: 0, 3: 0, 4: 1, 5: 1, 8: 2, 10: 2, 15: 3, 30: 3}
        self.assertEqual(told, expected)

    def test_one_reminder_for_all_that_a_client_owes(self):
        contract, refill = self._start()
        other = self._contract(is_default=False)
        other.sudo()._refill(is_asked=True)
        invoices = (refill | other.refill_ids).invoice_ids
        invoices.invoice_date_due = "2026-04-01"
        self._on("2026-04-10")
        reminders = self._reminders(contract) | self._reminders(other)
        self.assertEqual(len(reminders), 1)
        for invoice in invoices:
            self.assertIn(invoice.name, reminders.body)

    def test_unpaid_suspends_and_the_payment_lifts_it(self):
        self.company.sudo().prepaid_suspend_days = 20
        contract, refill = self._start()
        invoice = refill.invoice_ids
        invoice.invoice_date_due = "2026-04-01"
        self._on("2026-04-20")
        self.assertEqual(contract.state, "active")
        self._on("2026-04-21")
        self.assertEqual(contract.state, "suspended")
        self._pay(invoice)
        self.assertEqual(contract.state, "active")

    def test_payment_lifts_no_suspension_of_a_person(self):
        self.company.sudo().prepaid_suspend_days = 20
        contract, refill = self._start()
        invoice = refill.invoice_ids
        invoice.invoice_date_due = "2026-04-01"
        self._on("2026-04-21")
        contract.with_user(self.user).action_activate()
        contract.with_user(self.user).action_suspend()
        self._pay(invoice)
        self.assertEqual(contract.state, "suspended")

    def test_the_link_is_sent_again_by_who_may_refill(self):
        contract, refill = self._start()
        refill.invoice_ids.sending_data = False
        with self.assertRefused("", AccessError):
            refill.with_user(self.technician).action_send_link()
        refill.with_user(self.user).action_send_link()
        self.assertTrue(refill.invoice_ids.is_being_sent)
        self._pay(refill.invoice_ids)
        with self.assertRefused("nothing to pay"):
            refill.with_user(self.user).action_send_link()

    def test_the_clients_page_pays_the_top_up_that_waits(self):
        contract, refill = self._start()
        payment = contract.sudo()._get_client_payment()
        self.assertEqual(payment["label"], "Pay the top-up: $\xa01,000.00")
        self.assertEqual(payment["url"], f"/my/prepaid/{contract.id}/pay")
        self.assertEqual(payment["refill_id"], refill.id)
        self._pay(refill.invoice_ids)
        self.assertFalse(contract.sudo()._get_client_payment())
