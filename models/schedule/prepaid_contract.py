from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_amount, format_date

from ..contract.access import PRICE_GROUPS


class PrepaidContract(models.Model):
    """The schedule of a contract."""

    _inherit = "prepaid.contract"

    schedule_ids = fields.One2many("prepaid.schedule", "contract_id")
    schedule_price_text = fields.Text(
        compute="_compute_schedule_price_text", groups=PRICE_GROUPS
    )
    schedule_text = fields.Char(compute="_compute_schedule_text", groups=PRICE_GROUPS)

    @api.depends("schedule_ids.state", "schedule_ids.next_date")
    @api.depends_context("lang")
    def _compute_schedule_text(self):
        for contract in self:
            schedule = contract._get_schedule()
            states = dict(schedule._fields["state"]._description_selection(self.env))
            if schedule.state != "running":
                contract.schedule_text = states.get(schedule.state, False)
                continue
            contract.schedule_text = self.env._(
                "%(amount)s, %(date)s",
                amount=format_amount(
                    self.env, schedule.amount_month, schedule.currency_id
                ),
                date=format_date(self.env, schedule.next_date),
            )

    @api.depends("schedule_ids.price_text", "schedule_ids.state")
    @api.depends_context("lang")
    def _compute_schedule_price_text(self):
        for contract in self:
            contract.schedule_price_text = contract._get_schedule().price_text

    def action_open_schedule(self):
        """Open the contract's schedule, or the form of a new one."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "prepaid.schedule",
            "res_id": self._get_schedule().id,
            "views": [(False, "form")],
            "context": {"default_contract_id": self.id},
        }

    def _get_schedule(self):
        """Return the contract's schedule that is not ended, or an empty recordset."""
        return self._get_schedules()

    def write(self, vals):
        """Refuse to close a contract that goes on renewing."""
        if vals.get("state") == "closed":
            self._check_schedule_ended()
        return super().write(vals)

    def _check_schedule_ended(self):
        for schedule in self.sudo()._get_schedules():
            if schedule.state == "draft":
                schedule.state = "ended"
            else:
                raise UserError(
                    self.env._(
                        "%(schedule)s goes on. Stop it before you close the contract: "
                        "what is paid and not used is settled there.",
                        schedule=schedule.display_name,
                    )
                )

    def _get_schedules(self):
        return self.schedule_ids.filtered(lambda schedule: schedule.state != "ended")

    def _check_no_schedule(self):
        if self._get_schedule():
            raise ValidationError(
                self.env._(
                    "The contract %(contract)s has one schedule that is not ended. "
                    "Change that one instead.",
                    contract=self.name,
                )
            )

    def _get_pack_refills(self):
        """Override: periods of a schedule start without low credit, beside them."""
        refills = super()._get_pack_refills()
        return refills.filtered(lambda refill: not refill.schedule_id)

    def _get_waiting_refill(self):
        """Override: a period that waits for its invoice or its client, too."""
        periods = self.refill_ids.filtered(
            lambda refill: refill.schedule_id and refill._is_open()
        )
        return super()._get_waiting_refill() or periods[:1]
