from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ContractLine(models.Model):
    """A line of packs says to which prepaid contract their credit goes."""

    _name = "contract.line"
    _inherit = ["contract.line", "prepaid.guarded"]
    # Odoo checks the company of the contract that a line names.
    _check_company_auto = True

    _prepaid_user_fields = {"prepaid_contract_id"}

    prepaid_contract_id = fields.Many2one(
        "prepaid.contract",
        index="btree_not_null",
        copy=True,
        check_company=True,
        ondelete="set null",
        help="Where the credit of packs on this line goes. Empty: to the client's "
        "contract of the pack's plan.",
    )
    is_prepaid_pack = fields.Boolean(related="product_id.is_prepaid_pack")

    @api.constrains("prepaid_contract_id", "product_id", "contract_id")
    def _check_prepaid_contract_id(self):
        for line in self.filtered("prepaid_contract_id"):
            contract_sudo = line.prepaid_contract_id.sudo()
            contract_sudo._check_credit_of(line.product_id.sudo().prepaid_plan_id)
            contract_sudo._check_credit_for(line.contract_id.partner_id)

    def _prepare_invoice_line(self):
        """Override of `contract`: packs name their contract, and when they begin."""
        vals = super()._prepare_invoice_line()
        is_sale = self.contract_id.contract_type == "sale"
        if vals and is_sale and self.product_id.is_prepaid_pack:
            vals["prepaid_grant_contract_id"] = self.prepaid_contract_id.id
            if self.recurring_invoicing_type == "pre-paid":
                vals["prepaid_grant_date"] = self.next_period_date_start
        return vals


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def _check_credit_of(self, plan):
        """Refuse credit of another plan."""
        if self.plan_id != plan:
            raise ValidationError(
                self.env._(
                    "The contract %(contract)s takes packs of the plan %(plan)s only. "
                    "Choose a contract of the pack's plan.",
                    contract=self.name,
                    plan=self.plan_id.name,
                )
            )

    def _check_credit_for(self, partner):
        """Refuse credit that another customer bought."""
        if self.partner_id != partner.commercial_partner_id:
            raise ValidationError(
                self.env._(
                    "The prepaid contract %(contract)s belongs to %(owner)s, not to "
                    "%(customer)s. Choose one of %(customer)s.",
                    contract=self.name,
                    owner=self.partner_id.display_name,
                    customer=partner.commercial_partner_id.display_name,
                )
            )
