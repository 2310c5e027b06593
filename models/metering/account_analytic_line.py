from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...metering import MINUTES_PER_HOUR, WORKED_MINUTES_MAX, to_minutes
from ..contract.access import PRICE_GROUPS

# A change of these fields moves credit, as one of those does that say whose work it is.
DRAW_FIELDS = {
    "unit_amount",
    "product_uom_id",
    "date",
    "usage_type_id",
    "prepaid_charge",
    "prepaid_items",
    "prepaid_exchange",
    "meter_started_at",
    "prepaid_contract_id",
}
# What a person may choose on a line, else it is derived from the ticket.
CHOICES = {"prepaid_contract_id", "usage_type_id"}


class AccountAnalyticLine(models.Model):
    _name = "account.analytic.line"
    _inherit = ["account.analytic.line", "prepaid.guarded", "prepaid.of.ticket"]

    _prepaid_user_fields = {
        "prepaid_contract_id",
        "prepaid_override",
        "prepaid_override_reason",
    }
    _prepaid_personal_fields = {
        "name": "text",
        "prepaid_override_reason": "text",
        "prepaid_left_reason": "text",
    }

    prepaid_contract_id = fields.Many2one(
        "prepaid.contract",
        index="btree_not_null",
        ondelete="restrict",
        help="The contract whose credit this work draws. Empty: none.",
    )
    prepaid_entry_ids = fields.One2many(
        "prepaid.entry", "timesheet_id", groups=PRICE_GROUPS
    )

    # === COMPUTE METHODS === #

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

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        is_given = any(vals.keys() & CHOICES for vals in vals_list)
        answers = {}
        for vals in vals_list:
            if not vals.get("prepaid_charge"):
                vals.pop("prepaid_charge", None)
            if vals.get("project_id") or self._find_ticket(vals):
                self._set_prepaid_day(vals)
                self._set_prepaid_defaults(vals, answers)
                self._answer_ticket(vals)
        lines = super().create(vals_list)
        if is_given:
            lines._note_choices()
        lines.filtered("prepaid_contract_id")._sync_prepaid_draws({})
        return lines

    def write(self, vals):
        moves = self._get_move_fields()
        changed = self._get_draw_fields() & vals.keys()
        placed = self
        if changed:
            self._bill_or_draw(vals)
            if not changed & moves:
                placed = self.filtered(lambda line: line._is_prepaid_work())
        result = super().write(vals)
        if changed:
            self._restore_charges()
        if changed & CHOICES:
            self._note_choices()
        if changed & {*moves, "date"} and "prepaid_contract_id" not in vals:
            placed._choose_prepaid_contract(is_moved=bool(changed & moves))
        if changed:
            self._sync_prepaid_draws(self._get_booked_draws())
        return result

    def unlink(self):
        self.env["prepaid.entry"].sudo()._unwind(
            [draw for draws in self._get_booked_draws().values() for draw in draws]
        )
        return super().unlink()

    # === BUSINESS METHODS === #

    @api.model
    def _get_move_fields(self):
        """Return the names of the fields that say whose work a line is."""
        return {"project_id", "so_line", *self._get_ticket_fields()}

    @api.model
    def _get_draw_fields(self):
        """Return the names of the fields whose change moves credit."""
        return DRAW_FIELDS | self._get_move_fields()

    @api.model
    def _answer_ticket(self, vals):
        """Note that work on a ticket has begun: it keeps or breaks the promise.

        What a client wrote is no work of ours.
        """
        task = self._find_ticket(vals)
        if not task or not vals["prepaid_contract_id"]:
            return
        if vals.get("prepaid_message_id"):
            task._note_silence()
            return
        begun = fields.Datetime.to_datetime(vals.get("meter_started_at"))
        task._note_answer(begun or task._guess_answer(vals.get("date")))

    def _get_worked_minutes(self):
        """Return the worked minutes (int) of the line, from hours or days."""
        hour = self._get_hour()
        uom = self.product_uom_id or hour
        if uom == hour:
            return to_minutes(self.unit_amount)
        return to_minutes(self.unit_amount, MINUTES_PER_HOUR * uom.factor / hour.factor)

    @api.model
    def _get_hour(self):
        """Return the unit of hours, of which no query asks whether it exists."""
        id_ = self.env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_hour")
        return self.env["uom.uom"].browse(id_)
