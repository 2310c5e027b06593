from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PrepaidContract(models.Model):
    """Whether credit of this buyer may expire, and what the seller decided."""

    _inherit = "prepaid.contract"

    _prepaid_user_fields = {"expiry_choice", "expiry_reason"}
    _prepaid_personal_fields = {"expiry_reason": "text"}

    expiry_choice = fields.Selection(
        [("expire", "It expires all the same"), ("stay", "It stays valid")],
        "Expiry of Credit",
        tracking=True,
        help="Empty: as the rules of the buyer's place say. Where they forbid it, "
        "credit that was paid for does not expire.",
    )
    expiry_reason = fields.Char(
        "Because", tracking=True, help="Kept on record with who decided, and when."
    )

    @api.constrains("expiry_choice", "expiry_reason")
    def _check_expiry_reason(self):
        for contract in self:
            if contract.expiry_choice and not (contract.expiry_reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "Say why the credit of the contract %(contract)s follows a "
                        "rule of its own: the reason is kept on record.",
                        contract=contract.name,
                    )
                )

    def _get_expiry_rule(self):
        """Return the rule in sudo that keeps this contract's credit from expiring.

        Empty where credit may expire, or where the seller decided so.
        """
        self.ensure_one()
        rule = self._get_rules().get("expiry", self.env["prepaid.jurisdiction"])
        return rule if rule.expiry == "forbidden" else rule.browse()

    def _is_expiry_barred(self):
        """Tell whether credit that was paid for does not expire on this contract."""
        self.ensure_one()
        if self.expiry_choice:
            return self.expiry_choice == "stay"
        return bool(self._get_expiry_rule())

    def _get_bar_reason(self):
        """Return why credit does not expire: the seller's reason, or the rule's."""
        rule = self._get_expiry_rule()
        return self.expiry_reason or f"{rule.reason} ({rule.source})"

    def _get_bar_note(self):
        """Return the same as HTML, with a link to the source of the rule."""
        if self.expiry_reason:
            return self.expiry_reason
        rule = self._get_expiry_rule()
        return Markup("%s (%s)") % (rule.reason, rule._get_source_link(for_staff=True))

    def _follow_expiry_rules(self, expiry, start):
        """Return the last day of paid credit that its terms end on ``expiry``.

        False where it must not expire; no sooner than the least validity from the day
        ``start`` on, unless the seller decided.
        """
        if not expiry or self._is_expiry_barred():
            return False
        rule = self._get_rules().get("validity")
        if not rule or self.expiry_choice:
            return expiry
        least = start + relativedelta(months=rule.validity_months, days=-1)
        return max(expiry, least)
