from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_withdrawal import WithdrawalCommon

LAPSED = date(2026, 3, 20)
LATER = date(2026, 3, 23)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWithdrawalMeanwhile(WithdrawalCommon):
    """What happened to a pack before or after its client withdrew."""

    def _settle(self, withdrawal, amount, earned, *contracts):
        """Post what was drafted: nothing is left, and the books agree."""
        self.assertEqual(sum(withdrawal.note_ids.mapped("amount_total")), amount)
        withdrawal.note_ids.action_post()
        for contract in contracts:
            self.assertEqual((contract.balance, contract.held), (0, 0))
        self.assertEarned(earned)
        self.assertEqual(self.env["prepaid.contract"].sudo()._check_integrity(), [])

    # === EXCHANGED === #

    def _replace_invoice(self, order, **vals):
        invoice = order.invoice_ids.sorted("id")[:1]
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard = wizard.create({"journal_id": invoice.journal_id.id, "date": TODAY})
        wizard.modify_moves()
        new = wizard.new_move_ids
        new.invoice_line_ids.filtered("product_id").write(vals)
        new.invoice_date = TODAY
        new.action_post()
        if new.amount_residual:
            self._register_payment(new)
        return new

    def test_an_invoice_that_was_replaced_before(self):
        order = self._sell(used=150)
        self._replace_invoice(order)
        self._settle(self._withdraw(order), 450, 125, self._get_contract(order))

    def test_a_smaller_pack_was_taken_instead(self):
        """Of 5 hours for 360 €, 150 minutes are 180 €."""
        small = self._pack(300, 360, taxes_id=[Command.set(self.tax.ids)])
        order = self._sell(used=150)
        self._replace_invoice(order, product_id=small.id, price_unit=360)
        self._settle(self._withdraw(order), 180, 150, self._get_contract(order))

    def test_an_invoice_that_is_replaced_after(self):
        """The credit note by hand forgave what was used: all is given back."""
        order = self._sell(used=150)
        withdrawal = self._withdraw(order)
        self._replace_invoice(order)
        drafts = withdrawal.note_ids.filtered(lambda note: note.state == "draft")
        self.assertEqual(drafts.amount_total, 600)
        contract = self._get_contract(order)
        self.assertEqual(contract.available, 0)
        drafts.action_post()
        self.assertEqual((contract.balance, contract.held), (0, 0))
        self.assertEarned(0)

    def test_a_bigger_pack_was_taken_instead_on_the_order(self):
        """Of 20 hours for 960 €, 150 minutes are 120 €."""
        order = self._sell(used=150)
        big = self._pack(1200, 960, taxes_id=[Command.set(self.tax.ids)])
        order.order_line.product_uom_qty = 0
        order.order_line = [Command.create({"product_id": big.id})]
        invoice = order._create_invoices(final=True)
        invoice.action_post()
        self._register_payment(invoice)
        contract = self._get_contract(order)
        self.assertEqual(contract.balance, 1050)
        self._settle(self._withdraw(order), 840, 100, contract)

    # === EXPIRED, ROLLED OVER, CARRIED === #

    def _lapse(self, **terms):
        self.plan.write({"validity_months": 1} | terms)
        with freeze_time(TODAY):
            order = self._sell(used=150)
        grants = order.sudo()._get_prepaid_grants()
        grants.date_expiry = LAPSED
        grants._expire()
        return order

    @freeze_time("2026-03-23 10:00:00")
    def test_what_expired_was_not_used(self):
        contracts = self._get_contract(order := self._lapse())
        withdrawal = self._withdraw(order)
        self.assertEqual(contracts.held, 450)
        self._settle(withdrawal, 450, 125, contracts)

    @freeze_time("2026-03-23 10:00:00")
    def test_what_rolled_over_in_part(self):
        order = self._lapse(rollover_percent=50, rollover_months=6)
        contract = self._get_contract(order)
        self.assertEqual(contract.balance, 300)
        withdrawal = self._withdraw(order)
        self.assertEqual((contract.balance, contract.held), (450, 450))
        self._settle(withdrawal, 450, 125, contract)

    @freeze_time("2026-03-23 10:00:00")
    def test_what_is_owed_after_the_expiry(self):
        for outcome in ("keep", "refund"):
            with self.subTest(outcome=outcome), self.env.cr.savepoint() as point:
                order = self._lapse(expiry_outcome=outcome)
                withdrawal = self._withdraw(order)
                self._settle(withdrawal, 450, 125, self._get_contract(order))
                point.rollback()

    @freeze_time("2026-03-23 10:00:00")
    def test_what_the_next_pack_carries(self):
        """Whichever is withdrawn from, the other stays whole."""
        for first in (True, False):
            with self.subTest(first=first), self.env.cr.savepoint() as point:
                order = self._lapse(expiry_outcome="carry")
                other = self._sell()
                contract = self._get_contract(order)
                self.assertEqual(contract.balance, 1050)
                withdrawal = self._withdraw(order if first else other)
                self.assertEqual(contract.held, 450 if first else 600)
                amount, left = (450, 600) if first else (600, 0)
                self.assertEqual(withdrawal.note_ids.amount_total, amount)
                withdrawal.note_ids.action_post()
                self.assertEqual((contract.balance, contract.held), (left, 0))
                owed = sum(contract.grant_ids.mapped("owed"))
                self.assertEqual(owed, 0 if first else 450)
                self.assertEarned(125)
                point.rollback()

    def test_what_is_withdrawn_from_is_not_told_to_expire(self):
        order = self._sell()
        grants = order.sudo()._get_prepaid_grants()
        grants.date_expiry = LAPSED
        self.company.prepaid_expiry_notice_days = 30
        expiring = self.env["prepaid.grant"]._get_expiring_domain()
        self.assertEqual(grants.filtered_domain(expiring), grants)
        self._withdraw(order)
        expiring = self.env["prepaid.grant"]._get_expiring_domain()
        self.assertFalse(grants.filtered_domain(expiring))

    # === LATE === #

    def test_who_asks_for_the_link_on_the_last_evening_is_not_late(self):
        order = self._sell()
        typed = (self.company, order.name, self.buyer.email)
        with freeze_time("2026-03-30 21:00:00"):
            self.env["sale.order"].sudo()._mail_withdrawal_link(*typed)
        with freeze_time("2026-04-01 08:00:00"):
            self.assertFalse(order._is_withdrawable())
        with freeze_time("2026-03-31 08:00:00"):
            self.assertTrue(order._is_withdrawable())
            self.assertEqual(self._withdraw(order).note_ids.amount_total, 600)

    # === TWO CONTRACTS === #

    def _sell_for_two(self):
        """Sell 10 hours of a contract and 5 of another, each used a bit."""
        plan = self._plan("On site")
        tax = [Command.set(self.tax.ids)]
        pack = self._pack(300, 360, taxes_id=tax, prepaid_plan_id=plan.id)
        order = self._order(client=self.buyer, user_id=self.user.id)
        order.order_line = [Command.create({"product_id": pack.id})]
        order.sudo()._ask_to_begin(True, "Ada", "shop")
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self._register_payment(invoice)
        office, site = self._get_contract(order).sorted("id")
        self.assertEqual((office.balance, site.balance), (600, 300))
        self._log(150, task=self.printer, prepaid_contract_id=office.id)
        self._log(100, task=self.printer, prepaid_contract_id=site.id)
        for contract in (office, site):
            self.env["prepaid.consent"].sudo().create(
                {
                    "contract_id": contract.id,
                    "partner_id": self.buyer.id,
                    "text": "Charge me",
                    "cap_amount": 900,
                }
            )
        return order, office, site

    def test_both_are_set_aside_and_end(self):
        order, office, site = self._sell_for_two()
        withdrawal = self._withdraw(order)
        self.assertEqual((office.held, site.held), (450, 200))
        self.assertFalse((office | site)._get_consent())
        # 450 of 600 €, and 240 of 360 €.
        self._settle(withdrawal, 690, 225, office, site)

    def test_one_after_the_other(self):
        order, office, site = self._sell_for_two()
        mine = order.order_line.filtered(lambda line: line.product_id == self.pack)
        first = self._withdraw(order, mine)
        self.assertEqual((office.held, site.held), (450, 0))
        self._log(20, task=self.printer, prepaid_contract_id=site.id)
        rest = self._withdraw(order)
        self.assertEqual(rest.contract_id, site)
        for contract in (office, site):
            self.assertFalse(contract._get_consent())
        self._settle(first | rest, 450 + 216, 245, office, site)

    # === MOVED AFTERWARDS === #

    def test_what_is_set_aside_goes_nowhere(self):
        order = self._sell(used=150)
        contract = self._get_contract(order)
        target = self._contract(client=self.buyer, is_default=False)
        self._withdraw(order)
        transfer = self.env["prepaid.contract.transfer"].create(
            {
                "contract_id": contract.id,
                "target_id": target.id,
                "is_new": False,
                "quantity": 200,
                "reason": "Branch",
            }
        )
        with self.assertRefused("aside"):
            transfer.action_apply()
