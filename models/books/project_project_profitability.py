import json

from odoo import models
from odoo.fields import Domain

SECTION = "prepaid_earned"


class ProjectProject(models.Model):
    """Packs in a project's profitability: revenue when earned, not when sold."""

    _inherit = "project.project"

    def _get_profitability_labels(self):
        labels = super()._get_profitability_labels()
        return labels | {SECTION: self.env._("Prepaid Hours Earned")}

    def _get_profitability_sequence_per_invoice_type(self):
        return super()._get_profitability_sequence_per_invoice_type() | {SECTION: 7}

    def _get_profitability_sale_order_items_domain(self, domain=None):
        """Override of `sale_project`: an order for packs is credit, not revenue."""
        domain = super()._get_profitability_sale_order_items_domain(domain)
        return domain & ~Domain("product_id.is_prepaid_pack", "=", True)

    def _get_items_from_invoices_domain(self, domain=None):
        """Override of `sale_project`: what an invoice defers is not revenue yet."""
        company = self.company_id or self.env.company
        deferred = Domain("account_id.account_type", "=like", "liability%") & (
            Domain("product_id.is_prepaid_pack", "=", True)
            | Domain(
                "account_id",
                "=",
                company._get_prepaid_setting("deferred_revenue_account_id").id,
            )
        )
        return super()._get_items_from_invoices_domain(domain) & ~deferred

    def _get_profitability_items(self, with_action=True):
        """Override of `sale_timesheet`: add what recognition entries booked here."""
        items = super()._get_profitability_items(with_action)
        earned = self._get_prepaid_earned_item(with_action)
        if earned:
            revenues = items["revenues"]
            revenues["data"].append(earned)
            revenues["total"]["invoiced"] += earned["invoiced"]
        return items

    def _get_prepaid_earned_item(self, with_action):
        """Return the panel's line for earned revenue, or None without any."""
        domain = Domain("account_id", "in", self.account_id.ids) & Domain(
            "move_line_id.move_id.prepaid_recognition_ids", "!=", False
        )
        # Like the rest of the panel: project managers see totals of the books.
        lines_sudo = self.env["account.analytic.line"].sudo()
        company = self.company_id or self.env.company
        groups = lines_sudo._read_group(domain, ["currency_id"], ["amount:sum"])
        amount = sum(
            currency._convert(total, self.currency_id, company)
            for currency, total in groups
        )
        if self.currency_id.is_zero(amount):
            return None
        item = {
            "id": SECTION,
            "sequence": self._get_profitability_sequence_per_invoice_type()[SECTION],
            "invoiced": amount,
            "to_invoice": 0.0,
        }
        if with_action and self.env.user.has_group("account.group_account_readonly"):
            item["action"] = {
                "name": "action_profitability_items",
                "type": "object",
                "args": json.dumps([SECTION, list(domain)]),
            }
        return item

    def action_profitability_items(self, section_name, domain=None, res_id=False):
        if section_name != SECTION:
            return super().action_profitability_items(section_name, domain, res_id)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "analytic.account_analytic_line_action_entries"
        )
        return action | {"domain": domain or []}
