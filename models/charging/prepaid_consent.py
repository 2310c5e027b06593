from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from ..contract.access import MANAGER_GROUP


class PrepaidConsent(models.Model):
    """A client's permission to charge a saved payment method, and to which limit.

    The text is what the client read. It is kept three years after its end.
    """

    _name = "prepaid.consent"
    _description = "Prepaid Consent"
    _inherit = ["prepaid.page", "prepaid.guarded"]
    _order = "id desc"
    _allow_sudo_commands = False

    contract_id = fields.Many2one(
        "prepaid.contract",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Given by", required=True, ondelete="restrict", readonly=True
    )
    date = fields.Datetime(
        "Given on", required=True, default=fields.Datetime.now, readonly=True
    )
    origin = fields.Char("Given From", readonly=True)
    text = fields.Text(required=True, readonly=True)

    # What it allows
    product_id = fields.Many2one("product.product", "Pack", readonly=True)
    cap_amount = fields.Monetary(
        "At Most",
        required=True,
        readonly=True,
        help="The most that one charge may be, taxes included.",
    )
    token_id = fields.Many2one(
        "payment.token", "Payment Method", ondelete="restrict", readonly=True
    )
    method = fields.Char(
        "Payment Method Named", compute="_compute_method", compute_sudo=True
    )

    # Who holds the link revokes for the client: few people inside read it.
    access_token = fields.Char(groups=MANAGER_GROUP)

    # How it ended
    date_used = fields.Datetime("Last Charge", readonly=True)
    date_revoked = fields.Datetime("Revoked on", readonly=True)
    revoked_by = fields.Char(readonly=True)

    @api.depends("date", "partner_id")
    def _compute_display_name(self):
        for consent in self:
            consent.display_name = self.env._(
                "Consent of %(person)s, %(date)s",
                person=consent.partner_id.name,
                date=fields.Date.to_string(consent.date),
            )

    @api.depends("token_id")
    def _compute_method(self):
        for consent in self:
            consent.method = consent.token_id.display_name

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for consent in self:
            consent.access_url = f"/my/prepaid/consent/{consent.id}"
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_any(self):
        if self:
            raise UserError(
                self.env._(
                    "The consents to charge are the proof of what was charged and "
                    "stay. Revoke them instead."
                )
            )

    # === BUSINESS METHODS === #

    def _get_gap(self, amount, token, pack):
        """Return why a charge of so much is not covered, for people, or False.

        ``amount`` is in the contract's currency, taxes included.
        """
        if not self or self.date_revoked:
            return self.env._("The client has not agreed to be charged.")
        if self.token_id != token:
            return self.env._("The client agreed to charge another payment method.")
        if self.product_id and self.product_id != pack:
            return self.env._("The client agreed to buy another pack.")
        if self.currency_id.compare_amounts(amount, self.cap_amount) > 0:
            return self.env._(
                "It costs %(amount)s; the client agreed to %(cap)s at most.",
                amount=format_amount(self.env, amount, self.currency_id),
                cap=format_amount(self.env, self.cap_amount, self.currency_id),
            )
        return False

    def _revoke(self, person):
        """End the permission, with effect at once. Safe to repeat."""
        for consent in self.filtered(lambda consent: not consent.date_revoked):
            consent.write({"date_revoked": fields.Datetime.now(), "revoked_by": person})
            consent.contract_id.message_post(
                body=self.env._(
                    "%(person)s revoked the permission to charge %(method)s.",
                    person=person,
                    method=consent.method,
                )
            )
