from odoo import api, fields, models
from odoo.fields import Domain

from ...metering import to_quantity


class PrepaidContract(models.Model):
    """What a contract invoices at the end of the month."""

    _inherit = "prepaid.contract"

    _prepaid_user_fields = {"invoice_grouping"}

    invoice_grouping = fields.Selection(
        [("each", "Each on its own"), ("month", "One invoice a month")],
        "Invoices of Refills",
        required=True,
        default="each",
        help="By the month, refills and work beyond the credit of one customer are on "
        "one invoice. Credit that waits for the invoice or its payment waits for the "
        "end of the month then. Charged refills are always invoiced on their own.",
    )
    date_invoiced = fields.Date(
        "Invoiced until",
        compute="_compute_date_invoiced",
        store=True,
        copy=False,
        help="Last day of the latest month that was invoiced, or of the month before "
        "the contract came to be invoiced by the month.",
    )

    @api.depends("plan_id.overdraft_settlement", "invoice_grouping")
    def _compute_date_invoiced(self):
        """Begin with the month in which the contract comes to be invoiced by it."""
        for contract in self:
            company = contract.company_id or self.env.company
            last = company._get_prepaid_last_month()[1]
            contract.date_invoiced = (
                max(last, contract.date_invoiced or last)
                if contract._is_invoiced_monthly()
                else contract.date_invoiced
            )

    def _is_invoiced_monthly(self):
        return self._invoices_overage() or self.invoice_grouping == "month"

    def _invoices_overage(self):
        """Tell whether an invoice pays for work beyond the credit."""
        return self.plan_id.overdraft_settlement == "invoice"

    def _get_overdraft_text(self):
        policy, limit = self.plan_id.overdraft_policy, self._get_debt_limit()
        if policy == "block" or not self.sudo()._invoices_overage():
            return super()._get_overdraft_text()
        if policy == "consent":
            return self.env._("When used up: the client is asked, then invoiced")
        if limit is None:
            return self.env._("When used up: invoiced by the month")
        return self.env._(
            "When used up: invoiced by the month, up to %(limit)s",
            limit=self._format_quantity(to_quantity(limit)),
        )

    def _get_payer(self):
        """Return who is billed: who was named, else the customer's address for it."""
        customer = self.partner_id
        return self.partner_invoice_id or customer.browse(
            customer.address_get(["invoice"])["invoice"]
        )

    def _get_grouped_orders(self, until):
        """Return the orders of refills of a month, until a day, to be invoiced now."""
        refills = self.env["prepaid.refill"].search(
            Domain("contract_id", "in", self.ids) & self._get_grouped_domain()
        )
        return refills.sale_order_id.filtered(
            lambda order: order.company_id._get_prepaid_day(order.date_order) <= until
        )

    @api.model
    def _get_grouped_domain(self):
        """Return the domain of the refills whose orders wait for the month's end."""
        return Domain(
            [
                ("is_grouped", "=", True),
                ("state", "in", ("waiting", "done")),
                ("sale_order_id.state", "=", "sale"),
                ("sale_order_id.invoice_status", "=", "to invoice"),
            ]
        )
