from odoo import api, fields, models

from ..contract.access import PRICE_GROUPS

SHARE_QUERIES = {
    "15. A share counts work of its own contract only": """
        SELECT e.contract_id, e.name || ': ' || e.quantity
          FROM prepaid_entry_share_rel counted
          JOIN prepaid_entry e ON e.id = counted.entry_id
          JOIN prepaid_share s ON s.id = counted.share_id
         WHERE s.contract_id <> e.contract_id OR e.reversed_entry_id IS NOT NULL""",
}


class PrepaidContract(models.Model):
    """The shares that sites and people have of a contract's credit."""

    _inherit = "prepaid.contract"

    _prepaid_user_fields = frozenset()

    share_ids = fields.One2many("prepaid.share", "contract_id", groups=PRICE_GROUPS)
    # Contracts without shares ask nobody about them.
    has_shares = fields.Boolean(compute="_compute_has_shares", store=True)
    share_warning = fields.Char(compute="_compute_share_warning", groups=PRICE_GROUPS)

    # === COMPUTE METHODS === #

    @api.depends("share_ids.active")
    def _compute_has_shares(self):
        shares_sudo = self.env["prepaid.share"].sudo()
        sharing = shares_sudo.search([("contract_id", "in", self.ids)]).contract_id
        for contract in self:
            contract.has_shares = contract._origin in sharing.sudo(False)

    @api.depends("share_ids.percent", "share_ids.quantity", "share_ids.is_hard")
    def _compute_share_warning(self):
        """Say that shares are limits, where they promise more than there is."""
        for contract in self:
            contract.share_warning = contract.has_shares and (
                contract.sudo()._get_share_warning()
            )

    # === BUSINESS METHODS === #

    def _get_integrity_queries(self):
        return super()._get_integrity_queries() | SHARE_QUERIES

    def _get_shares(self, partner):
        """Return the shares in which work for a partner counts.

        Those of the partner and of all who stand above it; without a partner the work
        is the customer's. Call it in sudo.
        """
        partner = partner._origin or self.partner_id
        chain = partner | partner._get_prepaid_ancestors()
        return self.share_ids.filtered(lambda share: share.partner_id in chain)

    def _get_client_shares(self, partner):
        """Return the shares that a person of the client sees, in sudo.

        Their own, and those that they approve; who belongs to no site of the customer
        speaks for it and sees all.
        """
        own = self._get_shares(partner)
        sites = own.filtered(lambda share: share.partner_id != self.partner_id)
        if partner.commercial_partner_id == self.partner_id and not sites:
            return self.share_ids
        return own | self.share_ids.filtered(lambda s: partner in s.approver_ids)

    def _get_share_warning(self):
        """Return what to know of hard shares that add up to more than the credit."""
        for period, shares in self.share_ids.grouped("period").items():
            outer = shares.filtered("is_hard")._get_outermost()
            figures = outer._get_figures(self._get_today())
            most = sum(figure.limit for figure in figures.values())
            base = max(outer._get_base_units(self._get_today()).values(), default=0)
            if base > 0 and most > base:
                periods = dict(outer._fields["period"]._description_selection(self.env))
                return self.env._(
                    "The shares that stop work add up to %(percent)s %% of the credit "
                    "(%(period)s). They are limits, not reservations: who works first "
                    "uses the credit first.",
                    percent=round(most * 100 / base),
                    period=periods[period].lower(),
                )
        return False
