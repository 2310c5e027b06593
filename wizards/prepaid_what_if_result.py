from odoo import api, fields, models

from ..metering import QUANTITY_DIGITS, to_quantity


class PrepaidWhatIfResult(models.TransientModel):
    """What one client really paid, and what another plan would have cost."""

    _name = "prepaid.what.if.result"
    _description = "What If, by Client"
    _order = "total_difference, id"

    wizard_id = fields.Many2one("prepaid.what.if", required=True, ondelete="cascade")
    contract_id = fields.Many2one("prepaid.contract", ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Client", ondelete="cascade")
    plan_id = fields.Many2one("prepaid.plan", "Now under", ondelete="cascade")
    user_id = fields.Many2one("res.users", "Account Manager", ondelete="set null")
    company_id = fields.Many2one("res.company", ondelete="cascade")
    currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    unit = fields.Selection(related="contract_id.unit")
    unit_now = fields.Selection(related="wizard_id.unit", string="Unit of the Plan")
    credit_then_id = fields.Many2one(related="contract_id.currency_id", string="Now in")
    credit_now_id = fields.Many2one(
        related="wizard_id.credit_currency_id", string="Then in"
    )
    reason = fields.Char("Not Priced")

    # Money, without taxes, in the currency of the contract's company
    paid = fields.Monetary(help="Posted invoices of packs, less credit notes.")
    cost = fields.Monetary("Would Cost")
    difference = fields.Monetary("Less or More")
    percent = fields.Float("Difference (%)", aggregator=None)
    spent_then = fields.Monetary(
        "Really Spent", help="The price of what was used or expired."
    )
    spent_now = fields.Monetary("Would Spend")
    beyond_cost = fields.Monetary("Invoiced beyond the Credit")

    # The same in the currency of who asks, at today's rate
    total_currency_id = fields.Many2one(
        related="wizard_id.currency_id", string="Currency of the Total"
    )
    total_paid = fields.Monetary("Really Paid", currency_field="total_currency_id")
    total_cost = fields.Monetary("Would Pay", currency_field="total_currency_id")
    total_spent_difference = fields.Monetary(
        "Difference by Use",
        currency_field="total_currency_id",
        help="The difference, counting only what was used or expired: credit that was "
        "bought in this time and is left is worth its price.",
    )
    total_difference = fields.Monetary("Difference", currency_field="total_currency_id")

    # Work and credit
    line_count = fields.Integer("Lines")
    worked_minutes = fields.Integer("Worked")
    packs_then = fields.Float("Packs Bought")
    packs_now = fields.Float("Would Buy")
    used_then = fields.Float("Really Used", digits=QUANTITY_DIGITS, aggregator=None)
    used_now = fields.Float("Would Use", digits=QUANTITY_DIGITS, aggregator=None)
    expired_then = fields.Float(digits=QUANTITY_DIGITS, aggregator=None)
    expired_now = fields.Float(digits=QUANTITY_DIGITS, aggregator=None)
    owed_then = fields.Float(digits=QUANTITY_DIGITS, aggregator=None)
    owed_now = fields.Float(
        "Would Stay Owed",
        digits=QUANTITY_DIGITS,
        aggregator=None,
        help="What would have expired and not be lost, as the plan promises.",
    )
    left_then = fields.Float(digits=QUANTITY_DIGITS, aggregator=None)
    left_now = fields.Float(digits=QUANTITY_DIGITS, aggregator=None)
    beyond_now = fields.Float(digits=QUANTITY_DIGITS, aggregator=None)
    debt_now = fields.Float(digits=QUANTITY_DIGITS, aggregator=None)
    purchase_text = fields.Char("Bought")

    summary = fields.Html(compute="_compute_summary", sanitize=False)
    line_ids = fields.One2many("prepaid.what.if.line", "result_id", "Line by Line")

    @api.depends("contract_id", "wizard_id.plan_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for result in self:
            result.display_name = self.env._(
                "%(contract)s under %(plan)s",
                contract=result.contract_id.name,
                plan=result.wizard_id._get_plan_label(),
            )

    @api.depends("cost", "paid", "reason")
    @api.depends_context("lang")
    def _compute_summary(self):
        for result in self:
            result.summary = self.env["ir.qweb"]._render(
                "sale_timesheet_prepaid.prepaid_what_if_summary",
                {
                    "result": result,
                    "texts": result._get_texts(),
                    "rows": result._get_rows(),
                },
            )

    # === ACTION METHODS === #

    def action_open(self):
        """Show the client line by line."""
        self.ensure_one()
        if self.line_count and not self.line_ids:
            self._work_out_lines()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_ask_again(self):
        """Change the question."""
        return self._get_wizard()._get_ask_action()

    def action_go_on(self):
        """Work out the contracts that are left."""
        return self._get_wizard()._go_on()

    def _get_wizard(self):
        """Return the question of these results, or of the list that shows none."""
        wizard_id = self.env.context.get("prepaid_what_if_id")
        return self.wizard_id[:1] or self.wizard_id.browse(wizard_id)

    def action_open_contract(self):
        self.ensure_one()
        return self.contract_id.get_formview_action()

    def _work_out_lines(self):
        """Ask the question again for this client alone."""
        self.contract_id.check_access("read")
        question = self.wizard_id._get_question()
        answers = dict(self.contract_id.sudo()._ask_what_if(question))
        self._make_lines(*answers.values())

    def _make_lines(self, answer):
        """Keep what each line of work comes to."""
        coin = self.currency_id.rounding
        plan = self.wizard_id.sudo()._get_plan()
        costs = answer.outcome.costs if answer.outcome else {}
        self.env["prepaid.what.if.line"].create(
            [
                {
                    "result_id": self.id,
                    "timesheet_id": work.id,
                    "date": work.day,
                    "name": work.name,
                    "usage_type_id": work.usage,
                    "charge": work.charge,
                    "worked_minutes": work.worked,
                    "metered_then": work.metered,
                    "metered_now": facts["metered"],
                    "used_then": to_quantity(work.units),
                    "used_now": facts["due"],
                    "cost": costs[work.id] * coin,
                    "explanation": plan._explain(facts),
                }
                for work, facts in answer.works
            ]
        )
