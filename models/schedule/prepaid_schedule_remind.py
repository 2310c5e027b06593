from datetime import timedelta
from operator import methodcaller
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from ...cron import run_each
from . import spans as days
from .leads import get_lead
from .periods import ONE_DAY

YEAR = "12"
TEMPLATE = "prepaid_schedule_mail_template"
TEMPLATES = {
    "renewal": f"{TEMPLATE}_renewal",
    "commitment": f"{TEMPLATE}_commitment",
    "price": f"{TEMPLATE}_price",
    "price_soon": f"{TEMPLATE}_price",
    "price_off": f"{TEMPLATE}_price_off",
}


class Occasion(NamedTuple):
    """What a client is told of: what comes on ``date``, ``lead`` days before."""

    kind: str
    date: object
    lead: int = 0
    lines: models.BaseModel | None = None


class PrepaidSchedule(models.Model):
    """Mails before a renewal, other prices and the end of a commitment, each once."""

    _inherit = "prepaid.schedule"

    reminder_ids = fields.One2many("prepaid.schedule.reminder", "schedule_id")

    # === CRON === #

    @api.model
    def _cron_remind(self):
        """Tell the clients who are to be told, one transaction a schedule."""
        domain = self._get_remind_domain()
        due = self.search(domain, order="id").filtered(methodcaller("_get_occasions"))
        run_each(
            due,
            methodcaller("_remind"),
            domain,
            lambda schedule, reason: schedule.contract_id._keep_fault(
                "schedule reminder", reason
            ),
        )

    @api.model
    def _wake_reminders(self):
        self.env.ref("sale_timesheet_prepaid.prepaid_schedule_remind_cron")._trigger()

    @api.model
    def _get_remind_domain(self):
        """Return the domain of the few schedules of which something comes soon."""
        running = Domain("state", "=", "running") & Domain("date_end", "=", False)
        rows = self._read_group(running, [], ["notice_days:max"])
        notice = rows[0][0] or 0
        renewal = self._get_soon_domain("next_date", "renewal", notice)
        renewal &= Domain("interval_months", "=", YEAR)
        commitment = self._get_soon_domain("date_committed", "commitment", notice)
        told = Domain("change_line_ids.notice_due", "=", True)
        waiting = Domain("change_id.remind_days", ">", 0)
        waiting &= Domain("is_waiting", "=", True)
        return (
            (running & (renewal | commitment))
            | told
            | Domain("change_line_ids", "any", waiting)
        )

    @api.model
    def _get_soon_domain(self, name, kind, notice):
        today = fields.Date.today()
        most = self.env["res.company"]._get_prepaid_longest_lead(kind)
        latest = today + timedelta(days=most + notice + 1)
        return Domain(name, ">=", today - ONE_DAY) & Domain(name, "<=", latest)

    # === BUSINESS METHODS === #

    def _get_occasions(self):
        """Return what the client is to be told of now and was not yet (Occasion)."""
        self.ensure_one()
        found = self._get_price_occasions()
        if self.state == "running" and not self.date_end:
            if self.interval_months == YEAR:
                found += self._get_dated("renewal", self.next_date)
            if self.date_committed:
                found += self._get_dated("commitment", self.date_committed)
        return found

    def _get_dated(self, kind, day):
        leads = self.company_id._get_prepaid_leads(kind)
        days_left = (day - self._get_today()).days
        lead = get_lead(leads, days_left, self.notice_days)
        if lead is None or self._was_told(kind, day, lead):
            return []
        return [Occasion(kind, day, lead)]

    def _get_price_occasions(self):
        due = self.change_line_ids.filtered("notice_due")
        found = [
            Occasion(
                "price" if is_coming else "price_off", lines[:1].date_start, 0, lines
            )
            for is_coming, lines in due.grouped("is_waiting").items()
        ]
        today = self._get_today()
        for change, lines in (self.price_line_ids - due).grouped("change_id").items():
            day = min(lines.mapped("date_start"))
            lead = get_lead([change.remind_days], (day - today).days)
            if lead and not self._was_told("price_soon", day, lead, change):
                found.append(Occasion("price_soon", day, lead, lines))
        return found

    def _was_told(self, kind, day, lead, change=None):
        """Tell whether the client was told of it, so late or later."""
        return any(
            reminder.kind == kind
            and reminder.date == day
            and reminder.lead_days <= lead
            and reminder.change_id == (change or reminder.change_id.browse())
            for reminder in self.reminder_ids
        )

    def _remind(self):
        """Tell what is to be told now. Safe to repeat."""
        for occasion in self._get_occasions():
            lines = occasion.lines or self.change_line_ids.browse()
            self.env["prepaid.schedule.reminder"].create(
                {
                    "schedule_id": self.id,
                    "kind": occasion.kind,
                    "date": occasion.date,
                    "lead_days": occasion.lead,
                    "change_id": lines.change_id[:1].id,
                }
            )
            lines.notice_due = False
            self._post_reminder(occasion, lines)
            if occasion.kind == "commitment":
                self._ask_to_talk()

    def _post_reminder(self, occasion, lines):
        contract = self.contract_id
        contract._keep_fault("address", contract.address_fault)
        env = contract._with_client_lang().env
        schedule = self.with_env(env)
        contract.with_context(
            prepaid_schedule=schedule,
            prepaid_date=occasion.date,
            prepaid_prices=schedule._get_price_notes(lines.with_env(env)),
            prepaid_note=lines.change_id[:1].with_env(env).note,
        ).message_post_with_source(
            f"sale_timesheet_prepaid.{TEMPLATES[occasion.kind]}",
            subtype_xmlid="mail.mt_note",
            email_layout_xmlid="mail.mail_notification_light",
        )

    def _ask_to_talk(self):
        """Let the account manager know that the client is free soon."""
        contract = self.contract_id
        contract._ask_to_act(
            "commitment",
            contract._get_keeper(),
            self.env._(
                "%(contract)s: committed until %(date)s",
                contract=contract.name,
                date=self._format_day(self.date_committed),
            ),
        )

    # === WHAT IS TOLD === #

    def _get_last_day_to_stop(self):
        """Return the last day on which a stop keeps it from being renewed.

        None where that is over, or the client is committed for longer.
        """
        self.ensure_one()
        last = self.next_date - ONE_DAY
        if self._is_committed_on(self.next_date):
            return None
        day = last - timedelta(days=self.notice_days)
        return day if day >= self._get_today() else None

    def _preview_renewal(self):
        """Return what the next renewal bills, at announced prices (see _preview)."""
        self.ensure_one()
        day = self.next_date
        lines = self._get_due_prices(day)
        spans = days.reprice(self._get_spans(), day, lines._get_prices())
        gaps = self._get_gaps(spans, day + ONE_DAY)
        return self._preview(spans, self._choose(gaps, is_renewal=True))
