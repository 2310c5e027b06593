import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.res_partner import _tz_get

from ..models.contract.race import start_again_if_second
from ..models.importing.sheet import SheetError, read_sheet
from ..models.importing.texts import get_sheet_texts
from ..models.importing.time_sources import find_time_table

# What a person answers: a preview holds for these answers alone.
ANSWERS = {
    *("file", "tz", "date_order", "duration_form", "duration_wins", "equal_rows"),
    *("leave_out_faults", "draws", "draw_from", "project_id", "usage_type_id"),
    "keeps_projects",
    *("name_ids", "company_id"),
}
# The preview writes all rows and takes them back: more would outlast a request.
ROWS_MOST = 5000


class PrepaidImportWork(models.TransientModel):
    """Bring work in from another program: looked at first, then all of it or nothing.

    The file and the answers are all that is kept: what is shown and what is written
    are read from them each time anew.
    """

    _name = "prepaid.import.work"
    _description = "Import Work"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda s: s.env.company
    )
    state = fields.Selection(
        [("draft", "To Read"), ("previewed", "To Look At"), ("done", "Imported")],
        default="draft",
        readonly=True,
    )
    name = fields.Char("File Name")
    file = fields.Binary(attachment=False)
    source_name = fields.Char("Written by", readonly=True)

    # How the file is read
    tz = fields.Selection(
        _tz_get,
        "Time Zone",
        default=lambda s: str(s.env.company._get_prepaid_zone()),
        help="In which the file tells time.",
    )
    date_order = fields.Selection(
        [("day", "Day first: 03/04 is 3 April"), ("month", "Month first: 4 March")],
        "Dates",
        help="Asked where every date of the file could be read either way.",
    )
    duration_form = fields.Selection(
        [
            ("hours", "Hours, as 1.5"),
            ("minutes", "Minutes"),
            ("seconds", "Seconds"),
            ("hms", "Hours:minutes:seconds"),
            ("hm", "Hours:minutes"),
            ("ms", "Minutes:seconds"),
            ("words", "1 h 30 min"),
        ],
        "Durations",
        help="Asked where the durations of the file could be read in several ways.",
    )
    duration_wins = fields.Boolean(
        "Durations Count",
        help="Where a duration is not the time from start to end.",
    )
    equal_rows = fields.Selection(
        [("each", "Each is work of its own"), ("once", "They are the same work")],
        help="Asked where rows of the file are equal.",
    )
    leave_out_faults = fields.Boolean("Leave Out Rows with Faults")

    # What becomes of the work
    draws = fields.Selection(
        [
            ("record", "It is only recorded"),
            ("draw", "It draws credit, unless invoiced or not billable"),
            ("draw_all", "All of it draws credit"),
        ],
        "Credit",
        help="What was taken off the credit before it came here is only recorded.",
    )
    draw_from = fields.Date(
        "Draws from", help="Work of days before is only recorded. Empty: all draws."
    )
    project_id = fields.Many2one(
        "project.project",
        "Logged in",
        check_company=True,
        domain="[('allow_timesheets', '=', True), ('is_template', '=', False)]",
        help="Each client gets a ticket here for each of their projects in the file.",
    )
    keeps_projects = fields.Boolean(
        "Keep Projects",
        help="Work goes to the client's project that has the name of its project in "
        "the file. Where there is none, or two, it goes to the project above.",
    )
    usage_type_id = fields.Many2one(
        "prepaid.usage.type", help="Empty: what the project and the plan say."
    )
    name_ids = fields.Many2many("prepaid.import.name", string="Names", readonly=False)

    # What was found
    asks = fields.Char(
        readonly=True, help="Names of the fields that this file needs, with commas."
    )
    message = fields.Html(readonly=True, sanitize=False)
    summary = fields.Html("Per Client", readonly=True, sanitize=False)
    fault_count = fields.Integer(readonly=True)
    fault_file = fields.Binary("Rows with Reasons", readonly=True, attachment=False)
    fault_name = fields.Char(compute="_compute_fault_name")
    open_name_count = fields.Integer(compute="_compute_open_name_count")
    row_count = fields.Integer("Rows to Import", readonly=True)
    line_ids = fields.Many2many("account.analytic.line", readonly=True)

    # === COMPUTE METHODS === #

    @api.depends("name")
    def _compute_fault_name(self):
        for wizard in self:
            stem = (wizard.name or "").rpartition(".")[0] or wizard.name or ""
            wizard.fault_name = self.env._("%(file)s faults.csv", file=stem)

    @api.depends("name_ids.partner_id", "name_ids.employee_id", "name_ids.is_left_out")
    def _compute_open_name_count(self):
        for wizard in self:
            names = wizard.name_ids.filtered(lambda name: name._is_open())
            wizard.open_name_count = len(names)

    # === CRUD METHODS === #

    def write(self, vals):
        """Let nobody import what they have not seen: another answer, another look."""
        result = super().write(vals)
        if ANSWERS & vals.keys():
            self.filtered(lambda wizard: wizard.state == "previewed").state = "draft"
        return result

    # === ACTION METHODS === #

    def action_preview(self):
        """Read the file and show what an import would write; nothing is written."""
        self._start()
        self._forget()
        plan = self._plan()
        self._tell_plan(plan)
        if plan.is_ready:
            self._tell_figures(self._try_out(plan))
            self.state = "previewed"

    def action_take_candidates(self):
        """Take what each name could be, where that is one record; then look again."""
        self._start()
        self.name_ids._take_candidates()
        self.action_preview()

    def action_import(self):
        """Write what the preview showed, all of it or nothing; else show it anew."""
        self._start()
        plan = self._plan()
        if self.state != "previewed" or not plan.is_ready:
            self.action_preview()
            return
        reason = self.env._("Somebody else has just imported some of this work.")
        with start_again_if_second(self.env, reason):
            lines_sudo = self._bring_in(plan)
            self.env.flush_all()
        self._tell_figures(self._get_figures(plan, lines_sudo))
        self.write({"line_ids": lines_sudo.ids, "state": "done"})

    def action_open_lines(self):
        """Show the lines that were written."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Imported Work"),
            "res_model": "account.analytic.line",
            "views": [
                (self.env.ref("hr_timesheet.timesheet_view_tree_user").id, "list"),
                (False, "form"),
            ],
            "domain": [("id", "in", self.line_ids.ids)],
        }

    # === BUSINESS METHODS === #

    def _start(self):
        """Check that the user may, and that there is something to read."""
        self.ensure_one()
        self.check_access("write")
        if self.state == "done":
            raise UserError(
                self.env._(
                    "%(file)s is imported. Open the assistant again for another file.",
                    file=self.name,
                )
            )
        if not self.file:
            raise UserError(self.env._("Choose a file first."))

    def _forget(self):
        """Forget what was found, not what was answered."""
        self.write(
            {
                "state": "draft",
                "asks": False,
                "message": False,
                "summary": False,
                "fault_count": 0,
                "fault_file": False,
                "row_count": 0,
            }
        )

    def _read_file(self):
        """Return the Sheet and the TimeTable of the file."""
        try:
            sheet = read_sheet(base64.b64decode(self.file))
            table = find_time_table(sheet)
        except SheetError as error:
            text = get_sheet_texts(self.env)[error.key]
            raise UserError(f"{text} {error.detail}".strip()) from error
        if len(sheet.rows) > ROWS_MOST:
            raise UserError(
                self.env._(
                    "%(file)s has %(count)s rows. Export at most %(most)s at once, for "
                    "example month by month: no work is taken twice.",
                    file=self.name or "",
                    count=len(sheet.rows),
                    most=ROWS_MOST,
                )
            )
        if not table:
            raise UserError(
                self.env._(
                    "No row of %(file)s names the columns of a time sheet: a client or "
                    "project, a person, a date and a duration. Add a header.",
                    file=self.name or "",
                )
            )
        return sheet, table
