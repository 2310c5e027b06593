from odoo import models


class HelpdeskTicket(models.Model):
    """What the client reads of the work on a ticket."""

    _inherit = "helpdesk.ticket"

    def _has_field_access(self, field, operation):
        """Override: clients read a ticket by its page alone, which knows whose it is.

        The helpdesk lets them ask for any field of tickets that they only follow.
        """
        if self._is_ours(field) and self.env.user.share and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    # === BUSINESS METHODS === #

    def _get_prepaid_client_work(self):
        """Return the work of the ticket by contract, as plain data for the page.

        Of contracts that the user reads, and work they pay for now: who only follows a
        ticket, or holds its link, is told no credit.
        """
        self.ensure_one()
        lines_sudo = self.sudo().timesheet_ids
        contracts = lines_sudo.prepaid_contract_id.with_env(self.env)
        if not contracts.has_access("read"):
            contracts = contracts.filtered(lambda contract: contract.has_access("read"))
        return [
            work
            for contract in contracts.sudo()
            if (work := self._tell_client_work(contract, lines_sudo))
        ]

    def _tell_client_work(self, contract, lines_sudo):
        """Return the pieces of work that a contract paid for, and their sums."""
        pieces = lines_sudo.filtered(
            lambda line: line.prepaid_contract_id == contract
        ).prepaid_entry_ids.filtered(lambda entry: entry.contract_id == contract)
        told = pieces.sorted(lambda entry: (entry.date, entry.id))._get_client_lines()
        if not told:
            return False
        # The page is the ticket's: its rows need not say so.
        told = [line | {"ticket": ""} for line in told]
        plan = self.env["prepaid.plan"]
        sums = {
            name: sum(line[name] for line in told)
            for name in ("worked_minutes", "metered_minutes", "quantity")
        }
        return {
            "contract": contract,
            "lines": told,
            "worked_text": plan._format_minutes(sums["worked_minutes"]),
            "metered_text": plan._format_minutes(sums["metered_minutes"]),
            "used_text": contract._format_quantity(-sums["quantity"] or 0),
        }
