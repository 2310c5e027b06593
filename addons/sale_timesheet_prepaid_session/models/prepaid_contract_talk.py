from odoo import models


class PrepaidContract(models.Model):
    """Talk pages that a contract pays for, on the client's page."""

    _inherit = "prepaid.contract"

    def _get_talk_pages(self):
        """Return (name, address) of the published pages that this contract covers."""
        self.ensure_one()
        website = self.env["website"].get_current_website()
        Offer = self.env["prepaid.session.offer"].sudo()
        pages = Offer.search(Offer._get_website_domain(website))
        return [
            (offer.name, offer.website_url)
            for offer in pages.filtered(lambda offer: self._pays_for_talk(offer))
        ]

    def _pays_for_talk(self, offer):
        """Tell whether work of the page's project and kind is this contract's today."""
        task = self.env["project.task"].new(
            {"project_id": offer.project_id.id, "partner_id": self.partner_id.id}
        )
        today = self.company_id._get_prepaid_today()
        covering = offer.project_id._find_prepaid_contract(task, self.company_id, today)
        has_price = self.unit == "time" or self.plan_id._get_rate(offer.usage_type_id)
        return covering == self and bool(has_price) and self._is_drawable(today)
