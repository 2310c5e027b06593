from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..metering import QUANTITY_DIGITS, to_quantity, to_units
from ..models.ledger.prepaid_entry import CORRECTIONS


class PrepaidContractCorrect(models.TransientModel):
    """Goodwill or a correction: one entry, with its reason."""

    _name = "prepaid.contract.correct"
    _description = "Correct a Prepaid Contract"

    contract_id = fields.Many2one("prepaid.contract", required=True, readonly=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Client")
    unit = fields.Selection(related="contract_id.unit")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    direction = fields.Selection(
        [("give", "Give credit"), ("take", "Take credit back")],
        required=True,
        default="give",
    )
    kind = fields.Selection(
        [("goodwill", "Goodwill"), ("opening", "Opening balance")],
        required=True,
        default="goodwill",
    )
    correction = fields.Selection(
        CORRECTIONS,
        "Taken Back as",
        required=True,
        default="mistake",
        help="Work that was not logged counts as used: the client owes it and its "
        "price is earned. A mistake was never used: its price stays with the rest.",
    )
    quantity = fields.Float(digits=QUANTITY_DIGITS, required=True)
    date = fields.Date(
        required=True,
        compute="_compute_date",
        store=True,
        precompute=True,
        readonly=False,
    )
    date_expiry = fields.Date("Expires")
    grant_id = fields.Many2one(
        "prepaid.grant",
        "From Grant",
        compute="_compute_grant_id",
        store=True,
        readonly=False,
        domain="[('contract_id', '=', contract_id), ('remaining', '>', 0)]",
    )
    reason = fields.Char(required=True)
    balance_after = fields.Char("Balance", compute="_compute_balance_after")

    @api.depends("contract_id")
    def _compute_date(self):
        for wizard in self:
            company = wizard.contract_id.company_id or self.env.company
            wizard.date = company._get_prepaid_today()

    @api.depends("contract_id", "direction")
    def _compute_grant_id(self):
        for wizard in self:
            grants = wizard.contract_id.grant_ids.filtered("remaining")
            wizard.grant_id = wizard.direction == "take" and grants[:1]

    @api.depends("contract_id", "direction", "quantity")
    @api.depends_context("lang")
    def _compute_balance_after(self):
        for wizard in self:
            sign = 1 if wizard.direction == "give" else -1
            wizard.balance_after = wizard.contract_id._preview_balance(
                sign * wizard.quantity
            )

    def action_apply(self):
        self.ensure_one()
        self._check_correction()
        if self.direction == "give":
            self.env["prepaid.grant"].sudo().create(self._prepare_grant_vals())
        else:
            grant_sudo = self.grant_id.sudo()
            wanted = {grant_sudo: to_units(self.quantity)}
            self.contract_id._check_not_held(wanted)
            self.env["prepaid.entry"].sudo().create(
                grant_sudo._prepare_out_entry_vals(
                    "adjust", to_units(self.quantity), self.date, self.reason
                )
                | {"correction": self.correction}
            )
        self._log_reason()
        return {"type": "ir.actions.act_window_close"}

    def _check_correction(self):
        """Check rights and values before the ledger is written in sudo."""
        self.contract_id.check_access("write")
        if not self.reason.strip():
            raise ValidationError(self.env._("Say why you correct the balance."))
        if self.quantity <= 0:
            raise ValidationError(
                self.env._(
                    "Enter a positive quantity for %(contract)s; “Take credit back” "
                    "lowers its balance.",
                    contract=self.contract_id.name,
                )
            )
        if self.direction == "take" and (
            self.grant_id.contract_id != self.contract_id
            or self.quantity > self.grant_id.remaining
        ):
            raise UserError(
                self.env._(
                    "“%(grant)s” has %(remaining)s left on %(contract)s. Take no more "
                    "than that, or choose another grant.",
                    grant=self.grant_id.name or "",
                    remaining=self.contract_id._format_quantity(
                        self.grant_id.remaining
                    ),
                    contract=self.contract_id.name,
                )
            )

    def _prepare_grant_vals(self):
        return {
            "contract_id": self.contract_id.id,
            "kind": self.kind,
            "quantity": self.quantity,
            "date": self.date,
            "date_expiry": self.date_expiry,
            "name": self.reason,
            "grant_notice_due": self.kind == "goodwill",
        }

    def _log_reason(self):
        quantity = self.contract_id._format_quantity(self.quantity)
        message = (
            self.env._(
                "%(quantity)s given: %(reason)s", quantity=quantity, reason=self.reason
            )
            if self.direction == "give"
            else self.env._(
                "%(quantity)s taken back: %(reason)s",
                quantity=quantity,
                reason=self.reason,
            )
        )
        self.contract_id.message_post(body=message)


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def _preview_balance(self, quantity):
        """Return the balance now and once a signed quantity came, for people."""
        if not self:
            return False
        after = to_units(self.balance) + to_units(quantity)
        return self.env._(
            "%(contract)s: %(now)s now, %(after)s after",
            contract=self.name,
            now=self._format_quantity(self.balance),
            after=self._format_quantity(to_quantity(after)),
        )
