from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PrepaidStatement(models.TransientModel):
    """Which period a statement is printed for."""

    _name = "prepaid.statement"
    _description = "Print a Statement"

    contract_ids = fields.Many2many(
        "prepaid.contract",
        required=True,
        default=lambda self: self._default_contract_ids(),
    )
    date_from = fields.Date(
        required=True,
        default=lambda self: self.env["prepaid.contract"]._get_last_month()[0],
    )
    date_to = fields.Date(
        required=True,
        default=lambda self: self.env["prepaid.contract"]._get_last_month()[1],
    )

    @api.model
    def _default_contract_ids(self):
        if self.env.context.get("active_model") == "prepaid.contract":
            return self.env.context.get("active_ids", [])
        return []

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for wizard in self:
            if wizard.date_from > wizard.date_to:
                raise ValidationError(
                    self.env._(
                        "The period of a statement must not end before it starts."
                    )
                )

    def action_print(self):
        self.ensure_one()
        report = self.env.ref("sale_timesheet_prepaid.prepaid_statement_action_report")
        data = self.contract_ids._prepare_statement_report_data(
            self.date_from, self.date_to
        )
        return report.report_action(self.contract_ids, data=data)
