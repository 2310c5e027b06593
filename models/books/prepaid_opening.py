from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..contract.access import POSTER_GROUPS, PRICE_GROUPS


class PrepaidOpening(models.Model):
    """Credit that clients had before: brought over in one batch, with its price.

    A batch is prepared line by line, then run: all of it, or nothing. Run, it holds
    one grant a line and one journal entry, which puts what clients paid for that
    credit on the deferral account, against an account of the accountant's choice.
    While nothing was drawn it can be undone.
    """

    _name = "prepaid.opening"
    _description = "Opening Balances"
    _inherit = ["mail.thread", "prepaid.guarded"]
    _order = "date desc, id desc"
    _allow_sudo_commands = False

    _prepaid_user_fields = {"name", "company_id", "date", "account_id", "journal_id"}

    name = fields.Char(
        required=True, default=lambda self: self.env._("Opening balances")
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    date = fields.Date(
        "Opening Date",
        required=True,
        default=lambda self: self.env.company._get_prepaid_today(),
        help="The day from which the credit is here: it pays for work from then on, "
        "and the journal entry bears this date.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Done"), ("undone", "Undone")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    line_ids = fields.One2many("prepaid.opening.line", "opening_id")
    line_count = fields.Integer(compute="_compute_figures", compute_sudo=True)
    partner_count = fields.Integer(
        "Clients", compute="_compute_figures", compute_sudo=True
    )

    # Books
    currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    amount = fields.Monetary(
        "Price Paid",
        compute="_compute_figures",
        compute_sudo=True,
        groups=PRICE_GROUPS,
        help="What clients paid for the credit, in company currency.",
    )
    account_id = fields.Many2one(
        "account.account",
        "Counterpart Account",
        ondelete="restrict",
        domain="[('account_type', 'not in', ('asset_receivable', 'liability_payable',"
        " 'off_balance'))]",
        help="What is debited when the price is put on the deferral account. Empty: "
        "the price is on the deferral account already, and the entry only says whose "
        "it is.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        domain="[('type', '=', 'general'), ('company_id', 'parent_of', company_id)]",
    )
    move_id = fields.Many2one(
        "account.move",
        "Journal Entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    undo_move_id = fields.Many2one(
        "account.move",
        "Undone by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    # === COMPUTE METHODS === #

    @api.depends("line_ids.partner_id", "line_ids.amount_company")
    def _compute_figures(self):
        for opening in self:
            lines = opening.line_ids
            opening.line_count = len(lines)
            opening.partner_count = len(lines.partner_id)
            opening.amount = sum(lines.mapped("amount_company"))

    @api.depends("company_id")
    def _compute_journal_id(self):
        for opening in self:
            company_sudo = opening.company_id.sudo()
            opening.journal_id = company_sudo._get_prepaid_setting("prepaid_journal_id")

    # === CRUD METHODS === #

    def write(self, vals):
        """Keep what was run as it was run."""
        if vals.keys() & self._get_user_fields() - {"name"}:
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_run(self):
        for opening in self.filtered(lambda opening: opening.state != "draft"):
            raise UserError(
                self.env._(
                    "The opening balances “%(name)s” were imported and are kept. Undo "
                    "them instead, while nothing was drawn.",
                    name=opening.name,
                )
            )

    # === ACTION METHODS === #

    def action_run(self):
        """Grant all lines and post their entry, after a check of them all."""
        self.ensure_one()
        self.check_access("write")
        self._check_poster()
        self._run()
        return True

    def action_undo(self):
        """Take all of it back, while nothing was drawn."""
        self.ensure_one()
        self.check_access("write")
        self._check_poster()
        self._undo()
        return True

    def action_open_move(self):
        """Open the journal entry, and the one that undid it."""
        self.ensure_one()
        return (self.move_id | self.undo_move_id)._get_records_action()

    def action_open_grants(self):
        self.ensure_one()
        return self.sudo().line_ids.grant_id._get_open_action()

    def action_open_lines(self):
        """Open the lines, where Odoo's own import brings more of them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_opening_line_action"
        )
        return action | {
            "domain": [("opening_id", "=", self.id)],
            "context": {"default_opening_id": self.id},
        }

    # === CHECKS === #

    def _check_draft(self):
        for opening in self.filtered(lambda opening: opening.state != "draft"):
            raise UserError(
                self.env._(
                    "The opening balances “%(name)s” were imported already and are "
                    "not changed any more. Undo them, or make new ones.",
                    name=opening.name,
                )
            )

    def _check_poster(self):
        """Refuse to whoever may not post entries what makes one."""
        is_poster = self.env.su or self.env.user.has_groups(POSTER_GROUPS)
        if not is_poster and self.sudo()._has_price():
            raise AccessError(
                self.env._(
                    "The credit of “%(name)s” has a price, which makes a journal "
                    "entry. Ask an accountant to import it: it waits for them under "
                    "Opening Balances.",
                    name=self.name,
                )
            )

    def _has_price(self):
        """Tell whether anything was paid for the credit of these lines."""
        return any(self.line_ids.mapped("amount"))

    def _check_open_period(self):
        """Refuse an entry in a locked period, before anything is done."""
        company = self.company_id
        locked = company._get_user_fiscal_lock_date(self.journal_id)
        if self.date <= locked:
            raise UserError(
                self.env._(
                    "The opening date %(date)s of “%(name)s” is in a locked period: "
                    "the books of %(company)s are locked until %(locked)s. Choose a "
                    "later opening date, or have the period opened.",
                    date=format_date(self.env, self.date),
                    name=self.name,
                    company=company.name,
                    locked=format_date(self.env, locked),
                )
            )
