from odoo import api, fields, models


class AccountAnalyticLine(models.Model):
    """Exchanges that are counted, and those that the month's allowance includes."""

    _inherit = "account.analytic.line"

    _prepaid_user_fields = {"prepaid_items"}

    prepaid_items = fields.Integer(
        "Number",
        compute="_compute_prepaid_items",
        store=True,
        readonly=False,
        help="Exchanges to count, where the rate goes by number.",
    )
    prepaid_items_free = fields.Integer(
        "Included of these",
        compute="_compute_prepaid_items_free",
        store=True,
        compute_sudo=True,
        copy=False,
    )

    # === COMPUTE METHODS === #

    @api.depends("prepaid_terms")
    def _compute_prepaid_items(self):
        for line in self:
            is_item = (line.sudo().prepaid_terms or {}).get("is_item")
            line.prepaid_items = (line.prepaid_items or 1) if is_item else 0

    @api.depends("prepaid_items", "prepaid_charge", "prepaid_exchange", "date")
    def _compute_prepaid_items_free(self):
        """Give each line what is left of the month's allowance, and keep it there."""
        used = {}
        for line in self:
            allowance = (line.prepaid_terms or {}).get("items_included", 0)
            counted = line.prepaid_charge == "billable"
            if not allowance or not counted or line.prepaid_exchange == "expertise":
                line.prepaid_items_free = 0
                continue
            key = line._get_allowance_key()
            if key not in used:
                used[key] = self._count_items_free(*key)
            free = max(min(line.prepaid_items, allowance - used[key]), 0)
            used[key] += free
            line.prepaid_items_free = free

    # === BUSINESS METHODS === #

    def _get_allowance_key(self):
        return (
            self.prepaid_contract_id,
            self.usage_type_id,
            fields.Date.start_of(self.date, "month"),
        )

    def _count_items_free(self, contract, usage_type, month):
        """Return how many of a month's included items other lines have used."""
        ((total,),) = (
            self.env["account.analytic.line"]
            .sudo()
            ._read_group(
                [
                    ("prepaid_contract_id", "=", contract.id),
                    ("usage_type_id", "=", usage_type.id),
                    ("date", ">=", month),
                    ("date", "<=", fields.Date.end_of(month, "month")),
                    ("id", "not in", self._origin.ids),
                ],
                [],
                ["prepaid_items_free:sum"],
            )
        )
        return total or 0
