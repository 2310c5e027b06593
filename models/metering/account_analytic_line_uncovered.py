from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import sql

from ...metering import format_minutes
from ..ledger.short import CreditShort
from .uncovered import DECIDED, UNCOVERED

ACCOUNT_MANAGER = "sale_timesheet_prepaid.sale_timesheet_prepaid_group_user"


class AccountAnalyticLine(models.Model):
    """Work of a client with contracts that draws no credit: never without a word."""

    _inherit = "account.analytic.line"

    prepaid_uncovered = fields.Selection(
        UNCOVERED,
        "Not Covered",
        compute="_compute_prepaid_uncovered",
        store=True,
        compute_sudo=True,
        copy=False,
        index="btree_not_null",
        help="Why this work draws no credit of its client.",
    )
    prepaid_left_reason = fields.Char(
        "Left Uncovered because",
        readonly=True,
        copy=False,
        help="An account manager decided that no contract pays for this work.",
    )

    def _auto_init(self):
        """Leave alone what was logged before anybody looked: it asks no question."""
        column = ("account_analytic_line", "prepaid_uncovered")
        if not sql.column_exists(self.env.cr, *column):
            sql.create_column(self.env.cr, *column, "varchar")
        return super()._auto_init()

    # === COMPUTE METHODS === #

    @api.depends(
        "prepaid_contract_id",
        "is_prepaid_contract_chosen",
        "unit_amount",
        "prepaid_exchange",
        "date",
        "so_line",
        "company_id",
        "project_id.partner_id",
        "project_id.prepaid_opt_out",
        "project_id.allow_billable",
        "task_id.partner_id",
    )
    def _compute_prepaid_uncovered(self):
        for line in self:
            is_work = line.unit_amount > 0 or line.prepaid_exchange
            line.prepaid_uncovered = (
                is_work
                and line.project_id
                and not line.prepaid_contract_id
                and line._get_uncovered()
            )

    # === ACTION METHODS === #

    def action_cover(self):
        """Draw now what a contract can cover now, and say what none can."""
        lines_sudo = self._check_answerable().filtered("prepaid_uncovered")
        covered_sudo = lines_sudo._cover()
        left_sudo = lines_sudo - covered_sudo
        if left_sudo and not covered_sudo:
            raise UserError(left_sudo._get_cover_problem())
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": covered_sudo._get_covered_text(),
                "message": left_sudo._get_cover_problem() if left_sudo else "",
                "type": "warning" if left_sudo else "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === BUSINESS METHODS === #

    def _check_answerable(self):
        """Return the lines in sudo, once it is sure that the user answers for them."""
        if not self.env.su and not self.env.user.has_group(ACCOUNT_MANAGER):
            raise AccessError(
                self.env._("Only account managers decide about work not covered.")
            )
        self.check_access("read")
        return self.sudo()

    def _is_prepaid_work(self):
        """Tell whether the line draws credit, or is on the list because it does not."""
        return bool(self.prepaid_contract_id or self.prepaid_uncovered)

    def _get_uncovered(self):
        """Return why the line, which has no contract, draws nothing, or False.

        A reason that passed, because a contract could take the work now, stays: the
        account manager decides.
        """
        project, facts = self._get_prepaid_project(), self._get_prepaid_facts()
        reason = project._get_prepaid_gap(*facts)
        if reason and self.is_prepaid_contract_chosen:
            return "chosen"
        if not reason or reason in DECIDED:
            return reason
        if project._find_prepaid_contract(*facts):
            return self.prepaid_uncovered or "ready"
        return reason

    def _get_uncovered_text(self):
        """Return why no credit is drawn, in words, or an empty text."""
        field = self._fields["prepaid_uncovered"]
        labels = dict(field._description_selection(self.env))
        return labels.get(self.prepaid_uncovered, "")

    def _get_told_text(self, minutes):
        """Return what whoever logged the line is told of it."""
        told = self.sudo(False).prepaid_explanation or format_minutes(minutes)
        reason = self._get_uncovered_text()
        if not reason:
            return told
        return self.env._("%(told)s. Not covered: %(why)s", told=told, why=reason)

    def _cover(self):
        """Draw from the contracts that take these lines now; return the lines covered.

        Oldest first; what was taken off by hand is derived again.
        """
        covered = self.browse()
        for line in self.sorted(lambda line: (line.date, line.id)):
            contract = line._get_prepaid_contract()
            if contract:
                covered += line._cover_by(contract)
        return covered

    def _cover_by(self, contract):
        """Draw from a contract and return the line; none if it waits for its client."""
        vals = {"prepaid_contract_id": contract.id, "prepaid_left_reason": False}
        try:
            with self.env.cr.savepoint():
                self.write(vals | self._get_usage(contract))
        except CreditShort:
            if not self.prepaid_approval_id:
                raise
            return self.browse()
        return self

    def _get_usage(self, contract):
        return {} if self.usage_type_id else self._prepare_usage_vals(contract)

    def _get_cover_problem(self):
        """Return what no contract can cover, with the reasons and the remedy."""
        reasons = sorted({line._get_uncovered_text() for line in self})
        if len(self) == 1:
            return self.env._(
                "1 line stays uncovered: %(reasons)s. Extend or reactivate the "
                "contract, or choose one on the line.",
                reasons=reasons[0],
            )
        return self.env._(
            "%(count)s lines stay uncovered: %(reasons)s. Extend or reactivate the "
            "contract, or choose one on the line.",
            count=len(self),
            reasons=", ".join(reasons),
        )

    def _get_covered_text(self):
        if len(self) == 1:
            return self.env._("1 line covered")
        return self.env._("%(count)s lines covered", count=len(self))

    def _leave_uncovered(self, reason):
        """Note that no contract pays for these lines, and why."""
        self.prepaid_left_reason = reason
