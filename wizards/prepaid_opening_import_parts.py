from odoo import api, fields, models

from ..metering import QUANTITY_DIGITS


class PrepaidOpeningImportName(models.TransientModel):
    """A name of the file that does not mean exactly one record: a person says which."""

    _name = "prepaid.opening.import.name"
    _description = "Name in Opening Balances"
    _order = "kind, name"

    import_id = fields.Many2one(
        "prepaid.opening.import", required=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("customer", "Customer"), ("plan", "Plan")], required=True, readonly=True
    )
    name = fields.Char("In the File", required=True, readonly=True)
    row_count = fields.Integer("Rows", readonly=True)
    candidates = fields.Char("Found", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer Meant")
    plan_id = fields.Many2one("prepaid.plan", "Plan Meant")

    def write(self, vals):
        """Have the file checked again with what was chosen."""
        if vals.keys() & {"partner_id", "plan_id"}:
            self.import_id.state = "draft"
        return super().write(vals)

    def _get_answer(self):
        """Return the record that a person chose, or none."""
        self.ensure_one()
        return {"customer": self.partner_id, "plan": self.plan_id}[self.kind]


class PrepaidOpeningImportFlaw(models.TransientModel):
    """One fault of one row."""

    _name = "prepaid.opening.import.flaw"
    _description = "Fault in Opening Balances"
    _order = "line, id"

    import_id = fields.Many2one(
        "prepaid.opening.import", required=True, ondelete="cascade"
    )
    line = fields.Integer("Row", readonly=True)
    what = fields.Char("What Is Wrong", readonly=True)
    remedy = fields.Char("What to Do", readonly=True)


class PrepaidOpeningImportFigure(models.TransientModel):
    """What an import would bring of one plan."""

    _name = "prepaid.opening.import.figure"
    _description = "Figures of Opening Balances"

    import_id = fields.Many2one(
        "prepaid.opening.import", required=True, ondelete="cascade"
    )
    plan_id = fields.Many2one("prepaid.plan", readonly=True)
    unit = fields.Selection(related="plan_id.unit")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    partner_count = fields.Integer("Clients", readonly=True)
    row_count = fields.Integer("Rows", readonly=True)
    quantity = fields.Float("Credit", digits=QUANTITY_DIGITS, readonly=True)
    credit = fields.Char("Credit Left", compute="_compute_credit")
    amount = fields.Monetary("Price Paid", readonly=True)

    @api.depends("plan_id", "import_id.company_id")
    def _compute_currency_id(self):
        for figure in self:
            company = figure.import_id.company_id
            figure.currency_id = figure.plan_id.currency_id or company.currency_id

    @api.depends("plan_id", "quantity")
    def _compute_credit(self):
        for figure in self:
            figure.credit = figure.plan_id._format_quantity(figure.quantity)
