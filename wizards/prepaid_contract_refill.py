from odoo import api, fields, models
from odoo.exceptions import UserError

from ..metering import QUANTITY_DIGITS


class PrepaidContractRefill(models.TransientModel):
    """Which pack a person sells next, how many, and what comes of it."""

    _name = "prepaid.contract.refill"
    _description = "Refill a Prepaid Contract"

    contract_id = fields.Many2one("prepaid.contract", required=True, readonly=True)
    plan_id = fields.Many2one(related="contract_id.plan_id")
    unit = fields.Selection(related="contract_id.unit")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        "Pack",
        required=True,
        compute="_compute_product_id",
        store=True,
        precompute=True,
        readonly=False,
        domain="[('prepaid_plan_id', '=', plan_id), ('is_prepaid_pack', '=', True),"
        " ('sale_ok', '=', True)]",
    )
    quantity = fields.Integer(
        "Packs",
        required=True,
        compute="_compute_quantity",
        store=True,
        precompute=True,
        readonly=False,
    )
    mode = fields.Selection(
        lambda self: self._get_mode_selection(),
        required=True,
        compute="_compute_mode",
        store=True,
        precompute=True,
        readonly=False,
    )

    pays_for = fields.Char("Pays Only for", compute="_compute_pays_for")

    # What comes of it
    balance = fields.Float(digits=QUANTITY_DIGITS, compute="_compute_outcome")
    balance_after = fields.Float(digits=QUANTITY_DIGITS, compute="_compute_outcome")
    order_currency_id = fields.Many2one("res.currency", compute="_compute_outcome")
    amount_total = fields.Monetary(
        "Total",
        currency_field="order_currency_id",
        compute="_compute_outcome",
        help="With taxes, by the customer's pricelist.",
    )

    _check_quantity = models.Constraint(
        "CHECK (quantity > 0)", "A refill sells one pack at least."
    )

    @api.depends("contract_id")
    def _compute_product_id(self):
        for wizard in self:
            wizard.product_id = wizard.contract_id.refill_product_id

    @api.depends("product_id")
    def _compute_pays_for(self):
        for wizard in self:
            pack_sudo = wizard.product_id.sudo().product_tmpl_id
            wizard.pays_for = bool(pack_sudo) and pack_sudo._get_prepaid_pays_for()

    @api.depends("product_id")
    def _compute_quantity(self):
        for wizard in self:
            contract_sudo = wizard._get_contract_sudo()
            wizard.quantity = contract_sudo._get_proposed_packs(wizard.product_id)

    @api.depends("contract_id")
    def _compute_mode(self):
        for wizard in self:
            contract_sudo = wizard._get_contract_sudo()
            mode = contract_sudo.refill_mode
            if contract_sudo.charge_blocker:
                mode = "draft_invoice"
            wizard.mode = "quotation" if mode == "activity" else mode

    @api.model
    def _get_mode_selection(self):
        """Return what a person may have done: all but being reminded."""
        field = self.env["prepaid.contract"]._fields["refill_mode"]
        modes = field._description_selection(self.env)
        return [(value, label) for value, label in modes if value != "activity"]

    @api.depends("contract_id", "product_id", "quantity")
    def _compute_outcome(self):
        """Ask an order that is never saved."""
        for wizard in self:
            contract_sudo = wizard._get_contract_sudo()
            sold = (wizard.product_id, max(wizard.quantity, 0))
            order_sudo = contract_sudo._preview_refill_order(*sold)
            wizard.balance = contract_sudo.available
            wizard.balance_after = contract_sudo._get_balance_after(*sold)
            wizard.order_currency_id = order_sudo.currency_id
            wizard.amount_total = order_sudo.amount_total

    def _get_contract_sudo(self):
        """Return the contract, for who may refill it: they need no rights on orders."""
        self.contract_id.check_access("write")
        return self.contract_id.sudo()

    def action_apply(self):
        self.ensure_one()
        blocker = self.contract_id._get_pack_blocker(self.product_id)
        if blocker:
            raise UserError(blocker)
        return self.contract_id._refill_by_hand(
            product_id=self.product_id.id, quantity=self.quantity, mode=self.mode
        )


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def action_ask_refill(self):
        """Ask what to sell; where an order waits already, show that refill."""
        self.ensure_one()
        refill = self._get_open_refill()
        if refill.sale_order_id:
            return refill._get_open_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_contract_refill_action"
        )
        return action | {"context": {"default_contract_id": self.id}}
