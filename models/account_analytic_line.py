from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..metering import (
    MINUTES_PER_HOUR,
    QUANTITY_DIGITS,
    RATE_DIGITS,
    WORKED_MINUTES_MAX,
    to_minutes,
    to_quantity,
)
from .prepaid_rate import PRICE_GROUPS

# A change of these fields moves credit.
DRAW_FIELDS = {
    "unit_amount",
    "product_uom_id",
    "date",
    "project_id",
    "task_id",
    "usage_type_id",
    "prepaid_contract_id",
    "so_line",
}


class AccountAnalyticLine(models.Model):
    _inherit = "account.analytic.line"

    prepaid_contract_id = fields.Many2one(
        "prepaid.contract",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The contract whose credit this work draws. Empty: none.",
    )
    usage_type_id = fields.Many2one("prepaid.usage.type", ondelete="restrict")
    prepaid_override = fields.Boolean(
        "Beyond the Credit",
        copy=False,
        groups="sale_timesheet_prepaid.sale_timesheet_prepaid_group_manager",
        help="Book this work as debt even where the plan refuses it.",
    )
    metered_minutes = fields.Integer(
        compute="_compute_metered_minutes", store=True, compute_sudo=True
    )
    prepaid_rate = fields.Float(
        digits=RATE_DIGITS,
        compute="_compute_prepaid_rate",
        store=True,
        compute_sudo=True,
        copy=False,
        groups=PRICE_GROUPS,
        help="Factor, or price per minute, frozen when contract and usage type were "
        "chosen.",
    )
    prepaid_quantity = fields.Float(
        "Prepaid Quantity Due",
        digits=QUANTITY_DIGITS,
        compute="_compute_prepaid_quantity",
        store=True,
        compute_sudo=True,
        groups=PRICE_GROUPS,
        help="What this work draws, in the plan's unit.",
    )
    drawn_minutes = fields.Integer(
        compute="_compute_drawn_minutes",
        compute_sudo=True,
        help="Minutes drawn from the client's credit.",
    )
    prepaid_entry_ids = fields.One2many(
        "prepaid.entry", "timesheet_id", groups=PRICE_GROUPS
    )

    # === COMPUTE METHODS === #

    @api.depends("unit_amount", "product_uom_id", "prepaid_contract_id")
    def _compute_metered_minutes(self):
        for line in self:
            covered = line.prepaid_contract_id
            line.metered_minutes = line._get_worked_minutes() if covered else 0

    @api.depends("prepaid_contract_id", "usage_type_id")
    def _compute_prepaid_rate(self):
        """Freeze the rate: later changes of the plan are no dependency."""
        for line in self:
            plan = line.prepaid_contract_id.plan_id
            line.prepaid_rate = plan._get_rate(line.usage_type_id) if plan else 0

    @api.depends("prepaid_contract_id", "metered_minutes", "prepaid_rate")
    def _compute_prepaid_quantity(self):
        for line in self:
            plan = line.prepaid_contract_id.plan_id
            line.prepaid_quantity = (
                to_quantity(
                    plan._get_due_units(line.metered_minutes, line.prepaid_rate)
                )
                if plan
                else 0
            )

    @api.depends("prepaid_quantity", "metered_minutes")
    def _compute_drawn_minutes(self):
        for line in self:
            is_time = line.prepaid_contract_id.unit == "time"
            line.drawn_minutes = (
                round(line.prepaid_quantity) if is_time else line.metered_minutes
            )

    @api.depends("prepaid_contract_id")
    def _compute_so_line(self):
        """Override of `sale_timesheet`: covered work is not billed a second time."""
        return super()._compute_so_line()

    def _timesheet_determine_sale_line(self):
        """Override of `sale_timesheet`: covered work has no order line."""
        if self.prepaid_contract_id:
            return self.env["sale.order.line"]
        return super()._timesheet_determine_sale_line()

    @api.depends("prepaid_contract_id")
    def _compute_timesheet_invoice_type(self):
        """Override of `sale_timesheet`: covered work is billable, at a fixed price."""
        covered = self.filtered(lambda line: line.project_id and line._is_covered())
        covered.timesheet_invoice_type = "billable_fixed"
        return super(
            AccountAnalyticLine, self - covered
        )._compute_timesheet_invoice_type()

    def _is_covered(self):
        return bool(self.prepaid_contract_id) and not self.so_line

    # === CONSTRAINT METHODS === #

    @api.constrains("prepaid_contract_id", "unit_amount", "product_uom_id")
    def _check_prepaid_duration(self):
        for line in self.filtered("prepaid_contract_id"):
            if not 0 <= line._get_worked_minutes() <= WORKED_MINUTES_MAX:
                raise ValidationError(
                    self.env._(
                        "“%(work)s” on the contract %(contract)s has a duration of "
                        "%(hours)s h. Enter between 0 and %(most)s hours.",
                        work=line.name,
                        contract=line.prepaid_contract_id.sudo().name,
                        hours=line.unit_amount,
                        most=WORKED_MINUTES_MAX // MINUTES_PER_HOUR,
                    )
                )

    @api.onchange("project_id", "task_id")
    def _onchange_prepaid_contract_id(self):
        self.prepaid_contract_id = False
        self.prepaid_contract_id = self._get_prepaid_contract()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("project_id") or vals.get("task_id"):
                if "prepaid_contract_id" not in vals:
                    contract = self.new(vals)._get_prepaid_contract()
                    vals["prepaid_contract_id"] = contract.id
        lines = super().create(vals_list)
        lines.filtered("prepaid_contract_id")._sync_prepaid_draws({})
        return lines

    def write(self, vals):
        changed = DRAW_FIELDS & vals.keys()
        result = super().write(vals)
        if changed:
            if changed & {"project_id", "task_id", "so_line"}:
                if "prepaid_contract_id" not in changed:
                    self._choose_prepaid_contract()
            self._sync_prepaid_draws(self._get_booked_draws())
        return result

    def unlink(self):
        self.env["prepaid.entry"].sudo()._unwind(
            [
                (entry, *live)
                for draws in self._get_booked_draws().values()
                for entry, live in draws
            ]
        )
        return super().unlink()

    # === BUSINESS METHODS === #

    def _get_prepaid_contract(self):
        """Return the contract that covers this line, or an empty recordset.

        Called for each new line, and when its task or project changes; the line may be
        a new record without id. First answer wins: the line's own, its task's, its
        project's, the customer's default. Override it to answer before or after
        these; return a contract of the line's company, in sudo.
        """
        self.ensure_one()
        line = self.sudo()
        if line.is_so_line_edited and line.so_line:
            return line.prepaid_contract_id
        return (
            line.prepaid_contract_id
            or line.task_id._get_prepaid_contract()
            or line.project_id.prepaid_contract_id
            or line._get_default_prepaid_contract()
        )

    def _get_default_prepaid_contract(self):
        """Return the customer's default contract, unless the work is sold otherwise."""
        if self.so_line:
            return self.env["prepaid.contract"]
        project = self.project_id or self.task_id.project_id
        date = self.date or fields.Date.context_today(self)
        return project._get_default_prepaid_contract(
            self.task_id.partner_id, self.company_id, date
        )

    def _choose_prepaid_contract(self):
        """Find the contract again after the line went to another task or project."""
        for line in self:
            draft = line.new(origin=line)
            draft.prepaid_contract_id = False
            contract = draft._get_prepaid_contract()
            if contract != line.prepaid_contract_id:
                line.prepaid_contract_id = contract

    def _get_worked_minutes(self):
        """Return the worked minutes (int) of the line, from hours or days."""
        hour = self.product_uom_id.browse(
            self.env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_hour")
        )
        uom = self.product_uom_id or hour
        if uom == hour:
            return to_minutes(self.unit_amount)
        return to_minutes(self.unit_amount, MINUTES_PER_HOUR * uom.factor / hour.factor)
