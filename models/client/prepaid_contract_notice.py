from odoo import api, fields, models
from odoo.exceptions import UserError


class PrepaidContract(models.Model):
    """Who gets the notices of a contract. The client chooses in the portal."""

    _inherit = "prepaid.contract"

    _prepaid_user_fields = {"notice_partner_ids", "notice_unsubscribed_ids"}
    _prepaid_personal_fields = {
        "notice_partner_ids": "person",
        "notice_unsubscribed_ids": "person",
    }

    notice_partner_ids = fields.Many2many(
        "res.partner",
        string="Notice Recipients",
        help="Contacts who get the notices. Empty: the customer itself.",
    )
    notice_unsubscribed_ids = fields.Many2many(
        "res.partner",
        "prepaid_contract_unsubscribed_rel",
        string="Unsubscribed",
        copy=False,
        help="Contacts who do not want the notices of this contract.",
    )

    address_fault = fields.Char(compute="_compute_address_fault")

    @api.depends(
        "partner_id.email", "notice_partner_ids.email", "notice_unsubscribed_ids"
    )
    def _compute_address_fault(self):
        """Say when notices are wanted and reach nobody."""
        for contract in self:
            partners = contract._get_notice_partners()
            contract.address_fault = (
                bool(partners)
                and not any(partners.mapped("email"))
                and self.env._(
                    "No notice reaches %(customer)s: none of its contacts who get the "
                    "notices has an email address.",
                    customer=contract.partner_id.display_name,
                )
            )

    @api.depends("name")
    def _compute_access_url(self):
        result = super()._compute_access_url()
        for contract in self:
            contract.access_url = f"/my/prepaid/{contract.id}"
        return result

    def _get_notice_partners(self):
        """Return the contacts who get the notices of this contract."""
        return self._get_contacts() - self.notice_unsubscribed_ids

    def _get_contacts(self):
        """Return who speaks for the client, also when they want no notices."""
        return self.notice_partner_ids or self.partner_id

    def _get_notice_choices(self):
        """Return the contacts of the customer among whom recipients are chosen."""
        contacts = self.env["res.partner"].search(
            [
                ("id", "child_of", self.partner_id.id),
                ("commercial_partner_id", "=", self.partner_id.id),
                ("email", "!=", False),
            ]
        )
        return self.partner_id | contacts

    def _set_notice_partners(self, partners):
        """Make these contacts the recipients; who was left out stays unsubscribed."""
        self.ensure_one()
        foreign = partners - self._get_notice_choices()
        if foreign:
            raise UserError(
                self.env._(
                    "Only contacts of %(customer)s can get the notices of "
                    "%(contract)s.",
                    customer=self.partner_id.display_name,
                    contract=self.name,
                )
            )
        self.write(
            {
                "notice_partner_ids": [fields.Command.set(partners.ids)],
                "notice_unsubscribed_ids": [
                    fields.Command.set((self._get_notice_choices() - partners).ids)
                ],
            }
        )

    def _unsubscribe_notices(self, partner):
        """Send this contact no more notices of this contract."""
        self.notice_unsubscribed_ids += partner
