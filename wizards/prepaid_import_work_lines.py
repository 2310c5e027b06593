from collections import defaultdict
from math import inf
from typing import NamedTuple

from odoo import models

from ..metering import (
    MINUTES_PER_HOUR,
    SECONDS_PER_MINUTE,
    format_minutes,
    round_half_up,
)
from ..models.importing.names import get_key
from ..models.ledger.short import CreditShort


class Figures(NamedTuple):
    """What an import writes for one client: rows, minutes, and those of them that are
    only recorded or of a client without contract; in words what draws credit, and what
    does not although there is a contract."""

    client: str
    count: int
    minutes: int
    recorded: int
    drawn: str
    uncovered: str
    without: int


class PrepaidImportWork(models.TransientModel):
    """From what is to be written to timesheet lines, which draw by the usual rules."""

    _inherit = "prepaid.import.work"

    def _try_out(self, plan):
        """Return the Figures of an import, which is undone again."""
        with self.env.cr.savepoint() as savepoint:
            figures = self._get_figures(plan, self._bring_in(plan))
            savepoint.rollback()
        return figures

    def _bring_in(self, plan):
        """Write the lines of all jobs, the oldest first; return them (sudo)."""
        quiet = self.with_context(
            tracking_disable=True, mail_create_nosubscribe=True, mail_notrack=True
        ).with_company(self._get_company())
        jobs = sorted(plan.jobs, key=lambda job: (job.row.date, job.row.line))
        tickets = quiet._get_tickets(jobs)
        hour = self.env.ref("uom.product_uom_hour")
        unit = hour.factor / self._get_company().project_time_mode_id.factor
        vals_list = [quiet._prepare_line_vals(job, tickets, unit) for job in jobs]
        lines = quiet.env["account.analytic.line"].sudo()
        drawing = [vals for vals in vals_list if "prepaid_contract_id" not in vals]
        lines |= lines.create([v for v in vals_list if "prepaid_contract_id" in v])
        return lines | quiet._log(drawing)

    # === TICKETS === #

    def _get_tickets(self, jobs):
        """Return {line of the file: ticket}, of those that are there or made now."""
        own = self._find_own_projects(jobs) if self.keeps_projects else {}
        places = {job.row.line: self._get_place(job, own) for job in jobs}
        wanted = dict.fromkeys(places.values())
        Task = self.env["project.task"].sudo()
        domain = [
            ("project_id", "in", [project.id for project, _client, _label in wanted]),
            ("partner_id", "in", [client.id for _project, client, _label in wanted]),
            ("name", "in", [label for _project, _client, label in wanted]),
        ]
        tickets = {}
        for task in Task.search(domain, order="id"):
            place = task.project_id, task.partner_id, task.name
            tickets.setdefault(place, task)
        missing = [place for place in wanted if place not in tickets]
        created = Task.create([self._prepare_ticket_vals(*place) for place in missing])
        tickets |= dict(zip(missing, created, strict=True))
        return {line: tickets[place] for line, place in places.items()}

    def _find_own_projects(self, jobs):
        """Return {(client, key of a name): project} of the clients' own projects.

        Those that the user may see. Of two with one name none is meant.
        """
        clients = self.env["res.partner"].union(*(job.partner for job in jobs))
        projects = self.project_id.search(
            [
                ("partner_id", "child_of", clients.commercial_partner_id.ids),
                ("company_id", "in", (False, self._get_company().id)),
                ("allow_timesheets", "=", True),
                ("is_template", "=", False),
            ]
        )
        named = projects.grouped(
            lambda project: (
                project.partner_id.commercial_partner_id,
                get_key(project.name),
            )
        )
        return {key: found for key, found in named.items() if len(found) == 1}

    def _get_place(self, job, own):
        """Return (project, client, name of the ticket) of where work is logged."""
        row, client = job.row, job.partner
        key = client.commercial_partner_id, get_key(row.project)
        if row.customer and row.project and key in own:
            return own[key], client, row.task or self.env._("Imported work")
        return self.project_id, client, self._get_label(row)

    def _get_label(self, row):
        """Return the name of the ticket: project and task as the file has them."""
        parts = [row.project if row.customer else "", row.task]
        label = ": ".join(dict.fromkeys(part for part in parts if part))
        return label or self.env._("Imported work")

    def _prepare_ticket_vals(self, project, client, label):
        return {
            "name": label,
            "project_id": project.id,
            "partner_id": client.id,
            "company_id": self._get_company().id,
            "user_ids": False,
        }

    # === LINES === #

    def _prepare_line_vals(self, job, tickets, unit):
        """Return the vals of a line; ``unit`` is an hour in timesheets."""
        row, identity = job.row, job.identity
        minutes = int(round_half_up(row.seconds / SECONDS_PER_MINUTE))
        ticket = tickets[row.line]
        vals = {
            "name": row.description or row.task or row.project or "/",
            "project_id": ticket.project_id.id,
            "task_id": ticket.id,
            "employee_id": job.employee.id,
            "date": row.date,
            "unit_amount": minutes / MINUTES_PER_HOUR * unit,
            "meter_started_at": row.begin,
            "meter_seconds": row.seconds if row.begin else 0,
            "prepaid_import_key": identity.key,
            "prepaid_import_written": not row.source_id and identity.written,
        }
        if job.reason:
            # Neither credit nor an order pays for it a second time.
            return vals | {
                "prepaid_contract_id": False,
                "prepaid_left_reason": job.reason,
                "so_line": False,
                "is_so_line_edited": True,
            }
        if self.usage_type_id:
            vals["usage_type_id"] = self.usage_type_id.id
        return vals

    def _log(self, vals_list):
        """Write lines that draw; those for which there is no credit draw none.

        They are on the list of work not covered, as if somebody had logged them.
        """
        lines = self._make_lines(vals_list)
        if lines is not None:
            return lines
        by_ticket = defaultdict(list)
        for vals in vals_list:
            by_ticket[vals["task_id"]].append(vals)
        lines = self.env["account.analytic.line"].sudo()
        return lines.union(*(self._log_ticket(group) for group in by_ticket.values()))

    def _log_ticket(self, vals_list, least=inf):
        """Write the lines of a ticket whose credit ends among them, and return them.

        Halves find the place quickly; what is as long as what found no credit, which is
        ``least`` hours or days, finds none either.
        """
        lines = self.env["account.analytic.line"].sudo()
        for part in _halve(vals_list):
            short = [vals for vals in part if vals["unit_amount"] >= least]
            lines |= self._leave(short)
            rest = [vals for vals in part if vals["unit_amount"] < least]
            written = self._make_lines(rest)
            if written is None and len(rest) == 1:
                least = rest[0]["unit_amount"]
                written = self._leave(rest)
            elif written is None:
                written = self._log_ticket(rest, least)
                left = written.filtered(lambda line: not line.prepaid_contract_id)
                least = min([least, *left.mapped("unit_amount")])
            lines |= written
        return lines

    def _leave(self, vals_list):
        """Write lines that no credit covers, and return them."""
        AnalyticLine = self.env["account.analytic.line"].sudo()
        uncovered = {"prepaid_contract_id": False}
        lines = AnalyticLine.create([vals | uncovered for vals in vals_list])
        # Nobody chose that: one click covers them once there is credit.
        lines.is_prepaid_contract_chosen = False
        return lines

    def _make_lines(self, vals_list):
        """Write lines and return them, None if credit does not cover them all."""
        AnalyticLine = self.env["account.analytic.line"].sudo()
        try:
            with self.env.cr.savepoint():
                return AnalyticLine.create([dict(vals) for vals in vals_list])
        except CreditShort:
            return None

    # === FIGURES === #

    def _get_figures(self, plan, lines):
        """Return the Figures per client of the lines of a plan."""
        clients = {job.identity.key: job.partner for job in plan.jobs}
        by_client = lines.grouped(lambda line: clients[line.prepaid_import_key])
        return sorted(
            self._get_client_figures(client, own) for client, own in by_client.items()
        )

    def _get_client_figures(self, client, lines):
        recorded = lines.filtered("prepaid_left_reason")
        drawn = lines.filtered("prepaid_contract_id")
        left = (lines - recorded - drawn).filtered("prepaid_uncovered")
        return Figures(
            client.display_name,
            len(lines),
            self._add_up(lines),
            self._add_up(recorded),
            self._show_drawn(drawn),
            self._show_uncovered(left),
            self._add_up(lines - recorded - drawn - left),
        )

    def _add_up(self, lines):
        return sum(line._get_worked_minutes() for line in lines)

    def _show_drawn(self, lines):
        """Return what the lines draw from each contract, as text."""
        return ", ".join(
            contract.sudo()._format_quantity(sum(own.mapped("prepaid_quantity")))
            for contract, own in lines.grouped("prepaid_contract_id").items()
        )

    def _show_uncovered(self, lines):
        """Return how much work draws nothing, and why, as text."""
        return ", ".join(
            self.env._(
                "%(time)s: %(reason)s",
                time=format_minutes(self._add_up(own)),
                # What a contract could cover was not, since its credit is short.
                reason=self.env._("No credit is left")
                if key == "ready"
                else own[0]._get_uncovered_text(),
            )
            for key, own in lines.grouped("prepaid_uncovered").items()
        )


def _halve(items):
    """Return the two halves of a list, or the whole if it is one item."""
    half = len(items) // 2
    return [items[:half], items[half:]] if half else [items]
