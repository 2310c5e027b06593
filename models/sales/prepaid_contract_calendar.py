from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ...metering import QUANTITY_DIGITS, to_units
from . import anchored


class PrepaidContract(models.Model):
    """Refills by the calendar, and when automatic refills pause or end."""

    _inherit = "prepaid.contract"

    _prepaid_user_fields = {
        "refill_interval_months",
        "refill_next_date",
        "refill_target",
        "refill_pause_until",
        "refill_date_end",
    }

    refill_interval_months = fields.Integer("Every", default=1)
    refill_next_date = fields.Date(
        "Next Refill",
        copy=False,
        index="btree_not_null",
        help="The refills follow on this day of the month, or its last day.",
    )
    refill_anchor_day = fields.Integer(readonly=True, copy=False)
    refill_target = fields.Float(
        "Up to",
        digits=QUANTITY_DIGITS,
        help="A refill by the calendar brings as many packs as lift the balance to "
        "this level, in the plan's unit; none if it is there. 0: the packs per refill.",
    )
    refill_pause_until = fields.Date(
        "Paused until", copy=False, help="Automatic refills start again on this day."
    )
    refill_date_end = fields.Date(
        "No Refill after", copy=False, help="The last day of automatic refills."
    )

    _check_refill_calendar = models.Constraint(
        "CHECK (COALESCE(refill_interval_months, 1) > 0"
        " AND COALESCE(refill_target, 0) >= 0)",
        "Refills by the calendar are a month apart at least, up to a level that is "
        "not negative.",
    )

    # === CONSTRAINTS === #

    @api.constrains("refill_trigger", "refill_next_date")
    def _check_refill_next_date(self):
        for contract in self:
            if contract._is_refilled_by_calendar() and not contract.refill_next_date:
                raise ValidationError(
                    self.env._(
                        "Say when the contract %(contract)s is refilled next.",
                        contract=contract.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        contracts.filtered("refill_next_date")._anchor_refills()
        return contracts

    def write(self, vals):
        result = super().write(vals)
        if vals.get("refill_next_date") and "refill_anchor_day" not in vals:
            self._anchor_refills()
        return result

    def _anchor_refills(self):
        """Keep the day of the month that a person chose."""
        for contract in self.sudo():
            contract.refill_anchor_day = contract.refill_next_date.day

    # === BUSINESS METHODS === #

    def _is_refilled_by_calendar(self):
        return self.refill_trigger in ("schedule", "both")

    def _refill_by_calendar(self):
        """Start the refill of a day that has come, once, whatever days were missed."""
        today = self.company_id._get_prepaid_today()
        if not self._is_refilled_by_calendar() or self.refill_next_date > today:
            return
        anchor = self.refill_anchor_day
        next_date = anchored.first_after(
            self.refill_next_date, today, self.refill_interval_months, anchor
        )
        self.write({"refill_next_date": next_date, "refill_anchor_day": anchor})
        if self._get_scheduled_packs(self.refill_product_id):
            self._refill(is_scheduled=True)

    def _get_scheduled_packs(self, pack):
        """Return the packs of a refill by the calendar, 0 if the level is reached."""
        units = self._get_refill_units(pack, 1)
        if not self.refill_target or not units:
            return self.refill_quantity
        gap = to_units(self.refill_target) - to_units(self._get_watched())
        return max(-(-gap // units), 0)

    def _is_paused(self):
        until = self.refill_pause_until
        return bool(until) and until > self.company_id._get_prepaid_today()

    def _get_ended_text(self):
        """Return why no automatic refill starts any more, for people, or False."""
        today = self.company_id._get_prepaid_today()
        if self.refill_date_end and self.refill_date_end < today:
            return self.env._(
                "Automatic refills ended on %(date)s.",
                date=format_date(self.env, self.refill_date_end),
            )
        days = self.company_id.prepaid_refill_end_days
        if days and self.date_end and (self.date_end - today).days <= days:
            return self.env._(
                "The contract ends on %(date)s.",
                date=format_date(self.env, self.date_end),
            )
        return False
