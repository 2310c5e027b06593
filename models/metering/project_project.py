from odoo import fields, models


class ProjectProject(models.Model):
    _inherit = "project.project"

    prepaid_contract_id = fields.Many2one(
        "prepaid.contract",
        index="btree_not_null",
        check_company=True,
        copy=False,
        help="Work of this project draws the credit of this contract.",
    )
    usage_type_id = fields.Many2one(
        "prepaid.usage.type",
        "Usual Work",
        ondelete="restrict",
        help="Usage type of work whose ticket and tags name none.",
    )
    prepaid_opt_out = fields.Boolean(
        "Not Prepaid",
        help="The customer's default contract does not cover this project: use it for "
        "fixed-price work.",
    )
    prepaid_unit = fields.Selection(
        related="prepaid_contract_id.unit", string="Prepaid Unit"
    )
    prepaid_currency_id = fields.Many2one(
        related="prepaid_contract_id.currency_id", string="Prepaid Currency"
    )
    prepaid_available = fields.Float(
        "Prepaid Balance", related="prepaid_contract_id.available"
    )

    def action_open_prepaid_contract(self):
        self.ensure_one()
        return self.prepaid_contract_id._get_open_action()

    def _get_default_prepaid_contract(self, partner, company, date):
        """Return the default contract of a customer, else of the project's own.

        None where the project opts out: fixed-price work must not eat credit.
        """
        partner = partner or self.partner_id
        if not partner or self.prepaid_opt_out:
            return self.env["prepaid.contract"]
        company = company or self.company_id or self.env.company
        return partner._get_default_prepaid_contract(company, date)

    def _get_usage_type(self, task, contract):
        """Return the usage type of work that names none.

        First answer wins: the ticket, its tags, the project, the contract's plan.
        """
        task_sudo = task.sudo()
        return (
            task_sudo.usage_type_id
            or task_sudo.tag_ids.usage_type_id[:1]
            or self.sudo().usage_type_id
            or contract.sudo().plan_id.usage_type_id
        )
