from odoo import api, fields, models
from odoo.tools import format_date


class PrepaidMonthPage(models.AbstractModel):
    """The deferred revenue of one company in one month, on a page to look at."""

    _name = "prepaid.month.page"
    _description = "Month of Deferred Revenue"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        "Month",
        required=True,
        default=lambda self: self.env.company._get_prepaid_last_month()[1],
        help="Any day of it stands for the whole month.",
    )
    date_from = fields.Date("First Day", compute="_compute_days")
    date_to = fields.Date("Last Day", compute="_compute_days")

    # What moved
    opening = fields.Monetary(compute="_compute_figures")
    opened = fields.Monetary("Brought over", compute="_compute_figures")
    sold = fields.Monetary(compute="_compute_figures")
    earned = fields.Monetary(compute="_compute_figures")
    expired = fields.Monetary(compute="_compute_figures")
    credited = fields.Monetary(compute="_compute_figures")
    adjusted = fields.Monetary(compute="_compute_figures")
    closing = fields.Monetary(compute="_compute_figures")

    # === COMPUTE METHODS === #

    @api.depends("company_id", "date")
    def _compute_days(self):
        for page in self:
            # A form that is being filled in may have no day yet.
            day = page.date or page.company_id._get_prepaid_last_month()[1]
            page.date_from = fields.Date.start_of(day, "month")
            page.date_to = fields.Date.end_of(day, "month")

    def _compute_figures(self):
        """Read what moved in the month. Override it."""
        raise NotImplementedError

    @api.onchange("date")
    def _onchange_date(self):
        """Show the day that stands for the month that was chosen."""
        self.date = self.date_to

    # === GET METHODS === #

    def _check_books(self):
        """Refuse whoever may not read the books of the company."""
        self.check_access("read")
        self.company_id.check_access("read")

    def _format_month(self):
        return format_date(self.env, self.date_to, date_format="MMMM yyyy")
