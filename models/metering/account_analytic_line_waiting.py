from odoo import api, fields, models
from odoo.exceptions import UserError

from ...metering import format_minutes, to_quantity
from ..contract.access import reads_quantities


class AccountAnalyticLine(models.Model):
    """Work that waits for its client: it is there, and draws once they agree."""

    _inherit = "account.analytic.line"

    prepaid_approval_id = fields.Many2one(
        "prepaid.approval",
        "Asked For",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="hr_timesheet.group_hr_timesheet_user",
        help="The client was asked for this work: it draws nothing before they agree.",
    )

    # === CRUD METHODS === #

    def write(self, vals):
        """Override: work that draws all the same waits for nobody."""
        result = super().write(vals)
        if vals.get("prepaid_contract_id"):
            self.sudo().prepaid_approval_id._end_asking()
        return result

    def unlink(self):
        """Override: nobody is asked for work that is gone."""
        approvals_sudo = self.sudo().prepaid_approval_id
        result = super().unlink()
        approvals_sudo._end_asking()
        return result

    # === VERBS, CALLED BY THE SCREENS === #

    def log_waiting(self, beyond=None):
        """Let work draw now that the client was asked for; return what became of it.

        ``beyond`` is ``goodwill`` to offer it, or ``ask`` to ask the client again.
        Where credit is missing the work waits on, and the error says so.
        """
        self.ensure_one()
        self.check_access("write")
        if not self._is_waiting():
            raise UserError(
                self.env._(
                    "“%(work)s” does not wait any more. Read the ticket again.",
                    work=self.name,
                )
            )
        contract = self.sudo()._get_prepaid_contract()
        if beyond == "ask":
            self._ask_again(contract)
        else:
            vals = {"prepaid_charge": beyond} if beyond else {}
            self.write(vals | {"prepaid_contract_id": contract.id})
        return self._tell_logged()

    # === BUSINESS METHODS === #

    @api.model
    def _create_waiting(self, vals, contract, due):
        """Return a new line that draws ``due`` units once the client agrees."""
        line = self.create([vals | {"prepaid_contract_id": False}])
        line._wait_for_client(contract, due)
        self._answer_ticket(vals | {"prepaid_contract_id": contract.id})
        return line

    def _wait_for_client(self, contract, due):
        """Ask the client for the work, in units. It needs no credit to go on then."""
        approvals = self.env["prepaid.approval"]
        approvals.check_access("create")
        approval_sudo = approvals.sudo().create(
            self._prepare_approval_vals(contract, due)
        )
        line_sudo = self.sudo()
        line_sudo.prepaid_approval_id._end_asking()
        line_sudo.write(
            {
                "prepaid_approval_id": approval_sudo.id,
                "is_prepaid_contract_chosen": False,
            }
        )
        approval_sudo.with_env(self.env).action_ask()

    def _prepare_approval_vals(self, contract, due):
        """Return the vals of the question to the client for this work, in units."""
        return {
            "name": self.name,
            "contract_id": contract.id,
            "quantity": to_quantity(due),
            **self._get_ticket()._prepare_prepaid_link_vals(),
        }

    def _tell_logged(self):
        """Return what whoever logged the line is told, as plain data."""
        return {
            "timesheet_id": self.id,
            "explanation": self._get_told_text(self._get_worked_minutes()),
            "is_waiting": self._is_waiting(),
        }

    def _ask_again(self, contract):
        """Ask the client for the work as it is now."""
        if not (
            contract._can_ask(self._get_ticket())
            and reads_quantities(self.env.user, contract)
        ):
            raise UserError(
                self.env._(
                    "The client cannot be asked for “%(work)s”: the contract of its "
                    "ticket does not say so. Log it as goodwill, or refill the "
                    "contract.",
                    work=self.name,
                )
            )
        self._wait_for_client(contract, self._get_due_by(contract))

    def _get_due_by(self, contract):
        """Return the units that the work would draw from a contract."""
        draft = self.sudo().new(origin=self)
        draft.prepaid_contract_id = contract
        return draft._get_due_units()

    def _is_waiting(self):
        """Tell whether the client was asked for the work, and it draws nothing yet."""
        line = self.sudo()
        is_open = not line.prepaid_contract_id and not line.so_line
        return bool(line.prepaid_approval_id) and is_open

    def _get_told_text(self, minutes):
        """Override: that work waits is no fault of its contract."""
        if self._is_waiting() and self.sudo().prepaid_approval_id.state == "asked":
            return self.env._(
                "%(time)s of work wait for the answer", time=self._get_time_text()
            )
        return super()._get_told_text(minutes)

    def _get_time_text(self):
        """Return the time that was worked; of a message, what the client is asked."""
        minutes = self._get_worked_minutes()
        approval_sudo = self.sudo().prepaid_approval_id
        if not minutes and approval_sudo.contract_id.unit == "time":
            minutes = round(approval_sudo.quantity)
        return format_minutes(minutes)

    def _keeps_contract(self, is_moved):
        """Override: work that waits for its client draws from nothing by itself."""
        return self._is_waiting() or super()._keeps_contract(is_moved)

    def _note_choices(self):
        """Override: that work waits is no choice against a contract."""
        result = super()._note_choices()
        waiting = self.filtered(lambda line: line._is_waiting())
        waiting.sudo().is_prepaid_contract_chosen = False
        return result

    def _choose_prepaid_contract(self, is_moved=True):
        """Override: whose work it is no more is asked no more."""
        result = super()._choose_prepaid_contract(is_moved)
        if is_moved:
            for line in self.sudo().filtered(lambda line: line._is_waiting()):
                line._withdraw_moot()
        return result

    def _withdraw_moot(self):
        """Withdraw a question to a client, or for a ticket, that the work left."""
        approval = self.prepaid_approval_id
        is_here = approval.contract_id._covers(
            self._get_prepaid_customer(), self.company_id
        )
        if approval.state == "asked" and not (
            is_here and approval._get_ticket() == self._get_ticket()
        ):
            approval._end_asking()
            approval._tell_moot(self)

    def _draw_if_free(self):
        """Ask nobody any more for waiting work (sudo) that came to cost nothing."""
        contract = self._get_prepaid_contract()
        if contract and self._is_waiting() and not self._get_due_by(contract):
            self.write({"prepaid_contract_id": contract.id})

    def _draw_agreed(self):
        """Draw what the client agreed to. Return why not, or an empty text."""
        try:
            with self.env.cr.savepoint():
                contract = self.prepaid_approval_id.contract_id
                self.write({"prepaid_contract_id": contract.id})
        except UserError as error:
            return str(error)
        return ""

    # === WHY IT IS NOT COVERED === #

    @api.depends("prepaid_approval_id.state")
    def _compute_prepaid_uncovered(self):
        return super()._compute_prepaid_uncovered()

    def _get_uncovered(self):
        """Override: the client was asked, or refused."""
        states = {"asked": "waiting", "refused": "refused"}
        waits = self._is_waiting() and states.get(self.prepaid_approval_id.state)
        reason = waits or super()._get_uncovered()
        is_past = not waits and reason in states.values()
        return "ready" if is_past else reason
