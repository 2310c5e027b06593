from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.misc import get_lang

from .prepaid_start import Figure
from .week import Logged, add_up, get_week, sum_up

ADDON = "sale_timesheet_prepaid."
# What somebody decided: the work waits for nobody.
SETTLED = ("opt_out", "not_billable", "sold", "chosen")
WAITING_COUNT = 10


class PrepaidStart(models.AbstractModel):
    """The technician's section: one's own time and what waits of it, never money."""

    _inherit = "prepaid.start"

    # === ASKED BY THE PAGE === #

    @api.model
    @api.readonly
    def get_week(self):
        """Return the user's time of this week by client and kind of work.

        Worked is what was logged, counted what it comes to by the client's terms; work
        that no contract covers is not counted.
        """
        self._check_section("work")
        first, last = self._get_week()
        lines = self.env["account.analytic.line"].search_fetch(
            [
                ("user_id", "=", self.env.uid),
                ("project_id", "!=", False),
                ("date", ">=", first),
                ("date", "<=", last),
            ],
            [
                *("unit_amount", "product_uom_id", "metered_minutes", "partner_id"),
                *("usage_type_id", "prepaid_contract_id"),
            ],
        )
        logged = self._read_logged(lines)
        clients = [self._tell_client(*item) for item in add_up(logged).items()]
        total = sum_up((line.worked, line.counted) for line in logged)
        return {
            "first": format_date(self.env, first),
            "last": format_date(self.env, last),
            "total": self._tell_time(total),
            "clients": sorted(clients, key=lambda client: client["name"]),
        }

    @api.model
    @api.readonly
    def get_waiting(self):
        """Return the user's work that draws no credit yet, and what they asked for."""
        self._check_section("work")
        work, asked = self._get_figures("work", "mine")
        lines = self.env["account.analytic.line"].search(
            work.domain, order="date desc, id desc", limit=WAITING_COUNT
        )
        approvals = self.env["prepaid.approval"].search(
            asked.domain, order="id desc", limit=WAITING_COUNT
        )
        return {
            "figures": self._tell_figures([work, asked]),
            "lines": [self._tell_line(line) for line in lines],
            "approvals": [self._tell_approval(approval) for approval in approvals],
            # Who only logs time has no page of tickets.
            "opens_tickets": [
                model
                for model in self.env["account.analytic.line"]._get_ticket_models()
                if self.env[model]._has_prepaid_pages()
            ],
        }

    # === BUSINESS METHODS === #

    @api.model
    def _get_week(self):
        """Return the first and last day of this week, as the user's language has it."""
        first_weekday = int(get_lang(self.env).week_start)
        return get_week(self.env.company._get_prepaid_today(), first_weekday)

    @api.model
    def _get_figures(self, section, whose):
        figures = super()._get_figures(section, whose)
        if section != "work":
            return figures
        own = Domain("user_id", "=", self.env.uid)
        work = own & Domain("project_id", "!=", False)
        work &= Domain("prepaid_uncovered", "!=", False)
        work &= Domain("prepaid_uncovered", "not in", SETTLED)
        work &= Domain("prepaid_left_reason", "=", False)
        return [
            *figures,
            Figure(
                "lines",
                self.env._("My work that draws no credit yet"),
                "account.analytic.line",
                work,
                "hr_timesheet.act_hr_timesheet_line",
                action_domain=work,
                context={"is_timesheet": 1, "is_my_timesheets": 1},
            ),
            Figure(
                "approvals",
                self.env._("Extra time I asked for"),
                "prepaid.approval",
                own & Domain("state", "=", "asked"),
                f"{ADDON}prepaid_approval_action",
                action_domain=own & Domain("state", "=", "asked"),
            ),
        ]

    @api.model
    def _read_logged(self, lines):
        """Return the lines as plain facts (Logged): whose work, of which kind."""
        return [
            Logged(
                # Whose work it is stands on the line; the name of it is no secret.
                line.sudo().partner_id.commercial_partner_id,
                line.usage_type_id,
                line._get_worked_minutes(),
                line.metered_minutes if line.prepaid_contract_id else None,
            )
            for line in lines
        ]

    @api.model
    def _tell_client(self, client, kinds):
        return {
            "id": client.id,
            "name": client.name or self.env._("No client"),
            "kinds": [
                {"id": kind.id, "name": kind.name or self.env._("Other work")}
                | self._tell_time(total)
                for kind, total in kinds.items()
            ],
            **self._tell_time(sum_up(kinds.values())),
        }

    @api.model
    def _tell_time(self, total):
        tell = self.env["prepaid.plan"]._format_minutes
        return {
            "worked": tell(total.worked),
            "counted": "" if total.counted is None else tell(total.counted),
        }

    @api.model
    def _tell_line(self, line):
        ticket = line._get_ticket()
        return {
            "id": line.id,
            "task_id": ticket.id,
            "model": ticket._name,
            "day": format_date(self.env, line.date),
            "name": line.name,
            "work": (ticket or line.project_id).display_name,
            "time": line.sudo()._get_time_text(),
            "why": line._get_uncovered_text(),
        }

    @api.model
    def _tell_approval(self, approval):
        """Return what was asked. How much is not told: it may be money."""
        day = approval.company_id._get_prepaid_day(
            approval.asked_at or approval.create_date
        )
        ticket = approval._get_ticket()
        return {
            "id": approval.id,
            "task_id": ticket.id,
            "model": ticket._name,
            "day": format_date(self.env, day),
            "name": approval.name,
            "work": (ticket or approval.contract_id).display_name,
        }
