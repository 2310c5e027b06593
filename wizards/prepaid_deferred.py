from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date


class PrepaidDeferred(models.TransientModel):
    """Deferred revenue as of a date, by the grants and by the general ledger."""

    _name = "prepaid.deferred"
    _description = "Deferred Revenue as of a Date"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        "As of",
        required=True,
        default=lambda self: self.env.company._get_prepaid_today(),
    )
    deferred = fields.Monetary("Deferred by grants", compute="_compute_tie_out")
    ledger = fields.Monetary(
        "Balance of the general ledger", compute="_compute_tie_out"
    )
    difference = fields.Monetary(compute="_compute_tie_out")
    unclaimed = fields.Text(
        compute="_compute_tie_out",
        help="Lines of packs on the deferral account that no sale of packs claims.",
    )
    missing = fields.Monetary(
        compute="_compute_missing",
        help="Earned up to the date, but not booked as revenue yet.",
    )

    # === COMPUTE METHODS === #

    @api.depends("company_id", "date")
    def _compute_tie_out(self):
        self.check_access("read")
        for wizard in self:
            # Sums only, of the books that the ACL of this wizard opens.
            company_sudo = wizard.company_id.sudo()
            figures = company_sudo._get_prepaid_tie_out(wizard._get_date())
            unclaimed = company_sudo._get_prepaid_unclaimed(wizard._get_date())
            wizard.update(figures | {"unclaimed": "\n".join(unclaimed)})

    @api.depends("company_id", "date")
    def _compute_missing(self):
        self.check_access("read")
        for wizard in self:
            company_sudo = wizard.company_id.sudo()
            coins = company_sudo._get_recognition(wizard._get_date()).values()
            wizard.missing = sum(coins) * wizard.currency_id.rounding

    @api.depends("date")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._(
                "Deferred Revenue as of %(date)s",
                date=format_date(self.env, wizard._get_date()),
            )

    # === ACTION METHODS === #

    def action_open_list(self):
        """Open the grants behind the figure, as they were at the date."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_deferred_report_action"
        )
        return action | {
            "display_name": self.display_name,
            "domain": [("company_id", "=", self.company_id.id)],
            "context": {"prepaid_date": fields.Date.to_string(self.date)},
        }

    def action_open_journal_items(self):
        """Open the lines of packs on the deferral account, up to the date."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_account_moves_all"
        )
        return action | {
            "display_name": self.display_name,
            "domain": list(self._get_ledger_domain()),
            "context": {"search_default_posted": 1},
        }

    def action_print(self):
        self.ensure_one()
        report = self.env.ref("sale_timesheet_prepaid.prepaid_deferred_action_report")
        return report.report_action(self, config=False)

    def action_open_recognise(self):
        """Open the wizard that books what is missing."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_recognise_action"
        )
        return action | {
            "context": {"default_date": fields.Date.to_string(self._get_date())}
        }

    # === GET METHODS === #

    def _get_date(self):
        return self.date or self.company_id._get_prepaid_today()

    def _get_rows(self):
        """Return the rows of the report at this date, in its order."""
        self.ensure_one()
        report = self.env["prepaid.deferred.report"].with_context(
            prepaid_date=fields.Date.to_string(self.date)
        )
        return report.search([("company_id", "=", self.company_id.id)])

    def _get_ledger_domain(self):
        """Return the journal items that the general ledger's figure adds up."""
        parts = self.env["prepaid.pool.line"]._search([])
        pack_lines = Domain("id", "in", parts.select("line_id")) | (
            Domain("product_id.is_prepaid_pack", "=", True)
        )
        recognition = Domain("move_id.prepaid_recognition_ids", "!=", False)
        return (
            Domain("company_id", "=", self.company_id.id)
            & Domain("parent_state", "=", "posted")
            & Domain("date", "<=", fields.Date.to_string(self.date))
            & Domain("account_id.account_type", "=like", "liability%")
            & Domain("move_id.tax_cash_basis_origin_move_id", "=", False)
            & (pack_lines | recognition)
        )
