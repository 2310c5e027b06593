from datetime import date

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestConstraints(PrepaidCommon):
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
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "journal_id": journal.id,
                    "partner_id": self.client.id,
                    "invoice_line_ids": [
                        Command.create({"name": "X", "price_unit": 1, "tax_ids": False})
                    ],
                }
            )
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
        grant = self.client.prepaid_contract_ids.grant_ids
        with self.assertRefused("move_line_unique", UniqueViolation):
            self.env.cr.execute(
                "INSERT INTO prepaid_grant (contract_id, move_line_id, kind, name,"
                " quantity, remaining, date, expiry_outcome)"
                " SELECT contract_id, move_line_id, kind, name, quantity, 0, date,"
                " expiry_outcome FROM prepaid_grant WHERE id = %s",
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
                "prepaid_signal_contract_unique",
                "prepaid_signal_partner_unique",
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
