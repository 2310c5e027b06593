from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Clients who are likely one: a guest of the shop with an e-mail that is known."""

    _inherit = "res.partner"

    prepaid_twin_ids = fields.Many2many(
        "res.partner",
        string="Likely the Same Client",
        compute="_compute_prepaid_twin_ids",
        help="Other customers, or their contacts, who have the same e-mail.",
    )

    @api.depends("email_normalized", "commercial_partner_id", "company_id")
    def _compute_prepaid_twin_ids(self):
        # Whoever has no e-mail is nobody's twin: of many they all would be compared.
        emails = [email for email in self.mapped("email_normalized") if email]
        known = self.search([("email_normalized", "in", emails)])
        known = known.grouped("email_normalized")
        for partner in self:
            others = known.get(partner.email_normalized, self.browse())
            partner.prepaid_twin_ids = others.filtered_domain(
                partner._origin._get_twin_domain()
            )

    def _get_twin_domain(self):
        """Return who may be merged with a partner: of another entity, same company."""
        entity, company = self.commercial_partner_id, self.company_id
        domain = Domain("commercial_partner_id", "!=", entity.id)
        if company:
            domain &= Domain("company_id", "in", [company.id, False])
        return domain & Domain("email_normalized", "!=", False)

    def action_merge_prepaid_twins(self):
        """Open Odoo's merge of contacts with a partner and the likely twins."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Contacts"),
            "res_model": "base.partner.merge.automatic.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "active_model": "res.partner",
                "active_ids": (self | self.prepaid_twin_ids).ids,
            },
        }


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    prepaid_twin_ids = fields.Many2many(related="partner_id.prepaid_twin_ids")

    def action_merge_twins(self):
        self.ensure_one()
        return self.partner_id.action_merge_prepaid_twins()

    def _tell_twins(self):
        """Let somebody look whether a new customer is one that is known already."""
        self.ensure_one()
        if not self.prepaid_twin_ids:
            return
        text = self.env._(
            "%(customer)s has the same email as %(others)s. If they are one client, "
            "merge them: the credit stays together.",
            customer=self.partner_id.display_name,
            others=", ".join(self.prepaid_twin_ids.mapped("display_name")),
        )
        if self.user_id:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=self.user_id.id,
                summary=self.env._("Likely the same client"),
                note=text,
            )
        else:
            self.message_post(body=text)
