from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from ..contract.access import reads_quantities


class PrepaidTicket(models.AbstractModel):
    """What a ticket says of work that waits for its client."""

    _inherit = "prepaid.ticket"

    @api.depends("timesheet_ids.prepaid_approval_id", "timesheet_ids.prepaid_uncovered")
    def _compute_prepaid_told(self):
        """Override: add what the client is asked for, and what waits for it."""
        result = super()._compute_prepaid_told()
        waiting = self._find_waiting()
        for task in self:
            if waiting[task]:
                told = task.prepaid_told or {}
                task.prepaid_told = told | {"waiting": waiting[task]}
        return result

    # === BUSINESS METHODS === #

    def _find_waiting(self):
        """Return {ticket: what waits there for its client, as plain data}."""
        waiting = defaultdict(list)
        lines_sudo = self.env["account.analytic.line"].sudo()
        for line in lines_sudo.search(
            self._get_prepaid_domain("account.analytic.line")
            & Domain("prepaid_approval_id", "!=", False)
            & Domain("prepaid_contract_id", "=", False),
            order="id",
        ).filtered(lambda line: line._is_waiting()):
            waiting[line._get_ticket().sudo(False)].append(line._tell_waiting())
        asked = self._get_prepaid_domain("prepaid.approval")
        asked &= Domain("state", "=", "asked")
        for approval in self.env["prepaid.approval"].sudo().search(asked):
            if not approval.timesheet_ids:
                ticket = approval._get_ticket().sudo(False)
                told = {"id": 0, "text": approval._get_told_text()}
                waiting[ticket].append(told)
        return waiting


class AccountAnalyticLine(models.Model):
    _inherit = "account.analytic.line"

    def _tell_waiting(self):
        """Return the line (sudo) as plain data: since when it waits, what may be done.

        ``verbs`` are what `log_waiting` takes, and ``log``: to draw it now.
        """
        approval = self.prepaid_approval_id
        may_end = self.sudo(False).has_access("write")
        return {
            "id": self.id,
            "text": approval._get_told_text(),
            "time": self._get_time_text(),
            "name": self.name,
            "verbs": self._get_waiting_verbs() if may_end else [],
        }

    def _get_waiting_verbs(self):
        contract = self._get_prepaid_contract()
        if not contract:
            return []
        room = contract._get_room(self._get_ticket(), self._get_work())
        has_room = room is None or self._get_due_by(contract) <= room
        log = ["log"] if has_room else []
        is_told = reads_quantities(self.env.user, contract)
        is_asked = self.prepaid_approval_id.state == "asked"
        can_ask = not is_asked and is_told and contract._can_ask(self._get_ticket())
        return [*log, *(["ask"] if can_ask else []), "goodwill"]
