from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...metering import QUANTITY_DIGITS
from ..contract.access import PRICE_GROUPS


class PrepaidContract(models.Model):
    """Which saved payment method refills a contract, and with whose permission."""

    _inherit = "prepaid.contract"

    _prepaid_user_fields = {"payment_token_id", "trust_limit"}

    payment_token_id = fields.Many2one(
        "payment.token",
        "Saved Payment Method",
        check_company=True,
        ondelete="restrict",
        copy=False,
        groups=PRICE_GROUPS,
        help="The client chooses it. Nothing is charged to it without their consent.",
    )
    payment_method_text = fields.Char(
        "Payment Method",
        compute="_compute_payment_method_text",
        compute_sudo=True,
        groups=PRICE_GROUPS,
    )
    trust_limit = fields.Float(
        digits=QUANTITY_DIGITS,
        groups=PRICE_GROUPS,
        help="So much credit may be used before the bank settled its payment, in the "
        "plan's unit. If the payment fails, what was used of it is owed.",
    )
    consent_ids = fields.One2many("prepaid.consent", "contract_id", groups=PRICE_GROUPS)
    charge_blocker = fields.Char(
        "Not Charged",
        compute="_compute_charge_blocker",
        compute_sudo=True,
        groups=PRICE_GROUPS,
        help="Why refills are not charged: an invoice is drafted instead.",
    )

    _check_trust_limit = models.Constraint(
        "CHECK (COALESCE(trust_limit, 0) >= 0)",
        "Credit on trust must not be negative.",
    )

    # === COMPUTE METHODS === #

    @api.depends("payment_token_id")
    def _compute_payment_method_text(self):
        for contract in self:
            contract.payment_method_text = contract.payment_token_id.display_name

    @api.depends(
        "refill_mode",
        "refill_product_id",
        "payment_token_id.active",
        "payment_token_id.provider_id.state",
        "consent_ids.date_revoked",
        "consent_ids.token_id",
    )
    def _compute_charge_blocker(self):
        for contract in self:
            contract.charge_blocker = (
                contract.refill_mode == "charge" and contract._get_method_blocker()
            )

    # === CONSTRAINTS === #

    @api.constrains("payment_token_id", "partner_id")
    def _check_payment_token_id(self):
        for contract in self.filtered("payment_token_id").sudo():
            if not contract._owns_method(contract.payment_token_id):
                raise ValidationError(
                    self.env._(
                        "The payment method %(method)s belongs to %(owner)s. Choose "
                        "one of %(customer)s for the contract %(contract)s.",
                        method=contract.payment_token_id.display_name,
                        owner=contract.payment_token_id.partner_id.display_name,
                        customer=contract.partner_id.display_name,
                        contract=contract.name,
                    )
                )

    # === BUSINESS METHODS === #

    def _owns_method(self, token):
        """Tell whether a saved method is of the customer, or of who is billed."""
        owner = token.partner_id.commercial_partner_id
        payer = self.partner_invoice_id.commercial_partner_id
        return owner in (self.partner_id | payer)

    def _get_consent(self):
        """Return the client's present permission to charge, none if there is none."""
        valid = self.consent_ids.filtered(lambda consent: not consent.date_revoked)
        return valid.sorted("id")[-1:]

    def _get_method_blocker(self):
        """Return why nothing can be charged now, for people, or False.

        Called in sudo. Override it to refuse a saved method for other reasons.
        """
        self.ensure_one()
        token = self.payment_token_id
        return self._get_token_blocker(token) or self._get_consent()._get_gap(
            0, token, self.refill_product_id
        )

    def _get_token_blocker(self, token):
        """Return why a saved method cannot be charged, whoever agrees, or False."""
        if not token:
            return self.env._("The client has saved no payment method.")
        if not token.active or token.provider_id.state == "disabled":
            return self.env._(
                "The payment method %(method)s can no longer be charged.",
                method=token.display_name,
            )
        if token.company_id != self.company_id:
            return self.env._(
                "The payment method %(method)s belongs to another company.",
                method=token.display_name,
            )
        if token._is_prepaid_expired(self.company_id._get_prepaid_today()):
            return self.env._(
                "The payment method %(method)s has expired.",
                method=token.display_name,
            )
        return False

    def _get_charge_blocker(self, order, pack):
        """Return why an order for a pack cannot be charged, for people, or False."""
        self.ensure_one()
        if blocker := self._get_method_blocker():
            return blocker
        currency = order.currency_id
        if not currency.active:
            return self.env._(
                "The currency %(currency)s is not active.", currency=currency.name
            )
        amount = self._get_amount(order)
        return self._get_consent()._get_gap(amount, self.payment_token_id, pack)
