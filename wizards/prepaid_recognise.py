from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import format_date

# Who may post journal entries, with and without the full accounting features.
RECOGNISER_GROUPS = "account.group_account_user,account.group_account_manager"


class PrepaidRecognise(models.TransientModel):
    """Book the revenue that packs earned up to a date, after a look at it."""

    _name = "prepaid.recognise"
    _description = "Recognise Prepaid Revenue"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        "Earned up to",
        required=True,
        default=lambda self: self._get_proposed_date(),
    )
    line_ids = fields.One2many(
        "prepaid.recognise.line", "wizard_id", compute="_compute_line_ids"
    )
    amount = fields.Monetary("Total", compute="_compute_line_ids")
    has_journal = fields.Boolean(compute="_compute_date_entry")
    date_entry = fields.Date(
        "Entry Date",
        compute="_compute_date_entry",
        help="The date itself, or the first open day after the lock dates.",
    )

    # === COMPUTE METHODS === #

    @api.depends("company_id", "date")
    def _compute_line_ids(self):
        self._check_right()
        for wizard in self:
            lines = wizard.date and wizard._prepare_lines() or []
            wizard.line_ids = [Command.clear(), *map(Command.create, lines)]
            wizard.amount = sum(vals["amount"] for vals in lines)

    @api.depends("company_id", "date")
    def _compute_date_entry(self):
        for wizard in self:
            company_sudo = wizard.company_id.sudo()
            journal = company_sudo._get_prepaid_setting("prepaid_journal_id")
            wizard.has_journal = bool(journal)
            wizard.date_entry = wizard.date and company_sudo._get_open_date(
                journal, wizard.date
            )

    # === ACTION METHODS === #

    def action_recognise(self):
        """Book what is missing and open the journal entry."""
        self.ensure_one()
        self._check_right()
        company_sudo = self.company_id.sudo().with_company(self.company_id)
        move = company_sudo._recognise_prepaid_revenue(self.date)
        if not move:
            return self._get_nothing_action()
        return move.sudo(False)._get_records_action()

    # === HELPERS === #

    @api.model
    def _get_proposed_date(self):
        """Return a day up to which revenue is missing: the month's end comes first.

        Then yesterday, like the daily run, then today; if all is booked, the month's.
        """
        self._check_right()
        company_sudo = self.env.company.sudo()
        today = company_sudo._get_prepaid_today()
        month_end = company_sudo._get_prepaid_last_month()[1]
        days = (month_end, today - timedelta(days=1), today)
        missing = (day for day in days if company_sudo._get_recognition(day))
        return next(missing, month_end)

    def _check_right(self):
        """Refuse those who may not post, before the engine runs in sudo."""
        groups = RECOGNISER_GROUPS.split(",")
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(
                self.env._(
                    "Recognising revenue posts a journal entry. Ask an accountant."
                )
            )
        self.company_id.check_access("read")

    def _prepare_lines(self):
        """Return the vals of the preview: a line a customer, account and kind."""
        company_sudo = self.company_id.sudo().with_company(self.company_id)
        coins = defaultdict(int)
        accounts = {}
        for key, amount in company_sudo._get_recognition(self.date).items():
            partner, _deferred, income, _analytics = company_sudo._get_pair_key(
                *key, accounts
            )
            coins[partner, income, key[1]] += amount
        rounding = self.currency_id.rounding
        return [
            {
                "partner_id": partner.id,
                "account_id": income.id,
                "kind": kind,
                "amount": self.currency_id.round(amount * rounding),
            }
            for (partner, income, kind), amount in sorted(
                coins.items(), key=lambda item: (item[0][0].name or "", item[0][2])
            )
            if amount
        ]

    def _get_nothing_action(self):
        """Say that the books are up to date, and close."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "Nothing is missing: all revenue earned until %(date)s is booked.",
                    date=format_date(self.env, self.date),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }


class PrepaidRecogniseLine(models.TransientModel):
    """A line of the preview."""

    _name = "prepaid.recognise.line"
    _description = "Prepaid Revenue to Recognise"

    wizard_id = fields.Many2one("prepaid.recognise", ondelete="cascade")
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    partner_id = fields.Many2one("res.partner", "Customer")
    account_id = fields.Many2one("account.account", "Income Account")
    kind = fields.Selection(
        [
            ("use", "Work done"),
            ("breakage", "Expired credit"),
            ("discount", "Discount of packs"),
        ]
    )
    amount = fields.Monetary()
