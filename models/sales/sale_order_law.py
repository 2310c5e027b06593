from odoo import api, fields, models


class SaleOrder(models.Model):
    """What the rules of the buyer's place say of packs that expire."""

    _inherit = "sale.order"

    prepaid_law_note = fields.Html(
        "Expiry of Credit", compute="_compute_prepaid_law_note", compute_sudo=True
    )

    @api.depends(
        "partner_id.country_id",
        "partner_id.state_id",
        "partner_id.is_company",
        "partner_id.vat",
        "order_line.product_id",
        "prepaid_contract_id",
    )
    @api.depends_context("lang")
    def _compute_prepaid_law_note(self):
        for order in self:
            order.prepaid_law_note = order._get_expiry_rules()._get_html() or False

    def _get_expiry_rules(self):
        """Return the rules by which credit of this order is not sure to expire.

        None for a contract on which the seller decided.
        """
        rules = self.env["prepaid.jurisdiction"]
        for line in self.order_line._filter_pack_lines():
            contract = line._get_planned_contract()
            if not line._get_sold().months or contract.expiry_choice:
                continue
            if contract:
                rules |= contract._get_rules().get("expiry", rules)
            else:
                rules |= line._get_prepaid_plan()._get_expiry_rule(self.partner_id)
        return rules.filtered(lambda rule: rule.expiry != "allowed")


class ProductTemplate(models.Model):
    _inherit = "product.template"

    prepaid_outcome = fields.Selection(
        related="prepaid_plan_id.expiry_outcome",
        string="Left at the Expiry",
        groups="base.group_user",
    )
    prepaid_law_doubt = fields.Html(
        related="prepaid_plan_id.law_doubt",
        string="Where Expiry Is Doubtful",
        groups="base.group_user",
    )
