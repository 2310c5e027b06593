from datetime import date

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestGrant(PrepaidCommon):
    def _contracts(self):
        return self.client.prepaid_contract_ids

    # === WHEN === #

    def test_a_paid_invoice_grants_once(self):
        invoice = self._bill(packs=2)
        self.assertFalse(self._contracts())
        self._pay(invoice)
        grant = self._contracts().grant_ids
        self.assertEqual(grant.mapped("quantity"), [1200])
        self.assertEqual(grant.amount, 2000)
        self.assertEqual(grant.date, date(2026, 1, 15))
        self.assertEqual(self._contracts().state, "active")
        self.assertTrue(self._contracts().is_default)

    def test_a_posted_invoice_grants_under_that_policy(self):
        self.company.prepaid_grant_policy = "posted"
        self._bill()
        self.assertEqual(self._contracts().balance, 600)

    def test_a_confirmed_order_grants_under_that_policy_and_its_invoice_does_not(self):
        self.company.prepaid_grant_policy = "confirmed"
        order = self._order(packs=2)
        order.action_confirm()
        self.assertEqual(self._contracts().balance, 1200)
        invoice = order._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        self.assertEqual(self._contracts().balance, 1200)
        grant = self._contracts().grant_ids
        self.assertEqual(grant.move_line_id, invoice.invoice_line_ids)

    def test_a_confirmed_order_follows_its_quantity(self):
        self.company.prepaid_grant_policy = "confirmed"
        order = self._order(packs=2)
        order.action_confirm()
        order.order_line.product_uom_qty = 3
        self.assertEqual(self._contracts().balance, 1800)
        order.order_line.product_uom_qty = 1
        self.assertEqual(self._contracts().balance, 600)
        order._action_cancel()
        self.assertEqual(self._contracts().balance, 0)

    def test_a_partial_payment_grants_nothing_yet(self):
        invoice = self._bill()
        self._pay(invoice, amount=400)
        self.assertFalse(self._contracts())
        self._pay(invoice, amount=600)
        self.assertEqual(self._contracts().balance, 600)

    def test_hooks_that_fire_again_grant_nothing_more(self):
        invoice = self._bill()
        self._pay(invoice)
        invoice._invoice_paid_hook()
        (invoice | invoice)._sync_prepaid_grants()
        self.env["account.move"]._invoice_paid_hook()
        self.assertEqual(self._contracts().balance, 600)

    def test_reconciling_again_grants_nothing_more(self):
        invoice = self._bill()
        self._pay(invoice)
        receivable = invoice.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        payment_line = receivable.matched_credit_ids.credit_move_id
        receivable.remove_move_reconcile()
        self.env.flush_all()
        self.assertEqual(self._contracts().balance, 0)
        (receivable | payment_line).reconcile()
        self.env.flush_all()
        self.assertEqual(self._contracts().balance, 600)
        self.assertEqual(len(self._contracts().grant_ids), 1)

    def test_a_free_pack_is_granted_on_posting(self):
        self._bill(pack=self._pack(30, price=0))
        self.assertEqual(self._contracts().balance, 30)

    # === WHAT === #

    def test_a_bonus_shares_the_price(self):
        pack = self._pack(600, price=1100, prepaid_bonus_quantity=60)
        self._pay(self._bill(pack))
        grants = self._contracts().grant_ids.sorted("id")
        self.assertEqual(grants.mapped("kind"), ["purchase", "bonus"])
        self.assertEqual(grants.mapped("amount"), [1000, 100])

    def test_several_packs_on_one_invoice_make_a_grant_each(self):
        small = self._pack(300)
        invoice = self._bill(post=False)
        invoice.invoice_line_ids = [
            Command.create({"product_id": small.id, "quantity": 2, "tax_ids": False})
        ]
        invoice.action_post()
        self._pay(invoice)
        grants = self._contracts().grant_ids
        self.assertEqual(sorted(grants.mapped("quantity")), [600, 600])
        self.assertEqual(len(grants.move_line_id), 2)

    def test_validity_counts_from_the_invoice_date(self):
        self.plan.validity_months = 12
        self._pay(self._bill())
        self.assertEqual(self._contracts().grant_ids.date_expiry, date(2027, 1, 15))

    def test_a_changed_draft_grants_what_is_posted_at_last(self):
        self.company.prepaid_grant_policy = "posted"
        invoice = self._bill(packs=2)
        invoice.button_draft()
        self.env.flush_all()
        self.assertEqual(self._contracts().balance, 0)
        invoice.invoice_line_ids.quantity = 3
        invoice.action_post()
        self.assertEqual(self._contracts().balance, 1800)

    # === WHERE === #

    def test_packs_go_to_the_contract_that_the_order_names(self):
        self._contract()
        named = self._contract(is_default=False)
        order = self._order(prepaid_contract_id=named.id)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        self.assertEqual(named.balance, 600)

    def test_packs_go_to_a_contract_of_their_plan(self):
        self._contract(plan=self._plan("Other"))
        self._pay(self._bill())
        contract = self._contracts().filtered(lambda c: c.plan_id == self.plan)
        self.assertEqual(contract.balance, 600)
        self.assertFalse(contract.is_default)

    def test_an_order_cannot_name_another_customers_contract(self):
        other = self.env["res.partner"].create({"name": "Other"})
        contract = self._contract(client=other)
        with self.assertRefused("another customer", ValidationError):
            self._order(prepaid_contract_id=contract.id)

    def test_a_contact_buys_for_the_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.client.id}
        )
        self._pay(self._bill(client=contact))
        self.assertEqual(self._contracts().balance, 600)

    # === TAKEN BACK === #

    def test_a_credit_note_takes_back_unused_credit(self):
        invoice = self._bill()
        self._pay(invoice)
        contract = self._contracts()
        contract.refill_trigger = "none"
        self._log(200)
        self._credit(invoice)
        self.assertEqual((contract.balance, contract.debt), (0, 0))
        voided = contract.entry_ids.filtered(lambda e: e.kind == "void")
        self.assertEqual(voided.quantity, -400)

    def test_time_given_back_after_a_credit_note_is_void_too(self):
        invoice = self._bill()
        self._pay(invoice)
        contract = self._contracts()
        line = self._log(200)
        self._credit(invoice)
        line.unlink()
        self.assertEqual(contract.balance, 0)

    def test_half_a_pack_credited_takes_half_back(self):
        invoice = self._bill()
        self._pay(invoice)
        self._credit(invoice, packs=0.5)
        self.assertEqual(self._contracts().balance, 300)

    def test_an_invoice_partly_paid_and_partly_credited_grants_the_rest(self):
        invoice = self._bill()
        self._pay(invoice, amount=400)
        refund = self._credit(invoice, packs=0.6)
        lines = (invoice | refund).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        lines.filtered(lambda line: not line.reconciled).reconcile()
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(self._contracts().balance, 240)

    def test_a_withdrawn_payment_voids_and_leaves_debt_until_paid_again(self):
        invoice = self._bill()
        self._pay(invoice)
        contract = self._contracts()
        contract.refill_trigger = "none"
        self._log(200)
        receivable = invoice.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        receivable.remove_move_reconcile()
        self.env.flush_all()
        self.assertEqual((contract.balance, contract.debt), (-200, 200))
        self._pay(invoice)
        self.assertEqual((contract.balance, contract.debt), (400, 0))

    # === BAD INPUT === #

    def test_a_pack_needs_plan_credit_and_units(self):
        for field, value in {
            "prepaid_plan_id": False,
            "prepaid_quantity": 0,
            "prepaid_bonus_quantity": -1,
            "invoice_policy": "delivery",
            "type": "consu",
            "uom_id": self.env.ref("uom.product_uom_hour").id,
        }.items():
            with self.subTest(field=field):
                with self.assertRefused("cannot be sold yet", ValidationError):
                    self._pack(**{"quantity": 600, field: value})

    def test_the_unit_of_a_plan_in_use_stays(self):
        self._contract()
        with self.assertRefused("Make a new plan"):
            self.plan.write(
                {"unit": "money", "currency_id": self.env.ref("base.EUR").id}
            )

    def test_a_money_plan_needs_a_currency(self):
        with self.assertRefused("currency", ValidationError):
            self._plan("Credit", unit="money")

    def test_credit_does_not_expire_before_it_is_granted(self):
        contract = self._contract()
        with self.assertRefused("cannot expire before", ValidationError):
            self._grant(contract, 60, date_expiry=date(2025, 12, 31))

    def test_another_companys_invoice_grants_nothing_here(self):
        contract = self._contract()
        other = self.setup_other_company(name="Other Ltd")["company"]
        line = self.env["account.move.line"].sudo().search(
            [("company_id", "=", other.id)], limit=1
        ) or self._foreign_line(other)
        with self.assertRefused("same company", ValidationError):
            self._grant(contract, 60, move_line_id=line.id)

    def _foreign_line(self, company):
        journal = self.env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "=", "sale")], limit=1
        )
        move = self.env["account.move"].with_company(company).create(
            {
                "move_type": "out_invoice",
                "journal_id": journal.id,
                "partner_id": self.client.id,
                "invoice_line_ids": [
                    Command.create({"name": "X", "price_unit": 1, "tax_ids": False})
                ],
            }
        )
        return move.invoice_line_ids

    def test_a_closed_contract_takes_no_credit(self):
        contract = self._contract()
        contract.action_close()
        with self.assertRefused("closed"):
            self._grant(contract, 60)

    def test_a_contract_with_entries_is_not_deleted(self):
        contract = self._contract(60)
        with self.assertRefused("Close it instead"):
            contract.with_user(self.manager).unlink()
        self._contract(client=self.partner_a).with_user(self.manager).unlink()

    def test_a_contract_with_entries_keeps_its_customer(self):
        contract = self._contract(60)
        with self.assertRefused("already has entries", ValidationError):
            contract.partner_id = self.partner_a

    def test_a_customer_has_one_default_contract(self):
        old, other = self._contract(), self._contract(is_default=False)
        new = self._contract()
        self.assertEqual((old.is_default, new.is_default), (False, True))
        other.is_default = True
        self.assertFalse(new.is_default)

    # === IN THE DATABASE === #

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_a_changed_or_deleted_entry(self):
        entry = self._contract(60).entry_ids
        for query in (
            "UPDATE prepaid_entry SET quantity = 1 WHERE id = %s",
            "DELETE FROM prepaid_entry WHERE id = %s",
        ):
            with self.assertRefused("never changed or deleted", Exception):
                self.env.cr.execute(query, [entry.id])

    @mute_logger("odoo.sql_db")
    def test_the_database_keeps_remaining_within_the_grant(self):
        grant = self._contract(60).grant_ids
        for remaining in (-1, 61):
            with self.assertRefused("check_remaining", CheckViolation):
                self.env.cr.execute(
                    "UPDATE prepaid_grant SET remaining = %s WHERE id = %s",
                    [remaining, grant.id],
                )

    @mute_logger("odoo.sql_db")
    def test_the_database_takes_one_grant_of_a_kind_for_an_invoice_line(self):
        self._pay(self._bill())
        grant = self._contracts().grant_ids
        with self.assertRefused("move_line_unique", UniqueViolation):
            self.env.cr.execute(
                "INSERT INTO prepaid_grant (contract_id, move_line_id, kind, name,"
                " quantity, remaining, date) SELECT contract_id, move_line_id, kind,"
                " name, quantity, 0, date FROM prepaid_grant WHERE id = %s",
                [grant.id],
            )

    def test_the_promised_indexes_exist(self):
        self.env.cr.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename LIKE 'prepaid_%'"
        )
        names = {name for (name,) in self.env.cr.fetchall()}
        self.assertLessEqual(
            {
                "prepaid_grant_move_line_unique",
                "prepaid_grant_open_idx",
                "prepaid_refill_open_unique",
                "prepaid_contract_default_unique",
                "prepaid_rate_usage_type_unique",
                "prepaid_entry_contract_date_idx",
            },
            names,
        )

    def test_entries_are_not_changed_or_deleted(self):
        entry = self._contract(60).entry_ids.sudo()
        with self.assertRefused("never changed"):
            entry.quantity = 30
        with self.assertRefused("cannot be deleted"):
            entry.unlink()

    def test_figures_are_written_by_the_ledger_only(self):
        contract = self._contract(60)
        with self.assertRefused("balance", AccessError):
            contract.with_user(self.manager).balance = 600
        with self.assertRefused("remaining", AccessError):
            contract.grant_ids.with_user(self.manager).remaining = 30


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestExpiry(PrepaidCommon):
    def _expire(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "sale_timesheet_prepaid.prepaid_grant_expire_cron"
            ).method_direct_trigger()

    def test_unused_credit_leaves_once_after_the_grace(self):
        self.plan.expiry_grace_days = 5
        contract = self._contract()
        self._grant(contract, 60, date_expiry=date(2026, 3, 11))
        self._expire()
        self.assertEqual(contract.balance, 60)
        with freeze_time("2026-03-17"):
            self._expire()
            self._expire()
        expired = contract.entry_ids.filtered(lambda e: e.kind == "expire")
        self.assertEqual(expired.mapped("quantity"), [-60])
        self.assertEqual(expired.date, date(2026, 3, 17))
        self.assertEqual(contract.grant_ids.state, "expired")

    def test_work_before_the_expiry_can_be_logged_within_the_grace(self):
        self.plan.expiry_grace_days = 10
        contract = self._contract()
        self._grant(contract, 60, date_expiry=date(2026, 3, 10))
        self._log(20, day=date(2026, 3, 10))
        self.assertEqual(contract.balance, 40)
        with self.assertRefused("no credit left"):
            self._log(20, day=date(2026, 3, 11))

    def test_time_given_back_after_the_expiry_expires_too(self):
        contract = self._contract()
        self._grant(contract, 60, date_expiry=date(2026, 3, 15))
        line = self._log(20, day=date(2026, 3, 15))
        self._expire()
        line.unlink()
        self.assertEqual(contract.balance, 20)
        self._expire()
        self.assertEqual(contract.balance, 0)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWizards(PrepaidCommon):
    def _correct(self, contract, user=None, **vals):
        Wizard = self.env["prepaid.contract.correct"].with_user(user or self.user)
        wizard = Wizard.create({"contract_id": contract.id} | vals)
        wizard.action_apply()

    def test_goodwill_is_one_entry_with_its_reason(self):
        contract = self._contract(60)
        self._correct(contract, quantity=15, reason="Server was slow")
        entry = contract.entry_ids.sorted("id")[-1]
        self.assertEqual((entry.name, entry.quantity), ("Server was slow", 15))
        self.assertEqual(entry.grant_id.kind, "goodwill")
        self.assertEqual(entry.grant_id.amount, 0)

    def test_a_correction_takes_back_no_more_than_a_grant_has(self):
        contract = self._contract(60)
        self._correct(contract, direction="take", quantity=20, reason="Typo")
        self.assertEqual(contract.balance, 40)
        with self.assertRefused("40 min"):
            self._correct(contract, direction="take", quantity=41, reason="Typo")

    def test_a_correction_needs_a_reason(self):
        contract = self._contract(60)
        with self.assertRefused("Say why", ValidationError):
            self._correct(contract, quantity=20, reason="  ")

    def test_a_technician_corrects_nothing(self):
        contract = self._contract(60)
        with self.assertRefused("", AccessError):
            self._correct(contract, user=self.technician, quantity=20, reason="Mine")

    def _transfer(self, source, target, quantity):
        Wizard = self.env["prepaid.contract.transfer"].with_user(self.user)
        Wizard.create(
            {
                "contract_id": source.id,
                "target_id": target.id,
                "quantity": quantity,
                "reason": "Moved",
            }
        ).action_apply()

    def test_a_transfer_keeps_expiry_and_price(self):
        source = self._contract()
        self._grant(
            source, 600, date_expiry=date(2026, 12, 31), amount=999.99, kind="purchase"
        )
        target = self._contract(is_default=False)
        self._log(100)
        self._transfer(source, target, 300)
        self.assertEqual((source.balance, target.balance), (200, 300))
        moved = target.grant_ids
        self.assertEqual(moved.date_expiry, date(2026, 12, 31))
        self.assertEqual(moved.kind, "purchase")
        self.assertEqual(moved.amount + source.grant_ids.amount, 999.99)
        self.assertEqual(moved.amount, 500)

    def test_a_transfer_takes_grants_in_their_order_of_use(self):
        source, target = self._contract(), self._contract(is_default=False)
        later = self._grant(source, 60)
        sooner = self._grant(source, 60, date_expiry=date(2026, 12, 31))
        self._transfer(source, target, 60)
        self.assertEqual((sooner.remaining, later.remaining), (0, 60))

    def test_credit_stays_with_its_customer(self):
        source = self._contract(600)
        target = self._contract(client=self.partner_a)
        with self.assertRefused("one customer"):
            self._transfer(source, target, 300)

    def test_a_transfer_takes_no_more_than_there_is(self):
        source = self._contract(60)
        target = self._contract(is_default=False)
        with self.assertRefused("1 h of credit"):
            self._transfer(source, target, 61)
