from odoo import fields, models

from ..contract.access import PRICE_GROUPS


class PrepaidHold(models.Model):
    """What is set aside counts in the shares of who asks for it."""

    _inherit = "prepaid.hold"

    _prepaid_personal_fields = {"requester_id": "person"}

    requester_id = fields.Many2one(
        "res.partner",
        "Asked by",
        readonly=True,
        help="Whose work it is. Empty: the customer's.",
    )
    share_ids = fields.Many2many(
        "prepaid.share",
        "prepaid_hold_share_rel",
        "hold_id",
        "share_id",
        "Counts in",
        readonly=True,
        groups=PRICE_GROUPS,
    )

    def _get_counted(self, share, day):
        """Return the open holds that count in a share, in its period of that day."""
        period = share._get_period(day)
        return self.filtered(
            lambda hold: (
                hold.state == "held"
                and share in hold.share_ids
                and share._get_period(hold.date) == period
            )
        )

    def _prepare_draw_vals(self, date, units, vals):
        """Override: what is drawn without a line counts where it was set aside."""
        vals = super()._prepare_draw_vals(date, units, vals)
        if self.contract_id.has_shares:
            vals |= self.share_ids._prepare_counted_vals()
        return vals


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def _prepare_hold_vals(self, quantity, date_expiry, facts):
        """Override: set no more aside than the shares of who asks leave.

        ``facts`` of `_hold` may name the ``requester_id``.
        """
        vals = super()._prepare_hold_vals(quantity, date_expiry, facts)
        if self.has_shares:
            requester = self.env["res.partner"].browse(facts.get("requester_id") or [])
            shares = self._get_shares(requester)
            shares._check_hold(vals)
            vals |= shares._prepare_counted_vals()
        return vals


class PrepaidShare(models.Model):
    _inherit = "prepaid.share"

    def _take_over(self, others):
        """Override: what was set aside for the others counts here."""
        holds = self.env["prepaid.hold"].search([("share_ids", "in", others.ids)])
        holds.write(self._prepare_linked_vals())
        return super()._take_over(others)
