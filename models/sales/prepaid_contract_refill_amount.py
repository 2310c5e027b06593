from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import sql

from ..contract.access import PRICE_GROUPS


class PrepaidContract(models.Model):
    """Refills by packs of any amount: for the amount that the contract names."""

    _inherit = "prepaid.contract"

    _prepaid_user_fields = {"refill_amount"}

    refill_amount = fields.Monetary(
        "Amount of a Pack",
        compute="_compute_refill_amount",
        store=True,
        readonly=False,
        groups=PRICE_GROUPS,
        help="What each pack of a refill costs, where the pack is one of any amount.",
    )

    def _auto_init(self):
        """Leave the contracts that there are without an amount: none asks for one."""
        cr, column = self.env.cr, (self._table, "refill_amount")
        if sql.table_exists(cr, self._table) and not sql.column_exists(cr, *column):
            sql.create_column(cr, *column, "numeric")
        return super()._auto_init()

    @api.depends("refill_product_id")
    def _compute_refill_amount(self):
        """Propose the smallest amount of the pack."""
        for contract in self:
            pack = contract.refill_product_id
            is_open = pack.is_prepaid_open_amount
            contract.refill_amount = pack.prepaid_amount_min if is_open else 0

    @api.constrains("refill_amount", "refill_product_id")
    def _check_refill_amount(self):
        for contract in self:
            pack = contract.refill_product_id
            remedy = contract._get_refill_amount_remedy(pack)
            if remedy:
                raise ValidationError(
                    self.env._(
                        "The refill of %(contract)s cannot be ordered: %(remedy)s",
                        contract=contract.name,
                        remedy=remedy,
                    )
                )

    def _get_refill_amount(self, pack):
        """Return what each pack of a refill costs, 0 where its price is fixed."""
        if not pack.is_prepaid_open_amount:
            return 0
        named = self.refill_amount if pack == self.refill_product_id else 0
        return named or pack.prepaid_amount_min

    def _get_refill_amount_remedy(self, pack):
        """Return why a pack is not sold for the amount of a refill, or False."""
        amount = self._get_refill_amount(pack)
        if not amount:
            return False
        partner = self.partner_id.with_company(self.company_id)
        pricelist = partner.property_product_pricelist
        currency = pricelist.currency_id or self.company_id.currency_id
        return pack.product_tmpl_id._get_amount_remedy(amount, currency)

    def _get_pack_blocker(self, pack):
        """Override: packs of any amount are sold for some amounts only."""
        return super()._get_pack_blocker(pack) or self._get_refill_amount_remedy(pack)

    def _get_refill_units(self, pack, packs):
        """Override: the credit of a pack is that of its amount."""
        amount = self._get_refill_amount(pack)
        if not amount:
            return super()._get_refill_units(pack, packs)
        template = pack.product_tmpl_id
        rate = template._find_amount_rate(amount, self._get_refill_position())
        credit = template._get_amount_credit(amount, rate)
        return sum(self.plan_id._get_pack_units(packs, each) for each in credit)

    def _get_refill_position(self):
        """Return the fiscal position of the customer's orders."""
        positions_sudo = self.env["account.fiscal.position"].sudo()
        partner = self.partner_id
        return positions_sudo.with_company(self.company_id)._get_fiscal_position(
            partner
        )

    def _prepare_refill_order_vals(self, pack, packs):
        """Override: order for the amount that the contract names."""
        vals = super()._prepare_refill_order_vals(pack, packs)
        amount = self._get_refill_amount(pack)
        if amount:
            for _command, _id, line_vals in vals["order_line"]:
                line_vals["prepaid_amount"] = amount
        return vals

    @api.model
    def _prepare_purchased_vals(self, partner, sold, company):
        """Override: who bought for an amount buys for that again."""
        vals = super()._prepare_purchased_vals(partner, sold, company)
        if sold.amount and vals["refill_product_id"] == sold.product:
            vals["refill_amount"] = sold.amount
        return vals
