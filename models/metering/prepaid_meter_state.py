from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime

from ...metering import round_half_up, to_quantity, to_units
from ..contract.access import reads_quantities
from .prepaid_meter import OPEN_STATES, _get_now
from .terms import Work, meter, meter_more

RECENT_TASKS = 5


class PrepaidMeter(models.Model):
    """What the screens show of a meter, and what becomes of a forgotten one."""

    _inherit = "prepaid.meter"

    @api.model
    @api.readonly
    def get_state(self):
        """Return what the systray shows.

        The news, the usage types, the tickets worked on last.
        """
        usage_types = self.env["prepaid.usage.type"].search_read(
            [("active", "=", True)], ["name", "icon", "color", "charge"]
        )
        return self._get_news() | {
            "usage_types": usage_types,
            "recent_tasks": self._get_recent_tasks(),
        }

    @api.model
    def _get_news(self):
        """Return what the user measures, and as of when (seconds since 1970).

        ``meter`` is the one that runs, else that was paused last, or False; ``paused``
        are the others.
        """
        meters = self._get_open()
        return {
            "meter": meters[:1]._get_state(),
            "paused": [meter._get_brief() for meter in meters[1:]],
            "at": _get_now(),
        }

    @api.model
    def _get_recent_tasks(self):
        """Return the tickets on which the user logged last, the last first."""
        return [
            {
                "id": task.id,
                "model": task._name,
                "name": task.display_name,
                "partner": self._get_partner_name(task.sudo()),
            }
            for task in self._find_recent_tasks()
            if task.has_access("read")
            if task.active and task.project_id.sudo().active
        ]

    @api.model
    def _find_recent_tasks(self):
        """Return the tickets, of any kind, of the user's last lines, as a list."""
        lines = self.env["account.analytic.line"]
        names = lines._get_ticket_fields()
        groups = lines._read_group(
            Domain("user_id", "=", self.env.uid) & ~lines._get_no_ticket_domain(),
            names,
            ["id:max"],
            order="id:max DESC",
            limit=RECENT_TASKS,
        )
        return [next(task for task in row if task) for *row, _last in groups]

    def _get_state(self):
        """Return the meter as plain data, or False; seconds are as of ``now``."""
        if not self:
            return False
        meter_sudo = self.sudo()
        task_sudo = meter_sudo._get_ticket()
        return {
            "id": self.id,
            "state": meter_sudo.state,
            "project": [meter_sudo.project_id.id, meter_sudo.project_id.display_name],
            "task": bool(task_sudo) and [task_sudo.id, task_sudo.display_name],
            "model": task_sudo._name,
            "partner": self._get_partner_name(meter_sudo._get_place()),
            "line_id": meter_sudo._get_last_line().id,
            "seconds": meter_sudo._get_seconds(),
            "is_forgotten": meter_sudo.is_forgotten,
            "name": meter_sudo.name or "",
            "usage_type_id": meter_sudo.usage_type_id.id,
            "charge": meter_sudo.charge,
            "credit": meter_sudo._get_credit(),
            "uncovered": meter_sudo._get_uncovered_text(),
        }

    def _get_brief(self):
        """Return what a list shows of a meter that waits, or False; ``day`` if past."""
        if not self:
            return False
        meter_sudo = self.sudo()
        place, task = meter_sudo._get_place(), meter_sudo._get_ticket()
        company = meter_sudo.company_id
        day = company._get_prepaid_day(meter_sudo.started_at)
        is_past = day != company._get_prepaid_today()
        return {
            "id": self.id,
            "project_id": meter_sudo.project_id.id,
            "task_id": task.id,
            "model": task._name,
            "work": place.display_name,
            "partner": self._get_partner_name(place),
            "seconds": meter_sudo._get_seconds(),
            "day": is_past and format_date(self.env, day, date_format="EEE d MMM"),
        }

    @api.model
    def _get_partner_name(self, place):
        """Return whose ticket or project it is, for people who work for many."""
        return place.partner_id.commercial_partner_id.name or place.partner_id.name

    def _get_last_line(self):
        """Return the person's last line on this work: the row that shows the meter."""
        lines = self.env["account.analytic.line"]
        task = self._get_ticket()
        domain = Domain("user_id", "=", self.user_id.id)
        domain &= Domain("project_id", "=", self.project_id.id)
        domain &= (
            task._get_prepaid_domain(lines._name)
            if task
            else lines._get_no_ticket_domain()
        )
        return lines.search(domain, order="date desc, id desc", limit=1)

    def _get_uncovered_text(self):
        """Return why logging the meter now would draw no credit, or an empty text."""
        task = self._get_ticket()
        if self._get_contract(self.project_id, task):
            return ""
        reason = task.prepaid_uncovered or self.project_id._get_prepaid_gap(
            task, self.company_id, self.company_id._get_prepaid_today()
        )
        field = self.env["account.analytic.line"]._fields["prepaid_uncovered"]
        return dict(field._description_selection(self.env)).get(reason, "")

    def _get_credit(self):
        """Return the client's credit and what this work would draw of it now.

        Who reads no prices is told neither what the work costs nor what it leaves.
        """
        task = self._get_ticket()
        contract = self._get_contract(self.project_id, task)
        if not contract:
            return False
        due = self._get_due_so_far(contract)
        available = contract._get_left_for(self.usage_type_id, self.project_id)
        left = to_units(available) - due
        level = contract._get_alert_level(to_quantity(left))
        has_room = contract._has_room(due, task, (self.usage_type_id, self.project_id))
        if not reads_quantities(self.env.user, contract):
            due, left = 0, to_units(available)
        return {
            "contract_id": contract.id,
            "name": contract.display_name,
            "unit": contract.unit,
            "available": available,
            "due": to_quantity(due),
            "left": to_quantity(left),
            "text": contract._format_quantity(to_quantity(left)),
            "available_text": contract._format_quantity(available),
            "scopes": contract._get_scopes_text(),
            "level": level,
            "policy": contract.plan_id.overdraft_policy,
            "policy_text": contract._get_overdraft_text(),
            "is_refused": not has_room,
        }

    def _get_due_so_far(self, contract):
        """Return the units that logging the meter now would draw."""
        draft_sudo = self._get_draft_line(contract)
        terms = draft_sudo._get_present_terms(contract)
        minutes = int(round_half_up(self._get_seconds() / 60))
        before = draft_sudo._count_visit_minutes() if terms.is_visit else 0
        clock = contract.plan_id._get_clock(
            self._get_spans(),
            terms.free + meter_more(minutes, terms, before),
            terms,
            contract,
        )
        items = 1 if terms.is_item else 0
        work = Work(minutes, draft_sudo.prepaid_charge, items, 0, clock, before)
        return to_units(meter(work, terms)["due"])

    def _get_draft_line(self, contract):
        """Return the line (sudo) that logging the meter now would make, unsaved."""
        usage_type = self.usage_type_id
        vals = {
            "project_id": self.project_id.id,
            "prepaid_contract_id": contract.id,
            "usage_type_id": usage_type.id,
            "prepaid_charge": self.charge or usage_type.charge or "billable",
            "date": contract._get_today(),
        }
        ticket = {name: self[name].id for name in self._get_ticket_fields()}
        return self.env["account.analytic.line"].sudo().new(vals | ticket)

    def _tell(self):
        """Tell the person's tabs and devices, and return the news of the user."""
        meters = self.env["prepaid.meter"]
        theirs = meters.with_user(self.user_id).sudo()._get_news()
        self.user_id._bus_send("prepaid.meter", theirs)
        return theirs if self.user_id == self.env.user else meters._get_news()

    # === FORGOTTEN METERS === #

    @api.model
    def _cron_flag_forgotten(self):
        """Flag meters that are open too long for their company; remind people."""
        for company in self.env["res.company"].search(
            [("prepaid_meter_hours", ">", 0)]
        ):
            since = fields.Datetime.now() - timedelta(hours=company.prepaid_meter_hours)
            forgotten = self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "in", OPEN_STATES),
                    ("is_forgotten", "=", False),
                    ("started_at", "<", since),
                ]
            )
            for record in forgotten:
                record._flag_forgotten()

    def _flag_forgotten(self):
        self.is_forgotten = True
        self._tell()
        task = self._get_ticket()
        if task:
            user = self._get_answerable()
            env = self.with_context(lang=user.lang).env
            start = format_datetime(env, self.started_at, tz=user.tz, dt_format="short")
            task.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=env._("Is your meter still open on purpose?"),
                note=env._(
                    "It was started at %(start)s. Log it, with the minutes that the "
                    "work took, or discard it.",
                    start=start,
                ),
            )
