from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..metering import QUANTITY_DIGITS, split, to_quantity, to_units


class PrepaidContractTransfer(models.TransientModel):
    """Move unused credit to another contract of the customer, or of its family."""

    _name = "prepaid.contract.transfer"
    _description = "Transfer Prepaid Credit"

    contract_id = fields.Many2one("prepaid.contract", required=True, readonly=True)
    partner_id = fields.Many2one(related="contract_id.partner_id")
    company_id = fields.Many2one(related="contract_id.company_id")
    unit = fields.Selection(related="contract_id.unit")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    family_ids = fields.Many2many(
        "res.partner",
        compute="_compute_family_ids",
        help="The customer, and the companies above and below it.",
    )
    target_id = fields.Many2one(
        "prepaid.contract",
        "To Contract",
        compute="_compute_target_id",
        store=True,
        readonly=False,
        domain="[('partner_id', 'in', family_ids), ('company_id', '=', company_id),"
        " ('unit', '=', unit), ('currency_id', '=', currency_id),"
        " ('id', '!=', contract_id), ('state', '!=', 'closed')]",
    )

    # A contract that the transfer makes
    is_new = fields.Boolean(
        "To a New Contract",
        compute="_compute_target_id",
        store=True,
        readonly=False,
    )
    new_partner_id = fields.Many2one(
        "res.partner",
        "Client of the New Contract",
        compute="_compute_new",
        store=True,
        readonly=False,
        domain="[('id', 'in', family_ids)]",
    )
    new_plan_id = fields.Many2one(
        "prepaid.plan",
        "Plan of the New Contract",
        compute="_compute_new",
        store=True,
        readonly=False,
        domain="[('unit', '=', unit), ('company_id', 'in', (False, company_id))]",
    )
    quantity = fields.Float(digits=QUANTITY_DIGITS, required=True)
    reason = fields.Char(required=True)
    balance_after = fields.Char("Balance", compute="_compute_after")
    target_after = fields.Char("Balance There", compute="_compute_after")

    @api.depends("contract_id")
    def _compute_family_ids(self):
        for wizard in self:
            wizard.family_ids = wizard.partner_id._get_prepaid_family()

    @api.depends("contract_id")
    def _compute_target_id(self):
        """Offer the only other contract; where there is none, a new one."""
        for wizard in self:
            others = wizard._find_targets()
            wizard.target_id = others if len(others) == 1 else False
            wizard.is_new = bool(wizard.contract_id) and not others

    @api.depends("contract_id")
    def _compute_new(self):
        for wizard in self:
            wizard.new_partner_id = wizard.partner_id
            wizard.new_plan_id = wizard.contract_id.plan_id

    def _find_targets(self):
        """Return the other contracts that may take the credit."""
        source = self.contract_id
        found = source.search(
            [
                ("partner_id", "in", self.family_ids.ids),
                ("company_id", "=", source.company_id.id),
                ("id", "!=", source.id),
                ("state", "!=", "closed"),
            ]
        )
        return found.filtered(lambda contract: source._counts_like(contract.plan_id))

    @api.depends("contract_id", "target_id", "is_new", "quantity")
    @api.depends_context("lang")
    def _compute_after(self):
        for wizard in self:
            moved = wizard.quantity
            wizard.balance_after = wizard.contract_id._preview_balance(-moved)
            wizard.target_after = wizard._preview_target(moved)

    def _preview_target(self, moved):
        """Return what the other contract will have; one that is new has what moves."""
        if not self.is_new:
            return self.target_id._preview_balance(moved)
        balance = self.contract_id._format_quantity(moved)
        return self.env._("New contract: %(balance)s after", balance=balance)

    def action_apply(self):
        self.ensure_one()
        self.contract_id.check_access("write")
        if self.is_new:
            self.target_id = self._make_target()
        self._check_transfer()
        self.contract_id.sudo()._transfer(
            self.target_id.sudo(), self.quantity, self.reason
        )
        return {"type": "ir.actions.act_window_close"}

    def _check_transfer(self):
        """Check rights and values before the ledger is written in sudo."""
        source, target = self.contract_id, self.target_id
        (source | target).check_access("write")
        if not target:
            raise ValidationError(
                self.env._(
                    "Choose the contract to which the credit of %(contract)s goes, or "
                    "make a new one.",
                    contract=source.name,
                )
            )
        if not self.reason.strip():
            raise ValidationError(self.env._("Say why you transfer the credit."))
        is_family = target.partner_id in source.partner_id._get_prepaid_family()
        if (
            not is_family
            or source == target
            or any(
                source[field] != target[field]
                for field in ("company_id", "unit", "currency_id")
            )
        ):
            raise UserError(
                self.env._(
                    "Credit moves between contracts of one customer or its family, "
                    "company and unit only: %(contract)s and %(target)s differ. Choose "
                    "another target.",
                    contract=source.name,
                    target=target.name,
                )
            )

    def _make_target(self):
        """Make the contract to which the credit goes: looked after as this one is."""
        source = self.contract_id
        target = source.create(
            {
                "partner_id": (self.new_partner_id or source.partner_id).id,
                "plan_id": (self.new_plan_id or source.plan_id).id,
                "company_id": source.company_id.id,
                "user_id": source.user_id.id,
                "state": "active",
                # Nothing is ordered that nobody chose.
                "refill_trigger": "none",
            }
        )
        target._take_default()
        return target


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_prepaid_family(self):
        """Return the commercial entities of the tree in which this partner stands."""
        entity = self.commercial_partner_id
        root = entity._get_prepaid_ancestors()[-1:] or entity
        tree = self.search([("id", "child_of", root.ids)]) if root else self
        return tree.commercial_partner_id | entity


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
        self._check_not_held(dict(parts))
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
            "tier_id": self.tier_id.id,
            "name": reason,
            **self._get_scope_vals(),
        }
