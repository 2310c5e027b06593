from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..metering import QUANTITY_DIGITS, split, to_quantity, to_units


class PrepaidContractTransfer(models.TransientModel):
    """Move unused credit to another contract of the same customer."""

    _name = "prepaid.contract.transfer"
    _description = "Transfer Prepaid Credit"

    contract_id = fields.Many2one("prepaid.contract", required=True, readonly=True)
    partner_id = fields.Many2one(related="contract_id.partner_id")
    company_id = fields.Many2one(related="contract_id.company_id")
    unit = fields.Selection(related="contract_id.unit")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    target_id = fields.Many2one(
        "prepaid.contract",
        "To Contract",
        required=True,
        domain="[('partner_id', '=', partner_id), ('company_id', '=', company_id),"
        " ('id', '!=', contract_id), ('state', '!=', 'closed')]",
    )
    quantity = fields.Float(digits=QUANTITY_DIGITS, required=True)
    reason = fields.Char(required=True)
    balance_after = fields.Char("Balance", compute="_compute_after")
    target_after = fields.Char("Balance There", compute="_compute_after")

    @api.depends("contract_id", "target_id", "quantity")
    @api.depends_context("lang")
    def _compute_after(self):
        for wizard in self:
            moved = wizard.quantity
            wizard.balance_after = wizard.contract_id._preview_balance(-moved)
            wizard.target_after = wizard.target_id._preview_balance(moved)

    def action_apply(self):
        self.ensure_one()
        self._check_transfer()
        self.contract_id.sudo()._transfer(
            self.target_id.sudo(), self.quantity, self.reason
        )
        return {"type": "ir.actions.act_window_close"}

    def _check_transfer(self):
        """Check rights and values before the ledger is written in sudo."""
        source, target = self.contract_id, self.target_id
        (source | target).check_access("write")
        if not self.reason.strip():
            raise ValidationError(self.env._("Say why you transfer the credit."))
        if source == target or any(
            source[field] != target[field]
            for field in ("partner_id", "company_id", "unit", "currency_id")
        ):
            raise UserError(
                self.env._(
                    "Credit moves between contracts of one customer, company and unit "
                    "only: %(contract)s and %(target)s differ. Choose another target.",
                    contract=source.name,
                    target=target.name,
                )
            )


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def _transfer(self, target, quantity, reason):
        """Move credit to ``target`` and return the grants it makes there.

        Taken in the order of use. Expiry, priority and kind go along, and so does the
        share of the price that the moved part still bears.
        """
        self.ensure_one()
        lots = self._get_lots()[self]
        parts, rest = split(lots.items(), to_units(quantity))
        if rest or quantity <= 0:
            raise UserError(
                self.env._(
                    "%(contract)s has %(left)s of credit. Transfer more than nothing "
                    "and no more than that.",
                    contract=self.name,
                    left=self._format_quantity(to_quantity(sum(lots.values()))),
                )
            )
        moved = self.env["prepaid.grant"].create(
            [grant._transfer_out(target, units, reason) for grant, units in parts]
        )
        moved._update_amount()
        return moved


class PrepaidGrant(models.Model):
    _inherit = "prepaid.grant"

    def _transfer_out(self, target, units, reason):
        """Take units out of this grant and return the vals of the one they become.

        The part stays tied to the invoice line that sold it, and so to its price.
        """
        self.ensure_one()
        self.env["prepaid.entry"].create(
            self._prepare_out_entry_vals("transfer", units, self._get_today(), reason)
        )
        return {
            "contract_id": target.id,
            "origin_grant_id": self.id,
            "kind": self.kind,
            "quantity": to_quantity(units),
            "date": self.date,
            "date_expiry": self.date_expiry,
            "priority": self.priority,
            "move_line_id": self.move_line_id.id,
            "sale_line_id": self.sale_line_id.id,
            "pack_quantity": self.pack_quantity,
            "name": reason,
        }
