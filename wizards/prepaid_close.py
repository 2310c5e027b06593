from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class PrepaidClose(models.TransientModel):
    """The month's end as one page: each tick is what the books of one company say.

    Nothing is kept as done. What was ticked and is not true any more has no tick.
    """

    _name = "prepaid.close"
    _inherit = "prepaid.month.page"
    _description = "Close the Month"
    # People come back to the page from what it opened, all day long.
    _transient_max_hours = 24

    date = fields.Date("Month Ending")
    is_over = fields.Boolean(compute="_compute_is_over")

    # 1. Recognise
    is_recognised = fields.Boolean(compute="_compute_recognition")
    missing = fields.Monetary("Not Booked Yet", compute="_compute_recognition")
    date_entry = fields.Date("Entry Date", compute="_compute_recognition")
    recognise_refusal = fields.Char(compute="_compute_recognise_refusal")

    # 2. Check
    is_right = fields.Boolean(compute="_compute_check")
    deferred = fields.Monetary("Deferred by grants", compute="_compute_check")
    ledger = fields.Monetary("Balance of the general ledger", compute="_compute_check")
    difference = fields.Monetary(compute="_compute_check")
    faults = fields.Text(compute="_compute_check")

    # 3. Validate
    has_no_draft = fields.Boolean(compute="_compute_drafts")
    draft_count = fields.Integer("Drafts", compute="_compute_drafts")
    draft_amount = fields.Monetary("Amount of Drafts", compute="_compute_drafts")
    validate_refusal = fields.Char(compute="_compute_drafts")

    # 4. Report
    is_reported = fields.Boolean(compute="_compute_figures")

    # === COMPUTE METHODS === #

    @api.depends("date")
    def _compute_display_name(self):
        for page in self:
            page.display_name = self.env._(
                "Close %(month)s", month=page._format_month()
            )

    @api.depends("company_id", "date")
    def _compute_is_over(self):
        for page in self:
            page.is_over = page.date_to < page.company_id._get_prepaid_today()

    @api.depends("company_id", "date")
    def _compute_recognition(self):
        for page in self:
            company_sudo = page._read_company()
            missing = company_sudo._get_recognition(page.date_to)
            page.is_recognised = not missing
            page.missing = sum(missing.values()) * page.currency_id.rounding
            journal = company_sudo._get_prepaid_setting("prepaid_journal_id")
            page.date_entry = company_sudo._get_open_date(journal, page.date_to)

    @api.depends("company_id", "date")
    @api.depends_context("uid")
    def _compute_recognise_refusal(self):
        for page in self:
            company_sudo = page._read_company()
            page.recognise_refusal = False
            if not page.is_over:
                page.recognise_refusal = page._get_early_text()
            elif not self.env["prepaid.recognise"].has_access("create"):
                page.recognise_refusal = self.env._(
                    "This posts a journal entry, which your rights do not allow. Ask "
                    "an accountant."
                )
            elif not company_sudo._get_prepaid_setting("prepaid_journal_id"):
                page.recognise_refusal = self.env._(
                    "Choose the journal for prepaid revenue in the settings of Prepaid "
                    "Hours first."
                )

    @api.depends("company_id", "date")
    def _compute_check(self):
        for page in self:
            company_sudo = page._read_company()
            contracts = self.env["prepaid.contract"].with_context(
                allowed_company_ids=page.company_id.ids
            )
            faults = company_sudo._get_prepaid_unclaimed(page.date_to)
            faults += contracts._find_own_faults()
            page.update(company_sudo._get_prepaid_tie_out(page.date_to))
            page.faults = "\n".join(faults)
            page.is_right = not faults and not page.difference

    @api.depends("company_id", "date")
    @api.depends_context("uid")
    def _compute_drafts(self):
        Move = self.env["account.move"]
        may_validate = Move.has_access("write")
        for page in self:
            page._read_company()
            ((count, amount),) = Move._read_group(
                page._get_draft_domain(), [], ["__count", "amount_total_signed:sum"]
            )
            page.draft_count, page.draft_amount = count, amount
            page.has_no_draft = not count
            page.validate_refusal = not may_validate and self.env._(
                "Your rights do not allow you to validate invoices. Ask whoever does."
            )

    @api.depends("company_id", "date")
    def _compute_figures(self):
        names = (
            "opening",
            "opened",
            "sold",
            "credited",
            "earned",
            "expired",
            "adjusted",
        )
        for page in self:
            page._read_company()
            row = page._get_month_row()
            page.update({name: row[name] for name in (*names, "closing")})
            is_final = page.is_over and page.is_recognised
            page.is_reported = is_final and not (
                page.currency_id.compare_amounts(page.closing, page.ledger)
            )

    # === ACTION METHODS === #

    @api.model
    def action_open_page(self):
        """Open the page of the current company, with the month that is over."""
        return self.create({})._get_records_action()

    def action_recognise(self):
        """Book what is missing up to the month's end; the page then says so."""
        self._refuse(self.recognise_refusal)
        self._make("prepaid.recognise").action_recognise()

    def action_preview(self):
        """Open what would be booked, customer by customer."""
        return self._make("prepaid.recognise")._get_records_action(
            name=self.env._("Recognise Revenue"), target="new"
        )

    def action_open_tie_out(self):
        return self._make("prepaid.deferred")._get_records_action(target="new")

    def action_open_drafts(self):
        """Open the draft invoices of refills that the month waits for."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        return action | {
            "display_name": self.env._("Draft refills to validate"),
            "domain": list(self._get_draft_domain()),
            "context": {"default_move_type": "out_invoice"},
        }

    def action_open_deferred(self):
        return self._make("prepaid.deferred").action_open_list()

    def action_print(self):
        return self._make("prepaid.deferred").action_print()

    def action_open_roll(self):
        """Open the month's roll-forward, by client and as known on any moment."""
        return self._make("prepaid.roll.print")._open()

    def action_open_moves(self):
        """Open what was sold, credited, earned and expired in the month."""
        self.ensure_one()
        month = {"company_id": self.company_id.id, "month": self.date_from}
        return self.env["prepaid.deferred.month"].new(month).action_open_moves()

    # === GET METHODS === #

    def _read_company(self):
        """Return the company for the engine, once its books are the user's to read."""
        self.ensure_one()
        self._check_books()
        return self.company_id.sudo().with_company(self.company_id)

    def _get_early_text(self):
        return self.env._(
            "%(month)s is not over: its figures still move.", month=self._format_month()
        )

    def _get_draft_domain(self):
        """Return the draft invoices of refills of this month or before.

        One without a date of its own counts from the company's day when it was made.
        """
        midnight = self.company_id._get_prepaid_day_start(
            fields.Date.add(self.date_to, days=1)
        )
        return (
            Domain("company_id", "=", self.company_id.id)
            & Domain("state", "=", "draft")
            & Domain("move_type", "=", "out_invoice")
            & Domain("is_prepaid_refill", "=", True)
            & (
                Domain("invoice_date", "<=", self.date_to)
                | (
                    Domain("invoice_date", "=", False)
                    & Domain("create_date", "<", midnight)
                )
            )
        )

    def _get_month_row(self):
        """Return the month's row of the report, none before the first pack."""
        return self.env["prepaid.deferred.month"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("month", "=", self.date_from),
                ("kind", "=", "opening"),
            ]
        )

    def _make(self, model):
        """Return an assistant of this company at the month's end."""
        self._read_company()
        return (
            self.env[model]
            .with_company(self.company_id)
            .create({"company_id": self.company_id.id, "date": self.date_to})
        )

    def _refuse(self, text):
        if text:
            raise UserError(text)
