from odoo import api, fields, models
from odoo.fields import Domain

# What is not in the PDF is in the Excel file, and in the sum.
LATE_ROWS_MAX = 500


class PrepaidRollPrint(models.TransientModel):
    """What leads from a month as known then to the books of today."""

    _inherit = "prepaid.roll.print"

    late = fields.Monetary(
        "Booked Later",
        compute="_compute_proof",
        help="Booked after that moment, dated in this month or before.",
    )
    present = fields.Monetary("Closing as known today", compute="_compute_proof")
    ledger = fields.Monetary("Balance of the general ledger", compute="_compute_proof")
    difference = fields.Monetary(compute="_compute_proof")

    # How the month before was closed
    prior_close_id = fields.Many2one(
        "prepaid.deferred.close", "Month before", compute="_compute_prior"
    )
    prior = fields.Monetary("Closed with", compute="_compute_prior")
    prior_late = fields.Monetary(
        "Booked later before this month", compute="_compute_prior"
    )

    # === COMPUTE METHODS === #

    @api.depends("company_id", "date", "known_at")
    def _compute_proof(self):
        for page in self:
            page._check_books()
            # Sums only, of the books that the ACL of this dialog opens.
            company_sudo = page.company_id.sudo()
            ledger = company_sudo._read_ledger(page.date_to)
            currency = page.currency_id
            page.late = page._sum(page._get_late_domain())
            page.present = currency.round(page.closing + page.late)
            page.ledger = currency.round(sum(amount for _name, amount in ledger))
            page.difference = currency.round(page.present - page.ledger)

    @api.depends("company_id", "date", "known_at")
    def _compute_prior(self):
        for page in self:
            page._check_books()
            month = fields.Date.subtract(page.date_from, months=1)
            close = page._find_close(month)
            page.prior_close_id = close
            page.prior = close and page._sum(
                page._get_base_domain()
                & page._get_earlier()
                & Domain("booked_at", "<=", close.known_at)
            )
            page.prior_late = close and page.currency_id.round(
                page.opening - page.prior
            )

    # === ACTION METHODS === #

    def action_open_late(self):
        """Open what was booked after that moment."""
        self._fix_moment()
        return self._open_facts(self.env._("Booked later"), self._get_late_domain())

    # === GET METHODS === #

    def _get_late_domain(self):
        """Return the facts of the month and before that were booked later."""
        if not self.known_at:
            return Domain.FALSE
        return (
            self._get_base_domain()
            & self._get_until(self.date_to)
            & Domain("booked_at", ">", fields.Datetime.to_string(self.known_at))
        )

    def _get_late(self, limit=None):
        """Return the facts that were booked later, in the order of booking."""
        return self.env["prepaid.deferred.fact"].search(
            self._get_late_domain(), order="booked_at, id", limit=limit
        )

    def _get_late_printed(self):
        """Return the facts to print, and how many more there are."""
        facts = self._get_late(LATE_ROWS_MAX)
        count = len(facts)
        if count == LATE_ROWS_MAX:
            count = facts.search_count(self._get_late_domain())
        return facts, count - len(facts)
