from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..models.books.prepaid_deferred_fact import KINDS


class PrepaidRollPrint(models.TransientModel):
    """A month of deferred revenue as it was known at a moment, to read and to print."""

    _name = "prepaid.roll.print"
    _inherit = "prepaid.month.page"
    _description = "Roll-Forward of a Month"

    close_id = fields.Many2one(
        "prepaid.deferred.close",
        "As Closed",
        ondelete="cascade",
        domain="[('company_id', '=', company_id), ('month', '=', date_from)]",
        help="When the month was closed, and by whom.",
    )
    is_closed = fields.Boolean(compute="_compute_is_closed")
    known_at = fields.Datetime(
        "As Known on",
        help="Only what was known at this moment counts; empty is now. The same moment "
        "gives the same figures for ever. From before the log began, documents count "
        "as known since they were posted.",
    )

    # The month as known then
    earned = fields.Monetary("Used")

    # === COMPUTE METHODS === #

    @api.depends("company_id", "date")
    def _compute_is_closed(self):
        for page in self:
            page.is_closed = bool(page._find_close(page.date_from))

    @api.depends("company_id", "date", "known_at")
    def _compute_figures(self):
        for page in self:
            page._check_books()
            sums = page._read_movements(page._get_known_domain())
            opening = page._sum(page._get_known_domain() & page._get_earlier())
            moved = sums.values()
            page.update(
                {kind: sums.get(kind, 0) for kind, _label in KINDS}
                | {
                    "opening": opening,
                    "closing": page.currency_id.round(opening + sum(moved)),
                }
            )

    @api.depends("date")
    def _compute_display_name(self):
        for page in self:
            page.display_name = self.env._(
                "Roll-Forward of Deferred Revenue, %(month)s",
                month=page._format_month(),
            )

    @api.onchange("date")
    def _onchange_date(self):
        """Override: another month has another closing."""
        result = super()._onchange_date()
        if self.close_id.month != self.date_from:
            self.close_id = False
        return result

    @api.onchange("close_id")
    def _onchange_close_id(self):
        if self.close_id:
            self.known_at = self.close_id.known_at

    # === ACTION METHODS === #

    @api.model
    def action_open_dialog(self):
        """Open the dialog of the current company, with what is known by now."""
        self.check_access("create")
        return self.create({})._open()

    def _open(self):
        """Open the dialog with what is known by now."""
        self._fix_moment()
        return self._get_records_action(
            name=self.env._("Roll-Forward of Deferred Revenue"), target="new"
        )

    def action_open_list(self):
        """Open the clients of the month, as known then."""
        self._fix_moment()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_roll_forward_client_action"
        )
        return action | {
            "display_name": self._get_title(),
            "domain": list(self._get_rows_domain()),
            "context": self._get_known_context(),
        }

    def action_open_facts(self):
        """Open the movements of the month, as known then."""
        self._fix_moment()
        return self._open_facts(
            self._get_title(),
            self._get_known_domain() & self._get_since(),
        )

    def _open_facts(self, name, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_deferred_fact_action"
        )
        return action | {
            "display_name": name,
            "domain": list(domain),
            "context": {},
        }

    def action_print(self):
        self._fix_moment()
        report = self.env.ref("sale_timesheet_prepaid.prepaid_roll_print_action_report")
        return report.report_action(self, config=False)

    # === BUSINESS METHODS === #

    def _fix_moment(self):
        """Log what has happened until now, and say when that was.

        A moment that is not over yet would not give the same figures again.
        """
        self.ensure_one()
        self._check_books()
        moment = self.company_id.sudo()._log_prepaid_deferred()
        if not self.known_at or self.known_at > moment:
            self.known_at = moment
        self.invalidate_recordset()

    # === GET METHODS === #

    def _get_base_domain(self):
        return Domain("company_id", "=", self.company_id.id)

    def _get_known_domain(self):
        """Return the facts of the month and before that were known then."""
        domain = self._get_base_domain() & self._get_until(self.date_to)
        if self.known_at:
            known_at = fields.Datetime.to_string(self.known_at)
            domain &= Domain("booked_at", "<=", known_at)
        return domain

    @api.model
    def _get_until(self, day):
        return Domain("date", "<=", fields.Date.to_string(day))

    def _get_since(self):
        return Domain("date", ">=", fields.Date.to_string(self.date_from))

    def _get_earlier(self):
        return Domain("date", "<", fields.Date.to_string(self.date_from))

    def _get_rows_domain(self):
        month = fields.Date.to_string(self.date_from)
        return self._get_base_domain() & Domain("month", "=", month)

    def _get_known_context(self):
        month = fields.Date.to_string(self.date_from)
        return {
            "prepaid_known_at": fields.Datetime.to_string(self.known_at),
            "prepaid_since": month,
            "prepaid_until": month,
        }

    def _read_movements(self, domain):
        """Return {kind: amount} of the facts of the month itself."""
        rows = self.env["prepaid.deferred.fact"]._read_group(
            domain & self._get_since(), ["kind"], ["amount:sum"]
        )
        return {kind: self.currency_id.round(amount) for kind, amount in rows}

    def _sum(self, domain):
        rows = self.env["prepaid.deferred.fact"]._read_group(domain, [], ["amount:sum"])
        return self.currency_id.round(rows[0][0] or 0)

    def _find_close(self, month):
        """Return how a month was closed the last time."""
        return self.env["prepaid.deferred.close"].search(
            self._get_base_domain() & Domain("month", "=", month), limit=1
        )

    def _get_rows(self):
        """Return the clients of the month, as known then."""
        rows = self.env["prepaid.roll.forward"].with_context(
            **self._get_known_context()
        )
        # With its fields at once: each reading of rows by id is the whole query again.
        names = ["client_name", "currency_id", "opening", "closing"]
        names += [kind for kind, _label in KINDS]
        return rows.search_fetch(self._get_rows_domain(), names)

    def _get_title(self):
        return self.env._(
            "%(month)s as known on %(moment)s",
            month=self._format_month(),
            moment=format_datetime(self.env, self.known_at, dt_format="medium"),
        )

    def _format_moment(self, moment):
        """Return a moment in the time of the company, whoever prints it wherever."""
        zone = self.company_id._get_prepaid_zone().key
        text = format_datetime(self.env, moment, tz=zone, dt_format="medium")
        return f"{text} ({zone})"
