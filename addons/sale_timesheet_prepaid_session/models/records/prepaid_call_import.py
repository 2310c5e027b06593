import base64

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.sale_timesheet_prepaid.models.importing.sheet import (
    SheetError,
    read_sheet,
    write_faults,
)
from odoo.addons.sale_timesheet_prepaid.models.importing.texts import get_sheet_texts

from .columns import find_table
from .reading import read_table
from .texts import get_ask_texts, get_fault_texts


class PrepaidCallImport(models.Model):
    """A file of call records: read, looked at, then imported as talks, each once."""

    _name = "prepaid.call.import"
    _description = "Import of Call Records"
    _inherit = "prepaid.guarded"
    _order = "id desc"

    _prepaid_user_fields = {
        "name",
        "file",
        "company_id",
        "duration_wins",
        "leave_out_faults",
    }

    name = fields.Char("File Name", required=True, default="calls.csv")
    file = fields.Binary(required=True, attachment=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        [("draft", "To Read"), ("previewed", "To Look At"), ("imported", "Imported")],
        required=True,
        default="draft",
        readonly=True,
    )
    message = fields.Html(readonly=True, help="What must be said or mended first.")

    # How it is read
    layout_id = fields.Many2one(
        "prepaid.call.layout",
        "Telephone System",
        ondelete="restrict",
        readonly=True,
    )
    layout_name = fields.Char(related="layout_id.name", readonly=False)
    column_ids = fields.One2many(related="layout_id.column_ids", readonly=False)
    tz = fields.Selection(related="layout_id.tz", readonly=False)
    date_order = fields.Selection(related="layout_id.date_order", readonly=False)
    duration_form = fields.Selection(related="layout_id.duration_form", readonly=False)
    prefix = fields.Char(related="layout_id.prefix", readonly=False)
    project_id = fields.Many2one(related="layout_id.project_id", readonly=False)
    usage_type_id = fields.Many2one(related="layout_id.usage_type_id", readonly=False)
    duration_wins = fields.Boolean(
        "Durations Count",
        help="Where a duration contradicts start and end, the duration counts.",
    )

    # What is wrong with it
    fault_count = fields.Integer("Rows With Faults", readonly=True)
    fault_file = fields.Binary("Faults", readonly=True, attachment=True)
    fault_name = fields.Char(compute="_compute_fault_name")
    leave_out_faults = fields.Boolean(
        "Leave These Rows Out",
        help="Import the rest without the rows whose faults are in the list.",
    )

    # What is in it
    record_ids = fields.One2many("prepaid.call.record", "import_id", "Calls")

    # === COMPUTE METHODS === #

    @api.depends("name")
    def _compute_fault_name(self):
        for each in self:
            stem = (each.name or "").rpartition(".")[0] or each.name or ""
            each.fault_name = self.env._("%(file)s faults.csv", file=stem)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        imports = super().create(vals_list)
        for each in imports:
            each._identify()
        return imports

    def write(self, vals):
        if vals.keys() & {"file", "company_id"}:
            self._check_not_imported()
        result = super().write(vals)
        if vals.keys() & {"file", "company_id"}:
            # Nobody hands a file to a company that is not theirs.
            self.check_access("write")
            for each in self:
                each._reset()._identify()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_imported(self):
        self._check_not_imported()

    # === ACTION METHODS === #

    def action_preview(self):
        """Read the file and show what an import would do; no work is logged."""
        self.ensure_one()
        self.check_access("write")
        self._check_not_imported()
        self.sudo()._reset()._preview()

    def action_import(self):
        """Log the calls that are ready, each once; what is in review waits."""
        self.ensure_one()
        self.check_access("write")
        return self.sudo()._import()

    def action_open_records(self):
        """Show the calls; those that need a person first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid_session.prepaid_call_record_action"
        )
        has_review = "review" in self.record_ids.mapped("state")
        name = "search_default_review" if has_review else "search_default_ready"
        return action | {
            "domain": [("import_id", "=", self.id)],
            "context": {name: 1},
        }

    # === BUSINESS METHODS === #

    def _check_not_imported(self):
        for each in self.sudo():
            if "imported" in each.record_ids.mapped("state"):
                raise UserError(
                    self.env._(
                        "Calls of %(file)s are imported. What they are stays; import "
                        "another file for more.",
                        file=each.name,
                    )
                )

    def _reset(self):
        """Forget what was read, not what was chosen for good."""
        self_sudo = self.sudo()
        self_sudo.record_ids.unlink()
        self_sudo.write(
            {"state": "draft", "message": False, "fault_count": 0, "fault_file": False}
        )
        return self

    def _identify(self):
        """Find the telephone system by the columns of the file."""
        sheet, table = self._read_file()
        layout = self.env["prepaid.call.layout"]._find_or_create(self.company_id, table)
        layout._set_columns(table, sheet.rows[table.first : table.first + 20])
        self.sudo().layout_id = layout

    def _read_file(self):
        """Return the Sheet and the Table of the file."""
        try:
            sheet = read_sheet(base64.b64decode(self.file or b""))
        except SheetError as error:
            text = get_sheet_texts(self.env)[error.key]
            raise UserError(f"{text} {error.detail}".strip()) from error
        return sheet, find_table(sheet)

    def _preview(self):
        """Make the records of the file, or say what stands in the way."""
        layout = self.layout_id
        if not layout.project_id:
            raise UserError(
                self.env._("Choose the project in which the calls are logged.")
            )
        sheet, table = self._read_file()
        table = table._replace(meanings=layout._get_meanings(table))
        reading = read_table(sheet, table, layout._get_layout(self.duration_wins))
        if reading.asks:
            texts = get_ask_texts(self.env)
            self.message = _list_texts([texts[ask] for ask in reading.asks])
            return
        self._keep_faults(table, reading)
        if reading.faults and not self.leave_out_faults:
            return
        self._make_records(reading.calls)
        self.state = "previewed"

    def _keep_faults(self, table, reading):
        """Keep all faults of the file at once, with their rows and reasons."""
        texts = get_fault_texts(self.env)
        notes = [texts[key] % {"line": line} for key, line in reading.notes]
        if not reading.faults:
            self.message = _list_texts(notes)
            return
        header = table.header or [column.name for column in self.layout_id.column_ids]
        faults = [
            (fault.line, texts[fault.key], fault.cells) for fault in reading.faults
        ]
        titles = [self.env._("Line"), self.env._("Reason"), *header]
        self.fault_count = len(faults)
        self.fault_file = base64.b64encode(write_faults(titles, faults))
        told = self.env._(
            "%(count)s rows cannot be read: nothing is imported. Mend them in the "
            "file, or leave them out.",
            count=len(faults),
        )
        if self.leave_out_faults:
            told = self.env._("%(count)s rows are left out.", count=len(faults))
        first = [
            self.env._("Line %(line)s: %(reason)s", line=line, reason=reason)
            for line, reason, _cells in faults[:10]
        ]
        self.message = _list_texts([told, *first, *notes])


def _list_texts(texts):
    """Return texts as paragraphs; what came from a file stays text."""
    return Markup("").join(Markup("<p>%s</p>") % text for text in texts) or False
