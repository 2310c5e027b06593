from odoo import models
from odoo.exceptions import UserError

from ..schedule.prepaid_schedule_change import Change


class PrepaidWithdrawal(models.Model):
    """What goes on by itself ends, where nothing is left of the purchase."""

    _inherit = "prepaid.withdrawal"

    def _end_what_follows(self):
        """End the permission to charge and what is taken regularly; return why not.

        Who keeps another pack of the order keeps both.
        """
        schedules = self.line_ids.prepaid_claim_ids.schedule_id
        if self.order_id.order_line._filter_withdrawable():
            return " ".join(schedule._ask_to_end() for schedule in schedules)
        for contract in self.order_id._get_prepaid_grants().contract_id:
            contract._get_consent()._revoke(self.person)
        faults = [schedule._end_withdrawn(self) for schedule in schedules]
        return " ".join(filter(None, faults))

    def _settle(self):
        """Count it as done: nothing is left to be given back through a document."""
        for withdrawal in self:
            withdrawal.is_nothing_due = True
            withdrawal._follow_notes()

    def _follow_cancelled(self):
        """An order that somebody cancelled leaves nothing to give back, if unpaid."""
        self.filtered(
            lambda withdrawal: (
                withdrawal.state == "received"
                and not withdrawal.note_ids
                and not withdrawal.order_id.amount_paid
            )
        )._settle()


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_cancel(self):
        result = super()._action_cancel()
        self.order_line._get_withdrawals()._follow_cancelled()
        return result


class PrepaidSchedule(models.Model):
    _inherit = "prepaid.schedule"

    def _end_withdrawn(self, withdrawal):
        """Stop it at once; return why that is left to a person, or an empty text.

        Its credit note gives back what is due: the schedule gives back nothing itself.
        """
        if self.state not in ("running", "paused"):
            return ""
        billed = self.claim_ids.sale_line_id.order_id
        if (billed - withdrawal.order_id).filtered(lambda order: order.state == "sale"):
            return self._ask_to_end()
        change = Change(
            "stop",
            max(self._get_today(), self._get_first_changeable()),
            gives_back=False,
            reason=withdrawal.display_name,
        )
        try:
            with self.env.cr.savepoint():
                self._apply_change(change)
        except UserError as error:
            return f"{self._ask_to_end()} {error.args[0]}"
        return ""

    def _ask_to_end(self):
        return self.env._("The order renews: end what the client takes.")
