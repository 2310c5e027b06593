from odoo import api, fields, models


class ProjectTask(models.Model):
    _inherit = "project.task"

    prepaid_contract_id = fields.Many2one(
        "prepaid.contract",
        index="btree_not_null",
        check_company=True,
        help="Work of this task draws the credit of this contract. Empty: that of its "
        "parent task, its project, or the customer's default contract.",
    )
    prepaid_covering_id = fields.Many2one(
        "prepaid.contract", "Covered by", compute="_compute_prepaid_covering_id"
    )
    prepaid_unit = fields.Char(compute="_compute_prepaid_credit")
    prepaid_currency_id = fields.Many2one(
        "res.currency",
        string="Currency of the Credit",
        compute="_compute_prepaid_credit",
    )
    prepaid_available = fields.Float(
        "Prepaid Balance", compute="_compute_prepaid_credit"
    )
    prepaid_alert_level = fields.Char(compute="_compute_prepaid_credit")

    @api.depends(
        "prepaid_contract_id",
        "parent_id.prepaid_contract_id",
        "project_id.prepaid_contract_id",
        "project_id.prepaid_opt_out",
        "partner_id",
        "sale_line_id",
    )
    def _compute_prepaid_covering_id(self):
        """Tell which contract a new line on the task would draw from.

        Without a draft line to ask: on an unsaved task it would become one of its
        timesheets.
        """
        for task in self:
            project = task.project_id.sudo()
            task.prepaid_covering_id = (
                task.sudo()._get_prepaid_contract()
                or project.prepaid_contract_id
                or (
                    not (task.allow_billable and task.sale_line_id)
                    and project._get_default_prepaid_contract(
                        task.sudo().partner_id,
                        task.company_id,
                        fields.Date.context_today(task),
                    )
                )
            )

    @api.depends("prepaid_covering_id")
    def _compute_prepaid_credit(self):
        """Show the credit of the covering contract, to technicians too."""
        for task in self:
            contract = task.prepaid_covering_id
            task.prepaid_unit = contract.unit
            task.prepaid_currency_id = contract.currency_id
            task.prepaid_available = contract.available
            task.prepaid_alert_level = contract.alert_level

    def _get_prepaid_contract(self):
        """Return the contract of the task, or of the nearest parent that has one."""
        task = self
        while task and not task.prepaid_contract_id:
            task = task.parent_id
        return task.prepaid_contract_id

    def action_open_prepaid_contract(self):
        self.ensure_one()
        return self.prepaid_covering_id._get_open_action()
