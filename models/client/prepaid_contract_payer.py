from odoo import fields, models
from odoo.fields import Domain


class PrepaidContract(models.Model):
    """What a contract's payer sees of it, and what its customer then does not.

    The customer sees the work, the payer the prices and documents. Who pays for itself
    is both. Payers have no rights on the records: each page asks the contract.
    """

    _inherit = "prepaid.contract"

    _prepaid_user_fields = {"payer_sees_work"}

    payer_sees_work = fields.Boolean(
        tracking=True,
        help="Portal users of who is billed read the text of the work, its ticket and "
        "who did it, too; else figures and documents only.",
    )

    def _is_payer(self, user):
        """Tell whether a user is somebody of who is billed, with a login."""
        self.ensure_one()
        entity = user.partner_id.commercial_partner_id
        return (
            user._is_portal() and bool(entity) and entity == self._get_billed_entity()
        )

    def _has_other_payer(self):
        """Tell whether somebody else than the customer is billed."""
        return self._get_billed_entity() != self.partner_id

    def _hides_work(self, user):
        """Tell whether texts of the work are kept from a user who sees its figures."""
        return (
            self._has_other_payer()
            and self._is_payer(user)
            and not self.payer_sees_work
        )

    def _hides_prices(self, user):
        """Tell whether what the credit cost is kept from a page, a file or a mail."""
        return self._has_other_payer() and not self._is_payer(user)

    def _get_orderable_packs(self):
        """Return the packs (sudo) that the visitor can order for another to pay."""
        packs_sudo = self.plan_id._get_published_packs().sudo().product_variant_ids
        return packs_sudo.filtered(lambda pack: not self._get_pack_blocker(pack))

    def _get_reader(self, user):
        """Return the entity whose documents a visitor sees: its own, the customer's."""
        return self._get_billed_entity() if self._is_payer(user) else self.partner_id


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_prepaid_paid(self):
        """Return the contracts of others, in sudo, for which this client is billed."""
        entity = self.commercial_partner_id
        if not entity:
            return self.env["prepaid.contract"].sudo()
        domain = Domain("partner_invoice_id", "child_of", entity.ids)
        domain &= Domain("state", "!=", "draft") & Domain("partner_id", "!=", entity.id)
        contracts_sudo = self.env["prepaid.contract"].sudo().search(domain)
        paid = contracts_sudo.filtered(
            lambda contract: contract._get_billed_entity() == entity
        )
        return paid.sorted(lambda c: (c.partner_id.name or "", c.state, c.name))
