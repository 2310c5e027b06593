from collections import defaultdict
from datetime import timedelta
from statistics import median

from pytz import utc

from odoo import models
from odoo.fields import Domain

STATES = ("kept", "late", "waiting")


class ProjectTask(models.Model):
    _inherit = "project.task"

    # Reviews of a period.
    _prepaid_requested_idx = models.Index(
        "(prepaid_requested_at) WHERE prepaid_response_id IS NOT NULL"
    )


class PrepaidTicket(models.AbstractModel):
    """How soon work on a ticket began, as it was recorded."""

    _inherit = "prepaid.ticket"

    def _get_minutes_to_begin(self):
        """Return the minutes from the request to the first work, or None before it.

        In the business hours of the plan where its commitment counts in them.
        """
        self.ensure_one()
        asked, begun = self.prepaid_requested_at, self.prepaid_answered_at
        if not begun:
            return None
        response = self.prepaid_response_id
        calendar = response.is_business_hours and response.plan_id.calendar_id
        if not calendar or begun <= asked:
            return max((begun - asked).total_seconds(), 0) / 60
        return 60 * calendar.get_work_hours_count(
            utc.localize(asked), utc.localize(begun), compute_leaves=True
        )


class PrepaidContract(models.Model):
    """What was promised and asked in a period, and how it was answered."""

    _inherit = "prepaid.contract"

    def _get_review_days(self, date_from, date_to):
        """Return the moments (naive UTC) between which days of the company lie."""
        company = self.company_id
        return (
            company._get_prepaid_day_start(date_from),
            company._get_prepaid_day_start(date_to + timedelta(days=1)),
        )

    # === RESPONSE COMMITMENTS === #

    def _get_review_responses(self, date_from, date_to):
        """Return how each commitment was kept: tickets by state, median to begin.

        Tickets that were cancelled before work began are left out.
        """
        promised = defaultdict(list)
        for model in self.env["account.analytic.line"]._get_ticket_models():
            for task in self._get_review_promised(model, date_from, date_to):
                promised[task.prepaid_response_id].append(task)
        return [self._prepare_review_response(*item) for item in promised.items()]

    def _get_review_promised(self, model, date_from, date_to):
        """Return the tickets of a model with a commitment of this contract."""
        start, end = self._get_review_days(date_from, date_to)
        customers = self.partner_id | self.beneficiary_ids
        tasks = (
            self.env[model]
            .with_context(active_test=False)
            .search(
                Domain("prepaid_response_id", "!=", False)
                & Domain("prepaid_requested_at", ">=", start)
                & Domain("prepaid_requested_at", "<", end)
                & (
                    Domain("partner_id", "child_of", customers.ids)
                    | Domain("prepaid_contract_id", "=", self.id)
                    | Domain("project_id.prepaid_contract_id", "=", self.id)
                    | Domain("timesheet_ids.prepaid_contract_id", "=", self.id)
                ),
                order="prepaid_requested_at, id",
            )
        )
        drawn = self._get_review_worked(tasks)
        return tasks.filtered(
            lambda task: (
                self in (drawn.get(task) or task.prepaid_covering_id)
                and (task.prepaid_answered_at or not task._is_prepaid_cancelled())
            )
        )

    def _get_review_worked(self, tasks):
        """Return {ticket: the contracts that its work draws from}."""
        lines = self.env["account.analytic.line"]
        rows = lines._read_group(
            tasks._get_prepaid_domain(lines._name)
            & Domain("prepaid_contract_id", "!=", False),
            [lines._get_ticket_models()[tasks._name]],
            ["prepaid_contract_id:recordset"],
        )
        return dict(rows)

    def _prepare_review_response(self, response, tasks):
        states = [task.prepaid_response_state for task in tasks]
        minutes = [task._get_minutes_to_begin() for task in tasks]
        begun = [number for number in minutes if number is not None]
        return {state: states.count(state) for state in STATES} | {
            "name": response.name,
            "tickets": len(tasks),
            "median": round(median(begun)) if begun else False,
            "is_business": bool(
                response.is_business_hours and response.plan_id.calendar_id
            ),
        }

    # === QUESTIONS === #

    def _get_review_questions(self, date_from, date_to):
        """Return how many questions of the period there are by their state."""
        start, end = self._get_review_days(date_from, date_to)
        rows = self.env["prepaid.dispute"]._read_group(
            Domain("contract_id", "=", self.id)
            & Domain("create_date", ">=", start)
            & Domain("create_date", "<", end),
            ["state"],
            ["__count"],
        )
        numbers = dict.fromkeys(("open", "accepted", "corrected"), 0) | dict(rows)
        return numbers | {"asked": sum(numbers.values())}
