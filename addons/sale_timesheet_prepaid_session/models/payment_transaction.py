from odoo import api, fields, models

from odoo.addons.sale_timesheet_prepaid.models.contract.access import PRICE_GROUPS

# What a provider still keeps, or has taken in parts.
HELD = ("authorized", "done")


class PaymentTransaction(models.Model):
    """Amounts held for a session: captured in part, and released."""

    _inherit = "payment.transaction"

    prepaid_session_id = fields.Many2one(
        "prepaid.session",
        "Session",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        groups=PRICE_GROUPS,
    )
    prepaid_request = fields.Char(
        readonly=True,
        copy=False,
        groups=PRICE_GROUPS,
        help="What a part of an authorised amount asks of the provider.",
    )
    _request_unique = models.UniqueIndex(
        "(source_transaction_id, prepaid_request)"
        " WHERE prepaid_request IS NOT NULL AND state <> 'error'",
        "What is held for a session is captured once, and released once.",
    )
    # `payment_demo`, where it is installed, asks this of the provider alone.
    capture_manually = fields.Boolean(
        related=None, compute="_compute_capture_manually", compute_sudo=True
    )

    @api.depends("provider_id.capture_manually", "prepaid_session_id")
    def _compute_capture_manually(self):
        """Override of `payment_demo`: what a session holds is captured later."""
        for tx in self:
            tx.capture_manually = (
                tx.provider_id.capture_manually or tx._is_prepaid_hold()
            )

    def write(self, vals):
        """Override: let the session follow what its cards hold."""
        result = super().write(vals)
        if "state" in vals:
            self.sudo()._tell_session()
        return result

    def _tell_session(self):
        """Let sessions follow what is held for them, and the cards saved for them."""
        for tx in self.filtered("prepaid_session_id"):
            session = tx.prepaid_session_id
            if tx.operation == "validation":
                is_saved = tx.token_id and tx.state == "done"
                if is_saved and session.state == "accepted":
                    session._secure_by_token(tx.token_id)
            elif tx._is_prepaid_held() or session.secured_by == "card":
                session._secure_by_card()
        for session in self.source_transaction_id.prepaid_session_id:
            session._wake("collect")

    def _is_prepaid_hold(self):
        """Override: the amount of a session is held, and captured when it is over."""
        tx = self.sudo()
        is_first = not tx.source_transaction_id and tx.operation != "validation"
        is_charge = tx.prepaid_session_id.secured_by == "token" and (
            tx.operation == "offline"
        )
        return bool(tx.prepaid_session_id and is_first and not is_charge) or (
            super()._is_prepaid_hold()
        )

    def _is_prepaid_held(self):
        """Tell whether this is the amount that a session's card holds, or held."""
        return self._is_prepaid_hold() and self.state in HELD

    def _get_prepaid_rest(self):
        """Return what is neither captured nor released, nor being so."""
        parts = self.child_transaction_ids.filtered(
            lambda tx: tx.operation == self.operation and tx.state != "error"
        )
        return self.currency_id.round(self.amount - sum(parts.mapped("amount")))

    def _keeps_unknown(self):
        """Override: of what is asked for a session no silence is a refusal."""
        return bool(self.sudo().prepaid_request) or super()._keeps_unknown()
