import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from ..models.books.prepaid_opening_load import TEMPLATE
from ..models.contract.access import POSTER_GROUPS
from ..models.importing.opening_reading import choose_sheet
from ..models.importing.sheet import SheetError, read_sheet
from ..models.importing.texts import get_sheet_texts


class PrepaidOpeningImport(models.TransientModel):
    """A spreadsheet of credit, checked as often as it takes, then imported at once.

    A check writes nothing: it says who gets how much, and all that is wrong with each
    row. What was chosen for a name, a date or a number stays when a mended file is put
    in its place.
    """

    _name = "prepaid.opening.import"
    _description = "Import of Opening Balances"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    # The file, and how it is read
    file = fields.Binary("Spreadsheet")
    file_name = fields.Char()
    date_order = fields.Selection(
        [("day", "Day first: 31/12/2025"), ("month", "Month first: 12/31/2025")],
        "Dates",
        help="Asked where the rows do not show it.",
    )
    decimal = fields.Selection(
        [(",", "Comma: 1.500,25"), (".", "Point: 1,500.25")],
        "Decimals",
        help="Asked where the rows do not show it.",
    )
    unpriced_free = fields.Boolean(
        "Rows without a Price Are Free Credit",
        help="Else each of them is a fault.",
    )

    # The books
    name = fields.Char(
        required=True, default=lambda self: self.env._("Opening balances")
    )
    date = fields.Date(
        "Opening Date",
        required=True,
        default=lambda self: fields.Date.start_of(
            self.env.company._get_prepaid_today(), "month"
        ),
        help="The credit is here from this day on, and pays for work from then on.",
    )
    account_id = fields.Many2one(
        "account.account",
        "Counterpart Account",
        groups=POSTER_GROUPS,
        check_company=True,
        domain="[('account_type', 'not in', ('asset_receivable', 'liability_payable',"
        " 'off_balance'))]",
        help="What is debited for the deferred revenue. Empty: the amount is on the "
        "deferral account already, and the entry only says whose it is.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        groups=POSTER_GROUPS,
        domain="[('type', '=', 'general'), ('company_id', 'parent_of', company_id)]",
        default=lambda self: self.env.company.sudo()._get_prepaid_setting(
            "prepaid_journal_id"
        ),
    )

    # What the check says
    state = fields.Selection(
        [("draft", "To Check"), ("faults", "To Mend"), ("ready", "To Import")],
        default="draft",
        readonly=True,
    )
    message = fields.Html(readonly=True)
    asks_order = fields.Boolean(readonly=True)
    asks_decimal = fields.Boolean(readonly=True)
    asks_price = fields.Boolean(readonly=True)
    name_ids = fields.One2many(
        "prepaid.opening.import.name", "import_id", "Who and What Is Meant"
    )
    flaw_ids = fields.One2many("prepaid.opening.import.flaw", "import_id", "Faults")
    flaw_count = fields.Integer(readonly=True)
    flaw_file = fields.Binary("All Faults", readonly=True)
    flaw_file_name = fields.Char(compute="_compute_flaw_file_name")
    figure_ids = fields.One2many(
        "prepaid.opening.import.figure", "import_id", "What Would Be Imported"
    )
    is_poster = fields.Boolean(compute="_compute_is_poster")

    # === COMPUTE METHODS === #

    @api.depends("file_name")
    def _compute_flaw_file_name(self):
        for each in self:
            stem = (each.file_name or "").rpartition(".")[0] or each.name or ""
            each.flaw_file_name = self.env._("%(file)s faults.csv", file=stem)

    @api.depends_context("uid")
    def _compute_is_poster(self):
        self.is_poster = self.env.user.has_groups(POSTER_GROUPS)

    # === CRUD METHODS === #

    def write(self, vals):
        """Have what is changed checked again before it is imported."""
        asked = {"file", "date", "date_order", "decimal", "unpriced_free", "name_ids"}
        if vals.keys() & asked and "state" not in vals:
            vals = vals | {"state": "draft"}
        return super().write(vals)

    # === ACTION METHODS === #

    @api.model
    def action_open(self):
        """Open the assistant, for the company of the moment."""
        return self.create({})._get_records_action(
            name=self.env._("Opening Balances"), target="current"
        )

    def action_check(self):
        """Read the file and say what an import would do, or what is wrong."""
        self.ensure_one()
        self._check()

    def action_import(self):
        """Import all rows, or none: the file is read and checked once more."""
        self.ensure_one()
        batch = self._check()
        if self.state != "ready":
            return False
        if not batch:
            raise UserError(
                self.env._(
                    "All rows of this file were imported before, with the same "
                    "figures: there is nothing to do."
                )
            )
        self._remember_names()
        opening = self._make_opening(batch)
        if self.is_poster or not opening._has_price():
            opening.action_run()
        return opening._get_records_action()

    def action_get_template(self):
        """Download a spreadsheet with the columns, an example and explanations."""
        return {"type": "ir.actions.act_url", "url": TEMPLATE, "target": "download"}

    # === THE CHECK === #

    def _check(self):
        """Bring what is shown in line with the file; return the lines to import.

        These are vals of lines. Nothing else is written.
        """
        reading = self._read_file()
        self.asks_order = self.asks_order or "date_order" in reading.asks
        self.asks_decimal = self.asks_decimal or "decimal" in reading.asks
        if reading.asks:
            self._show_asks(reading)
            return []
        return self._judge_reading(reading)

    def _read_file(self):
        """Return the Reading of the file."""
        if not self.file:
            raise UserError(self.env._("Choose a spreadsheet first: CSV or Excel."))
        try:
            sheet = read_sheet(base64.b64decode(self.file), choose_sheet)
            return self._read_sheet(sheet)
        except SheetError as error:
            text = get_sheet_texts(self.env)[error.key]
            raise UserError(f"{text} {error.detail}".strip()) from error

    def _make_opening(self, batch):
        """Make the batch that keeps what was imported, and whence."""
        self_sudo = self.sudo()
        vals = {
            "name": self.name,
            "company_id": self.company_id.id,
            "date": self.date,
            "account_id": self_sudo.account_id.id,
            "journal_id": self_sudo.journal_id.id,
            "line_ids": [Command.create(line) for line in batch],
        }
        opening = self.env["prepaid.opening"].create(vals)
        self.env["ir.attachment"].create(
            {
                "name": self.file_name or self.name,
                "res_model": opening._name,
                "res_id": opening.id,
                "datas": self.file,
            }
        )
        return opening

    def _get_locked_text(self):
        """Return why no entry can bear the opening date, "" if one can."""
        company_sudo = self.company_id.sudo()
        locked = company_sudo._get_user_fiscal_lock_date(self.sudo().journal_id)
        if self.date > locked:
            return ""
        return self.env._(
            "The books are locked until %(locked)s: choose a later opening date, or "
            "have the period opened.",
            locked=format_date(self.env, locked),
        )
