from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.sale_timesheet_prepaid.metering import (
    SECONDS_PER_MINUTE,
    format_minutes,
    round_half_up,
    to_quantity,
    to_units,
)
from odoo.addons.sale_timesheet_prepaid.models.metering.terms import (
    Work,
    meter,
    meter_minutes,
)


class PrepaidCallImport(models.Model):
    """What an import would do, in figures."""

    _inherit = "prepaid.call.import"

    call_count = fields.Integer("Calls Read", compute="_compute_counts")
    ready_count = fields.Integer("Ready", compute="_compute_counts")
    review_count = fields.Integer("To Review", compute="_compute_counts")
    ignored_count = fields.Integer("No Work", compute="_compute_counts")
    imported_count = fields.Integer("Imported", compute="_compute_counts")
    summary = fields.Html(
        "Per Client", compute="_compute_summary", sanitize=False, compute_sudo=True
    )

    # === COMPUTE METHODS === #

    @api.depends("record_ids.state")
    def _compute_counts(self):
        groups = self.env["prepaid.call.record"]._read_group(
            [("import_id", "in", self.ids)], ["import_id", "state"], ["__count"]
        )
        counts = {(each.id, state): count for each, state, count in groups}
        for each in self:
            own = {
                state: counts.get((each.id, state), 0)
                for state in ("ready", "review", "ignored", "imported")
            }
            each.call_count = sum(own.values())
            each.ready_count = own["ready"]
            each.review_count = own["review"]
            each.ignored_count = own["ignored"]
            each.imported_count = own["imported"]

    @api.depends("record_ids.state", "record_ids.quantity", "record_ids.partner_id")
    @api.depends_context("lang")
    def _compute_summary(self):
        for each in self:
            rows = each._get_figures()
            each.summary = rows and each._render_figures(rows)

    # === BUSINESS METHODS === #

    def _get_figures(self):
        """Return [(client, contract, calls, minutes, quantity, quantity beyond)]."""
        groups = self.env["prepaid.call.record"]._read_group(
            [("import_id", "in", self.ids), ("state", "in", ("ready", "imported"))],
            ["partner_id", "contract_id", "state"],
            ["__count", "minutes:sum", "quantity:sum"],
        )
        figures = {}
        for partner, contract, state, *values in groups:
            key = (partner.commercial_partner_id, contract)
            calls, minutes, units, to_come = figures.get(key, (0, 0, 0, 0))
            due = to_units(values[2])
            figures[key] = (
                calls + values[0],
                minutes + values[1],
                units + due,
                to_come + (due if state == "ready" else 0),
            )
        return [
            (partner, contract, calls, minutes, units, contract._get_beyond(to_come))
            for (partner, contract), (calls, minutes, units, to_come) in sorted(
                figures.items(), key=lambda item: item[0][0].display_name or ""
            )
        ]

    def _render_figures(self, rows):
        head = (
            self.env._("Client"),
            self.env._("Calls"),
            self.env._("Talked"),
            self.env._("Credit"),
            "",
        )
        cells = [
            (
                partner.display_name,
                calls,
                format_minutes(minutes),
                contract._format_quantity(to_quantity(units))
                if contract
                else self.env._("Not covered"),
                self.env._(
                    "%(quantity)s beyond the credit",
                    quantity=contract._format_quantity(to_quantity(beyond)),
                )
                if beyond
                else "",
            )
            for partner, contract, calls, minutes, units, beyond in rows
        ]
        return Markup(
            '<div class="table-responsive"><table class="table table-sm">'
            "<thead><tr>%s</tr></thead><tbody>%s</tbody></table></div>"
        ) % (_row("th", head), Markup("").join(_tr(row) for row in cells))

    def _make_records(self, calls):
        """Keep the calls of the file, and judge each."""
        texts = {call.number for call in calls} - {""}
        judge = self.env["prepaid.call.judge"]
        numbers = judge._get_e164(texts, self.company_id, self.prefix or "")
        records = self.env["prepaid.call.record"].create(
            [
                self._prepare_record_vals(call, numbers.get(call.number))
                for call in calls
            ]
        )
        records._judge()

    def _prepare_record_vals(self, call, number):
        minutes = int(round_half_up(call.seconds / SECONDS_PER_MINUTE))
        return {
            "import_id": self.id,
            "company_id": self.company_id.id,
            "line": call.line,
            "source_id": call.source_id or False,
            "external_ref": call.source_id or call.fingerprint,
            "fingerprint": call.fingerprint,
            "written": call.written,
            "copy_number": call.copy,
            "kind": call.kind,
            "start": call.start,
            "seconds": call.seconds,
            "minutes": minutes,
            "direction": call.direction,
            "number": number or False,
            "number_text": call.number or False,
            "agent": call.agent or False,
            "queue": call.queue or False,
        }


class PrepaidCallRecord(models.Model):
    """What a call would draw."""

    _inherit = "prepaid.call.record"

    def _foresee(self):
        """Work out the contract of each call, and what it draws. Nothing is booked."""
        drafts, contracts, terms = {}, {}, {}
        for record in self:
            day = record.company_id._get_prepaid_day(record.start)
            client = record.partner_id.commercial_partner_id
            place = (record.import_id.layout_id.project_id, client)
            if place not in drafts:
                drafts[place] = record._get_draft_ticket(*place)
            key = (*place, day)
            if key not in contracts:
                contracts[key] = record._find_contract(drafts[place], day)
            contract = contracts[key]
            vals = {"contract_id": contract.id, "quantity": 0}
            if contract:
                key = (contract, record.usage_type_id, day)
                if key not in terms:
                    terms[key] = record._find_terms(*key)
                if terms[key]:
                    vals["quantity"] = record._get_due(contract, terms[key])
                else:
                    vals |= {"state": "review", "problem": "no_price"}
            record.write(vals)

    def _get_draft_ticket(self, project, client):
        """Return the ticket on which the client's calls would be."""
        return self.env["project.task"].new(
            {"project_id": project.id, "partner_id": client.id}
        )

    def _find_contract(self, draft, day):
        contract = draft.project_id._find_prepaid_contract(draft, self.company_id, day)
        is_drawable = contract and contract._is_drawable(day)
        return contract if is_drawable else self.env["prepaid.contract"].sudo()

    def _find_terms(self, contract, usage_type, day):
        """Return the terms of a kind of talk, or None without a price."""
        try:
            return contract.plan_id._get_terms(usage_type, contract, day)
        except UserError:
            return None

    def _get_due(self, contract, terms):
        clock = contract.plan_id._get_clock(
            [(self.start, self.start)],
            terms.free + meter_minutes(self.minutes, terms),
            terms,
            contract,
        )
        charge = self.usage_type_id.charge or "billable"
        return meter(Work(self.minutes, charge, clock=clock), terms)["due"]


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def _get_beyond(self, units):
        """Return how many of so many units find no credit and may not be owed."""
        room = self._get_room(self.env["project.task"]) if self else None
        return 0 if room is None else max(units - max(room, 0), 0)


def _row(tag, cells):
    cell = Markup(f"<{tag}>%s</{tag}>")
    return Markup("").join(cell % text for text in cells)


def _tr(cells):
    return Markup("<tr>%s</tr>") % _row("td", cells)
