from odoo import api, fields, models
from odoo.fields import Domain


class ResCompany(models.Model):
    """Whether the company still has to be set up, and what opens until then."""

    _inherit = "res.company"

    prepaid_setup_skipped = fields.Boolean(
        readonly=True, help="Somebody would rather make plans and packs by hand."
    )

    def _needs_prepaid_setup(self):
        """Tell whether the present user should meet the assistant first."""
        self.ensure_one()
        Plan = self.env["prepaid.plan"]
        return (
            not self.sudo().prepaid_setup_skipped
            and Plan.has_access("create")
            and self.env["product.template"].has_access("create")
            and not Plan.sudo().search_count(
                Domain("company_id", "in", (False, self.id)), limit=1
            )
        )


class PrepaidPlan(models.Model):
    _inherit = "prepaid.plan"

    @api.model
    def _get_start_action(self):
        """Return what *Prepaid Hours* opens with: the assistant, or the start page."""
        is_new = self.env.company._needs_prepaid_setup()
        name = "prepaid_setup_action" if is_new else "prepaid_start_page_action"
        return self.env["ir.actions.actions"]._for_xml_id(
            f"sale_timesheet_prepaid.{name}"
        )
