from odoo import models
from odoo.fields import Command


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _invite_to_portal(self):
        """Give contacts without a user access to the portal, by Odoo's invitation.

        Safe to repeat. Left out are contacts who have, or had, a user, those without a
        valid address, and those whose address is somebody else's login.
        """
        partners_sudo = self.sudo().with_context(active_test=False)
        partners_sudo = partners_sudo.filtered(lambda partner: not partner.user_ids)
        wizard_sudo = self.env["portal.wizard"].sudo()
        wizard_sudo = wizard_sudo.create(
            {"partner_ids": [Command.set(partners_sudo.ids)]}
        )
        for contact in wizard_sudo.user_ids:
            if contact.email_state == "ok":
                contact.action_grant_access()

    def _is_invited(self):
        """Tell whether the contact has been invited to the portal and not come yet."""
        self.ensure_one()
        users_sudo = self.sudo().user_ids
        return bool(users_sudo) and not any(users_sudo.mapped("login_date"))
