from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_amount

from ...metering import QUANTITY_DIGITS, format_minutes

LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"


class PrepaidPlan(models.Model):
    _name = "prepaid.plan"
    _description = "Prepaid Plan"
    _inherit = ["prepaid.discreet", "prepaid.guarded", "prepaid.in.use"]
    _order = "name, id"
    _check_company_auto = True

    _prepaid_user_fields = {
        "name",
        "active",
        "company_id",
        "unit",
        "currency_id",
        "overdraft_policy",
        "overdraft_limit",
        "validity_months",
        "expiry_grace_days",
        "rollover_percent",
        "rollover_most",
        "rollover_months",
        "breakage_percent",
    }

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        help="Leave empty to share the plan between companies.",
    )

    # What a contract counts
    unit = fields.Selection(
        [("time", "Time"), ("money", "Money")], required=True, default="time"
    )
    currency_id = fields.Many2one("res.currency")
    rate_ids = fields.One2many("prepaid.rate", "plan_id", copy=True)

    # Work beyond the credit
    overdraft_policy = fields.Selection(
        [
            ("block", "Refuse"),
            ("consent", "Ask the client"),
            ("allow", "Book as debt"),
        ],
        "When Credit Runs Out",
        required=True,
        default="block",
    )
    overdraft_limit = fields.Float(
        digits=QUANTITY_DIGITS,
        groups="base.group_user",
        help="Most debt a contract may carry, in the plan's unit. 0: no limit.",
    )

    # Expiry
    validity_months = fields.Integer(help="0: credit never expires.")
    expiry_grace_days = fields.Integer(
        help="Work done before the expiry can still be logged for this many days."
    )

    rollover_percent = fields.Float(
        digits=(5, 2),
        help="Most of a pack, in percent, that stays usable after its expiry. 0: none.",
    )
    rollover_most = fields.Float(
        "Rolled Over at Most",
        digits=QUANTITY_DIGITS,
        help="Most of one credit that stays usable after its expiry, in the plan's "
        "unit. 0: as the percentage says.",
    )
    rollover_months = fields.Integer(
        default=1, help="How long rolled-over credit is valid. It rolls over once."
    )

    breakage_percent = fields.Float(
        "Expected Breakage",
        digits=(5, 2),
        groups="base.group_user",
        help="Part of the credit, in percent, that clients are expected never to use. "
        "It is earned in proportion to use (IFRS 15 B46). 0: what expires unused is "
        "earned at its expiry.",
    )

    contract_ids = fields.One2many("prepaid.contract", "plan_id")
    contract_count = fields.Integer(compute="_compute_contract_count")
    pack_ids = fields.One2many("product.template", "prepaid_plan_id")

    _check_breakage = models.Constraint(
        "CHECK (breakage_percent >= 0 AND breakage_percent < 100)",
        "The expected breakage of a plan is a percentage below 100.",
    )
    _check_rollover = models.Constraint(
        "CHECK (rollover_percent BETWEEN 0 AND 100 AND rollover_months >= 1)",
        "A plan rolls over at most all of a pack, for at least a month.",
    )
    _check_rollover_most = models.Constraint(
        "CHECK (rollover_most >= 0)",
        "The most that a plan rolls over must not be negative.",
    )
    _check_terms = models.Constraint(
        "CHECK (overdraft_limit >= 0 AND validity_months >= 0"
        " AND expiry_grace_days >= 0)",
        "Overdraft limit, validity and grace of a plan must not be negative.",
    )

    @api.depends("contract_ids")
    def _compute_contract_count(self):
        counts = dict(
            self.env["prepaid.contract"]._read_group(
                [("plan_id", "in", self.ids)], ["plan_id"], ["__count"]
            )
        )
        for plan in self:
            plan.contract_count = counts.get(plan, 0)

    @api.constrains("unit", "currency_id")
    def _check_unit_has_currency(self):
        for plan in self:
            if plan.unit == "money" and not plan.currency_id:
                raise ValidationError(
                    self.env._(
                        "The plan %(plan)s counts money: choose its currency.",
                        plan=plan.name,
                    )
                )

    @api.onchange("unit")
    def _onchange_unit(self):
        if self.unit == "money" and not self.currency_id:
            self.currency_id = (self.company_id or self.env.company).currency_id

    def write(self, vals):
        self._check_unit_change(vals)
        return super().write(vals)

    def _check_unit_change(self, vals):
        """Refuse another unit or currency once contracts count in the present one."""
        for field in {"unit", "currency_id"} & vals.keys():
            value = self._fields[field].convert_to_write
            for plan in self:
                changed = value(plan[field], plan) != vals[field]
                if changed and plan._is_unit_used():
                    raise UserError(
                        self.env._(
                            "Contracts or sales already count in the unit of the plan "
                            "%(plan)s. Make a new plan instead of changing it.",
                            plan=plan.name,
                        )
                    )

    def _is_unit_used(self):
        """Tell whether anything counts in the present unit of the plan."""
        return bool(self.sudo().with_context(active_test=False).contract_ids)

    def action_open_contracts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_contract_action"
        )
        return action | {"domain": [("plan_id", "=", self.id)], "context": {}}

    def _format_quantity(self, quantity):
        """Return a quantity for people: ``3 h 36`` or ``120.00 €``."""
        if self.unit == "money":
            return format_amount(self.env, quantity, self.currency_id)
        return self._format_minutes(quantity)

    @api.model
    def _format_minutes(self, minutes):
        """Return minutes for people, in their order from right to left, too.

        Marks of direction keep “1 h 44” from being shown as “h 44 1”.
        """
        text = format_minutes(minutes)
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        is_rtl = lang and lang.direction == "rtl"
        return f"{LEFT_TO_RIGHT}{text}{LEFT_TO_RIGHT}" if is_rtl else text
