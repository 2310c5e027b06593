from zoneinfo import ZoneInfo

from odoo import api, fields, models

from odoo.addons.base.models.res_partner import _tz_get

from .reading import Layout

MEANINGS = [
    ("source_id", "Number of the call"),
    ("parent_id", "Number of the call that this is a part of"),
    ("start", "Start"),
    ("day", "Day"),
    ("time", "Time of day"),
    ("answer", "Answered at"),
    ("end", "End"),
    ("talk", "Time talked"),
    ("total", "Time with ringing"),
    ("ring", "Time ringing"),
    ("from", "From"),
    ("to", "To"),
    ("direction", "Direction"),
    ("status", "Answered or not"),
    ("app", "What answered"),
    ("queue", "Queue"),
    ("agent", "Who of us talked"),
    ("channel", "Line of the caller"),
    ("peer", "Line that answered"),
]


class PrepaidCallLayout(models.Model):
    """How the call records of one telephone system are read, chosen once."""

    _name = "prepaid.call.layout"
    _description = "Telephone System"
    _inherit = "prepaid.guarded"
    _order = "name, id"
    _check_company_auto = True

    _prepaid_user_fields = {
        "name",
        "tz",
        "date_order",
        "duration_form",
        "prefix",
        "project_id",
        "usage_type_id",
    }

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    signature = fields.Char(
        required=True,
        help="Tells files of the same make by their columns.",
        readonly=True,
    )
    column_ids = fields.One2many("prepaid.call.column", "layout_id", "Columns")

    # How times are written
    tz = fields.Selection(
        _tz_get,
        "Time Zone",
        help="In which the file tells time. Where its numbers or its times prove "
        "another one, that counts.",
    )
    date_order = fields.Selection(
        [("day", "Day first: 03/04 is 3 April"), ("month", "Month first: 4 March")],
        "Dates",
        help="Asked where every date of a file could be read either way.",
    )
    duration_form = fields.Selection(
        [
            ("seconds", "Seconds"),
            ("minutes", "Minutes"),
            ("hms", "Hours:minutes:seconds"),
            ("ms", "Minutes:seconds"),
            ("hm", "Hours:minutes"),
            ("words", "1 h 30 min"),
        ],
        "Durations",
        help="Asked where the durations of a file could be read in several ways.",
    )
    prefix = fields.Char(
        "Outside Line", help="What is dialled first for a line outside, for example 0."
    )

    # Where the work is logged
    project_id = fields.Many2one(
        "project.project",
        "Logged in",
        ondelete="restrict",
        check_company=True,
        domain="[('allow_timesheets', '=', True), ('is_template', '=', False)]",
        help="Each client gets one ticket for calls in this project.",
    )
    usage_type_id = fields.Many2one(
        "prepaid.usage.type",
        "Kind of Talk",
        ondelete="restrict",
        default=lambda self: self.env.ref(
            "sale_timesheet_prepaid.prepaid_usage_type_phone", raise_if_not_found=False
        ),
        help="Of calls that no rule names.",
    )

    _signature_unique = models.UniqueIndex(
        "(company_id, signature)", "These columns are known already."
    )

    # === BUSINESS METHODS === #

    @api.model
    def _find_or_create(self, company, table):
        """Return the layout (sudo) of tables like this one in a company."""
        layouts = self.sudo().with_company(company)
        domain = [("company_id", "=", company.id), ("signature", "=", table.signature)]
        return layouts.search(domain) or layouts.create(
            {
                "name": layouts._get_format_name(table.format),
                "company_id": company.id,
                "signature": table.signature,
                "tz": "UTC" if table.is_utc else str(company._get_prepaid_zone()),
                "project_id": layouts._get_last_project(company).id,
            }
        )

    @api.model
    def _get_last_project(self, company):
        domain = [("company_id", "=", company.id), ("project_id", "!=", False)]
        return self.search(domain, order="id DESC", limit=1).project_id

    @api.model
    def _get_format_name(self, name):
        return {
            "asterisk": "Asterisk, FreePBX",
            "asterisk_custom": "Asterisk, FreePBX",
            "report_3cx": "3CX",
            "cdr_3cx": "3CX",
            "teams": "Microsoft Teams",
            "twilio": "Twilio",
            "ringcentral": "RingCentral",
        }.get(name) or self.env._("Calls")

    def _set_columns(self, table, rows):
        """Show the columns of a table with an example each; what was chosen stays."""
        examples = list(rows)
        kept = {column.position: column for column in self.column_ids}
        vals_list = []
        for position, meaning in enumerate(table.meanings):
            sample = next(
                (
                    row.cells[position]
                    for row in examples
                    if position < len(row.cells) and row.cells[position]
                ),
                "",
            )
            if position in kept:
                kept[position].sample = sample[:80]
                continue
            header = table.header[position] if table.header else ""
            vals_list.append(
                {
                    "layout_id": self.id,
                    "position": position,
                    "name": header or self.env._("Column %(n)s", n=position + 1),
                    "sample": sample[:80],
                    "meaning": meaning or False,
                }
            )
        self.env["prepaid.call.column"].sudo().create(vals_list)

    def _get_meanings(self, table):
        """Return the meanings of a table's columns, as chosen."""
        chosen = {column.position: column.meaning for column in self.column_ids}
        return [
            chosen.get(position) or "" for position, _name in enumerate(table.meanings)
        ]

    def _get_layout(self, duration_wins):
        """Return the Layout for the reader."""
        return Layout(
            zone=ZoneInfo(self.tz) if self.tz else None,
            home=self.company_id._get_prepaid_zone(),
            order=self.date_order or "",
            form=self.duration_form or "",
            duration_wins=duration_wins,
            now=fields.Datetime.now(),
        )


class PrepaidCallColumn(models.Model):
    """A column of a telephone system's files, and what it means."""

    _name = "prepaid.call.column"
    _description = "Column of Call Records"
    _inherit = "prepaid.guarded"
    _order = "position, id"

    _prepaid_user_fields = {"meaning"}

    layout_id = fields.Many2one(
        "prepaid.call.layout",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    position = fields.Integer(required=True, readonly=True)
    name = fields.Char("Column", required=True, readonly=True)
    sample = fields.Char("Example", readonly=True)
    meaning = fields.Selection(MEANINGS, help="Empty: not needed.")
