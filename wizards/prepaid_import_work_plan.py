from datetime import date as Date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ..models.importing.names import get_key
from ..models.importing.rows import Fault
from ..models.importing.work_reading import WorkLayout, read_work
from ..models.importing.work_row import Identity, WorkRow, identify


class Job(NamedTuple):
    """A row to write: whose work it is, who did it, and whether it draws credit.

    ``reason`` is why it is only recorded ("": it draws).
    """

    row: WorkRow
    identity: Identity
    partner: models.BaseModel
    employee: models.BaseModel
    reason: str


class Plan(NamedTuple):
    """What an import of the file would do, and what stands in its way.

    ``asks`` are the names of fields to fill in; ``names`` the records of names, of
    which some may be open; ``left_out`` counts rows by reason.
    """

    table: object
    jobs: list
    faults: list
    asks: list
    notes: list
    names: models.BaseModel
    left_out: dict
    is_ready: bool


class PrepaidImportWork(models.TransientModel):
    """From the file and the answers to what is to be written."""

    _inherit = "prepaid.import.work"

    def _plan(self):
        """Return the Plan of the file as it is answered now."""
        sheet, table = self._read_file()
        reading = read_work(sheet, table, self._get_layout())
        source = table.source.key
        self.source_name = table.source.name or self.env._("Another program")
        pairs = list(zip(reading.rows, identify(reading.rows, source), strict=True))
        pairs, known = self._drop_known(pairs)
        asks = [self._get_ask_fields()[ask] for ask in reading.asks]
        asks += self._find_unanswered(pairs, asks)
        pairs, copies = self._drop_copies(pairs)
        found, names = self._resolve_names([row for row, _ in pairs], source)
        jobs, left = self._make_jobs(pairs, found, names)
        faults = sorted(reading.faults + self._find_faults(jobs, sheet))
        is_open = any(name._is_open() for name in names)
        is_stopped = faults and not self.leave_out_faults
        if self.leave_out_faults:
            lines = {fault.line for fault in faults}
            jobs = [job for job in jobs if job.row.line not in lines]
        return Plan(
            table,
            jobs,
            faults,
            asks,
            reading.notes,
            names,
            {"known": known, "copies": copies, "names": left},
            bool(jobs) and not (asks or is_open or is_stopped),
        )

    def _get_layout(self):
        zone = self.tz or str(self.company_id._get_prepaid_zone())
        return WorkLayout(
            zone=ZoneInfo(zone),
            home=self.company_id._get_prepaid_zone(),
            order=self.date_order or "",
            form=self.duration_form or "",
            duration_wins=self.duration_wins,
            now=fields.Datetime.now(),
        )

    @api.model
    def _get_ask_fields(self):
        return {"order": "date_order", "form": "duration_form"}

    def _find_unanswered(self, pairs, asks):
        """Return the names of fields that this file needs, besides how it is read."""
        unanswered = []
        if any(identity.copy for _row, identity in pairs) and not self.equal_rows:
            unanswered.append("equal_rows")
        if pairs or asks:
            unanswered += [name for name in ("draws", "project_id") if not self[name]]
        return unanswered

    # === NOTHING TWICE === #

    def _drop_known(self, pairs):
        """Return the rows that are not here yet, and how many are."""
        known = self._find_known([identity for _row, identity in pairs])
        kept = [
            (row, identity)
            for row, identity in pairs
            if identity.key not in known
            and (row.source_id or identity.written not in known)
        ]
        return kept, len(pairs) - len(kept)

    def _find_known(self, identities):
        """Return what tells the work that is imported already, as a set."""
        lines = self.env["account.analytic.line"].sudo()
        lines = lines.with_context(active_test=False).search_fetch(
            [
                ("company_id", "=", self._get_company().id),
                "|",
                ("prepaid_import_key", "in", [each.key for each in identities]),
                ("prepaid_import_written", "in", [each.written for each in identities]),
            ],
            ["prepaid_import_key", "prepaid_import_written"],
        )
        keys = {line.prepaid_import_key for line in lines}
        return (keys | {line.prepaid_import_written for line in lines}) - {False}

    def _get_company(self):
        """Return the company of the lines: that of the project, if it has one."""
        return self.project_id.sudo().company_id or self.company_id

    def _drop_copies(self, pairs):
        """Leave out what is there again, if a person said that it is the same."""
        if self.equal_rows != "once":
            return pairs, 0
        kept = [(row, identity) for row, identity in pairs if not identity.copy]
        return kept, len(pairs) - len(kept)

    # === WHO IT IS === #

    def _resolve_names(self, rows, source):
        """Return {kind: {name: record}} and the names that a person has to choose."""
        names = {
            "customer": {row.customer or row.project: "" for row in rows},
            "person": {row.email or row.user: row.user or row.email for row in rows},
        }
        names["customer"] = {name: name for name in names["customer"]}
        found, asked = {}, self.env["prepaid.import.name"].sudo()
        for kind, texts in names.items():
            found[kind], records = asked._resolve(self.company_id, source, kind, texts)
            asked += records
        return found, asked

    def _make_jobs(self, pairs, found, names):
        """Return the Jobs of rows whose names are known, and how many are left out."""
        left_out = {(name.kind, name.key) for name in names if name.is_left_out}
        jobs, left = [], 0
        for row, identity in pairs:
            customer, person = row.customer or row.project, row.email or row.user
            partner = found["customer"].get(customer)
            employee = found["person"].get(person)
            if self._is_left_out(row, left_out):
                left += 1
            elif partner and employee:
                reason = self._get_record_reason(row)
                jobs.append(Job(row, identity, partner, employee, reason))
        return jobs, left

    @api.model
    def _is_left_out(self, row, left_out):
        customer = ("customer", get_key(row.customer or row.project))
        return bool({customer, ("person", get_key(row.email or row.user))} & left_out)

    # === DRAWN OR RECORDED === #

    def _get_record_reason(self, row):
        """Return why a row draws no credit, "" if it shall."""
        if self.draws == "record":
            return self.env._("Recorded before it came here")
        if self.draw_from and row.date < self.draw_from:
            return self.env._("Done before credit is drawn here")
        if self.draws == "draw" and row.invoiced:
            return self.env._("Invoiced elsewhere")
        if self.draws == "draw" and row.billable is False:
            return self.env._("Not billable where it was recorded")
        return ""

    def _find_faults(self, jobs, sheet):
        """Return the Faults of rows that would draw where they must not."""
        closed = self._get_closed_day()
        cells = {row.line: row.cells for row in sheet.rows}
        first_days, faults = {}, []
        for job in jobs:
            row, partner = job.row, job.partner
            if job.reason:
                continue
            if partner not in first_days:
                first_days[partner] = self._get_first_day(partner)
            first = first_days[partner]
            if closed and row.date <= closed:
                faults.append(Fault(row.line, "closed", cells[row.line]))
            elif first and row.date < first:
                faults.append(Fault(row.line, "before_contract", cells[row.line]))
        return faults

    def _get_closed_day(self):
        """Return the last day of the books that are closed, or None."""
        company_sudo = self._get_company().sudo()
        company_sudo = company_sudo.with_context(ignore_exceptions=True)
        day = max(
            company_sudo.user_fiscalyear_lock_date, company_sudo.user_hard_lock_date
        )
        return day if day > Date.min else None

    def _get_first_day(self, partner):
        """Return the day from which a contract can pay for a client, or None."""
        days, company = [], self._get_company()
        contracts = partner._get_prepaid_payers()
        for contract in contracts.filtered(lambda each: each._pays_in(company)):
            granted = min(contract.grant_ids.mapped("date"), default=None)
            starts = [day for day in (contract.date_start, granted) if day]
            days += [max(starts)] if starts else []
        return min(days, default=None)
