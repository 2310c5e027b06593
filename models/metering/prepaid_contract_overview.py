from odoo import api, fields, models

from ...metering import QUANTITY_DIGITS


class PrepaidContract(models.Model):
    """What the screens show of a contract at a glance."""

    _inherit = "prepaid.contract"

    latest_entry_ids = fields.Many2many(
        "prepaid.entry",
        compute="_compute_latest_entry_ids",
        help="The first page of a ledger that may be very long.",
    )
    credit_open = fields.Float(
        digits=QUANTITY_DIGITS,
        compute="_compute_credit_open",
        help="Size of the grants that still have credit.",
    )
    balance_percent = fields.Float(compute="_compute_credit_open")
    date_expiry_next = fields.Date(
        "Next Expiry",
        compute="_compute_credit_open",
        help="Last day of the credit that expires first.",
    )

    allowance_text = fields.Char(
        "Included this Month",
        compute="_compute_allowance_text",
        compute_sudo=True,
        help="Counted exchanges of the plan that were used this month.",
    )

    @api.depends("plan_id.rate_ids.items_included", "date_last_draw")
    @api.depends_context("lang")
    def _compute_allowance_text(self):
        for contract in self:
            contract.allowance_text = ", ".join(
                self.env._(
                    "%(usage_type)s: %(used)s of %(included)s",
                    usage_type=usage_type.name,
                    used=used,
                    included=included,
                )
                for usage_type, used, included in contract._get_allowances()
            )

    def _get_allowances(self):
        """Return (usage type, items used, items included) of the present month."""
        self.ensure_one()
        Line = self.env["account.analytic.line"]
        today = self._get_today()
        month = fields.Date.start_of(today, "month")
        rates = self.plan_id.rate_ids.filtered(
            lambda rate: rate.usage_type_id and rate.is_item and rate.items_included
        )
        return [
            (
                rate.usage_type_id,
                Line._count_items_free(self, rate.usage_type_id, month),
                rate.items_included,
            )
            for rate in rates
        ]

    @api.depends("balance", "held", "scoped", "grant_ids.date_expiry")
    def _compute_credit_open(self):
        groups = self.env["prepaid.grant"]._read_group(
            [("contract_id", "in", self.ids), ("remaining", ">", 0)],
            ["contract_id"],
            ["quantity:sum", "date_expiry:min"],
        )
        open_credit = {contract: figures for contract, *figures in groups}
        for contract in self:
            size, expiry = open_credit.get(contract, (0, False))
            contract.credit_open = size
            contract.date_expiry_next = expiry
            contract.balance_percent = contract._get_percent_left(size)

    def _get_percent_left(self, size):
        """Return what is left of open credit, of which ``size`` is the quantity.

        Of the credit that the level is of, which gives the bar its colour.
        """
        if self.scoped:
            unwatched = self._get_unwatched_grants().get(self, self.grant_ids.browse())
            size -= sum(unwatched.filtered("remaining").mapped("quantity"))
        part = 100 * self._get_watched() / size if size else 0
        return min(max(part, 0), 100)

    @api.depends("balance")
    def _compute_latest_entry_ids(self):
        for contract in self:
            contract.latest_entry_ids = contract.entry_ids.search(
                [("contract_id", "=", contract._origin.id)],
                order="date DESC, id DESC",
                limit=20,
            )
