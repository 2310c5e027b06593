from odoo import api, fields, models

from ...metering import to_quantity, to_units
from .account_analytic_line_uncovered import ACCOUNT_MANAGER
from .uncovered import DECIDED


class PrepaidTicket(models.AbstractModel):
    """The one thing that a ticket says about money."""

    _inherit = "prepaid.ticket"

    prepaid_told = fields.Json(
        "What the Work Is Paid From",
        compute="_compute_prepaid_told",
        help="Which credit pays for the work and what is left of it, or why none does.",
    )

    @api.depends("prepaid_covering_id", "prepaid_uncovered", "partner_id")
    @api.depends_context("lang", "tz", "uid", "company")
    def _compute_prepaid_told(self):
        for task in self:
            contract = task.sudo().prepaid_covering_id
            task.prepaid_told = (
                task._tell_credit(contract) if contract else task._tell_no_credit()
            )

    # === BUSINESS METHODS === #

    def _tell_credit(self, contract):
        """Return which contract pays, and what is left, as plain data in words."""
        project = self.project_id.sudo()
        usage_type = project._get_usage_type(self, contract)
        left = contract._get_left_for(usage_type, project)
        level = contract._get_left_level(left)
        return {
            "contract": [contract.id, contract.display_name],
            "left": self._tell_quantity_left(contract, left, usage_type),
            "scopes": contract.scopes_text if contract.has_scope else "",
            "level": level,
            "policy": contract._get_overdraft_text(),
            "can_ask": level != "none" and contract._can_ask(self),
        }

    def _tell_quantity_left(self, contract, left, usage_type):
        """Return what is left for the usual work on the ticket, in words."""
        values = {
            "quantity": contract._format_quantity(to_quantity(abs(to_units(left)))),
            "work": usage_type.name or self.env._("this work"),
        }
        if left < 0:
            return self.env._("%(quantity)s beyond the credit", **values)
        if contract.scoped:
            return self.env._("%(quantity)s left for %(work)s", **values)
        return self.env._("%(quantity)s left", **values)

    def _tell_no_credit(self):
        """Return why no contract pays as plain data, or False: nothing is to be said.

        What an order bills is told by its own field.
        """
        task_sudo = self.sudo()
        reason = task_sudo.prepaid_uncovered
        if task_sudo._is_sold_otherwise() or reason == "sold":
            return False
        customer = task_sudo._get_prepaid_customer()
        if not reason and not (task_sudo.project_id.allow_billable and customer):
            return False
        return {
            "title": self.env._("Draws no credit")
            if reason in DECIDED
            else self.env._("Not billed"),
            "why": self._get_no_credit_reason(reason, customer),
            "can_sell": bool(customer) and reason not in DECIDED and self._can_sell(),
            "can_choose": bool(customer) and self._can_choose_contract(),
        }

    def _get_no_credit_reason(self, reason, customer):
        if not reason:
            return self.env._(
                "%(customer)s has no contract", customer=customer.display_name
            )
        field = self._fields["prepaid_uncovered"]
        return dict(field._description_selection(self.env))[reason]

    def _can_sell(self):
        """Tell whether the user can sell the customer a pack from here."""
        return False

    def _can_choose_contract(self):
        """Tell whether the user can name a contract that pays for the ticket."""
        if not self.has_access("write"):
            return False
        is_manager = self.env.user.has_group(ACCOUNT_MANAGER)
        return is_manager or bool(
            self.sudo()._get_prepaid_customer()._get_prepaid_payers()
        )
