from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.sale_timesheet_prepaid.metering import MINUTES_PER_HOUR
from odoo.addons.sale_timesheet_prepaid.models.contract.race import (
    start_again_if_second,
    take_turn,
)
from odoo.addons.sale_timesheet_prepaid.models.ledger.short import CreditShort


class PrepaidCallImport(models.Model):
    """Logging what is ready: all of it, or nothing."""

    _inherit = "prepaid.call.import"

    def _import(self):
        """Book the calls that are ready, and say what was done."""
        take_turn(self)
        reason = self.env._("Somebody else has just imported some of these calls.")
        with start_again_if_second(self.env, reason):
            # Between preview and import others import, and contracts end.
            self.record_ids._judge()
            ready = self.record_ids.filtered(lambda record: record.state == "ready")
            if not ready:
                raise UserError(
                    self.env._(
                        "No call of %(file)s is ready. Say of those in review whose "
                        "they are, or leave them out.",
                        file=self.name,
                    )
                )
            ready._book()
            self.env.flush_all()
        if "review" not in self.record_ids.mapped("state"):
            self.state = "imported"
        return self._tell_imported(ready)

    def _tell_imported(self, records):
        uncovered = len(records.filtered(lambda record: not record.contract_id))
        told = self.env._("%(count)s calls imported", count=len(records))
        rest = self.env._(
            "%(count)s of them draw no credit: see the work not covered.",
            count=uncovered,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": told,
                "message": rest if uncovered else "",
                "type": "warning" if uncovered else "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }


class PrepaidCallRecord(models.Model):
    """A call becomes a talk that is settled, and its timesheet line draws."""

    _inherit = "prepaid.call.record"

    def _book(self):
        """Log these calls, the oldest first, and keep each as a talk."""
        quiet = self.with_context(
            tracking_disable=True, mail_create_nosubscribe=True, mail_notrack=True
        )
        for (company, project), records in quiet.grouped(
            lambda record: (record.company_id, record.import_id.layout_id.project_id)
        ).items():
            records = records.with_company(company).sorted(
                lambda record: (record.start, record.id)
            )
            records._set_tickets(project)
            records._set_sessions(records._log_all())

    def _set_tickets(self, project):
        """Give each client one ticket for calls in the project."""
        clients = self.partner_id.commercial_partner_id
        groups = self._read_group(
            [
                ("state", "=", "imported"),
                ("task_id.project_id", "=", project.id),
                ("task_id.active", "=", True),
                ("task_id.partner_id", "in", clients.ids),
            ],
            ["task_id"],
        )
        tasks = {task.partner_id: task for (task,) in groups}
        missing = [client for client in clients if client not in tasks]
        created = self.env["project.task"].create(
            [
                {
                    "name": self.env._("Phone calls"),
                    "project_id": project.id,
                    "partner_id": client.id,
                    "company_id": project.company_id.id or self.env.company.id,
                }
                for client in missing
            ]
        )
        tasks |= dict(zip(missing, created, strict=True))
        for client, records in self.grouped(
            lambda record: record.partner_id.commercial_partner_id
        ).items():
            records.task_id = tasks[client]

    def _log_all(self):
        """Return {record: its timesheet line}.

        Where the credit of a contract ends, each call that it cannot pay is logged
        without, and is on the list of uncovered work.
        """
        employees = self.env["prepaid.call.judge"]._find_employees(self.env.company)
        employees = {employee.user_id: employee for employee in employees}
        hour = self.env.ref("uom.product_uom_hour")
        unit = hour.factor / self.env.company.project_time_mode_id.factor
        lines = {}
        for records in self.grouped("contract_id").values():
            vals_list = [
                record._prepare_line_vals(employees[record.user_id], unit)
                for record in records
            ]
            lines |= records._log_batch(vals_list)
        return lines

    def _log_batch(self, vals_list):
        AnalyticLine = self.env["account.analytic.line"]
        try:
            with self.env.cr.savepoint():
                lines = AnalyticLine.create([dict(vals) for vals in vals_list])
        except CreditShort:
            return {
                record: record._log_one(vals)
                for record, vals in zip(self, vals_list, strict=True)
            }
        return dict(zip(self, lines, strict=True))

    def _log_one(self, vals):
        AnalyticLine = self.env["account.analytic.line"]
        try:
            with self.env.cr.savepoint():
                return AnalyticLine.create([dict(vals)])
        except CreditShort:
            line = AnalyticLine.create([vals | {"prepaid_contract_id": False}])
            # Nobody chose that: one click covers it once there is credit.
            line.is_prepaid_contract_chosen = False
            return line

    def _prepare_line_vals(self, employee, unit):
        """Return the vals of the line; ``unit`` is an hour in timesheets."""
        return {
            "name": self._get_title(),
            "project_id": self.task_id.project_id.id,
            "task_id": self.task_id.id,
            "employee_id": employee.id,
            "date": self.company_id._get_prepaid_day(self.start),
            "unit_amount": self.minutes / MINUTES_PER_HOUR * unit,
            "usage_type_id": self.usage_type_id.id,
            "meter_started_at": self.start,
            "meter_seconds": self.seconds,
        }

    def _get_title(self):
        who = self.number or self.partner_id.display_name
        if self.direction == "out":
            return self.env._("Call to %(who)s", who=who)
        return self.env._("Call from %(who)s", who=who)

    def _set_sessions(self, lines):
        """Keep each call as a talk that is over and settled."""
        sequence = self.env["ir.sequence"].search(
            [
                ("code", "=", "prepaid.session"),
                ("company_id", "in", [False, self.env.company.id]),
            ],
            order="company_id",
            limit=1,
        )
        sessions = self.env["prepaid.session"].create(
            [
                record._prepare_session_vals(lines[record])
                | {"name": sequence.next_by_id()}
                for record in self
            ]
        )
        for record, session in zip(self, sessions, strict=True):
            line = lines[record]
            record.write(
                {
                    "state": "imported",
                    "problem": False,
                    "session_id": session.id,
                    "contract_id": line.prepaid_contract_id.id,
                    "quantity": line.prepaid_quantity,
                }
            )

    def _prepare_session_vals(self, line):
        contract = line.prepaid_contract_id
        stopped_at = self.start + timedelta(seconds=self.seconds)
        return {
            "company_id": self.company_id.id,
            "state": "settled",
            "external_ref": self.external_ref,
            "usage_type_id": self.usage_type_id.id,
            "partner_id": self.partner_id.id,
            "user_id": self.user_id.id,
            "project_id": self.task_id.project_id.id,
            "task_id": self.task_id.id,
            "subject": line.name,
            "contract_id": contract.id,
            "plan_id": contract.plan_id.id,
            "currency_id": (contract or self.company_id).currency_id.id,
            "secured_by": "contract" if contract else False,
            "terms": line.prepaid_terms,
            "planned_start": self.start,
            "planned_minutes": self.minutes,
            "started_at": self.start,
            "stopped_at": stopped_at,
            "stopped_by": "system",
            "worked_minutes": self.minutes,
            "metered_minutes": line.metered_minutes,
            "facts": line.prepaid_metering,
            "due_amount": line.prepaid_quantity,
            "timesheet_id": line.id,
        }
