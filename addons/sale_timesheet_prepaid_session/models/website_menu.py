from odoo import models


class WebsiteMenu(models.Model):
    _inherit = "website.menu"

    def _compute_visible(self):
        """Override of `website`: no entry leads to talk pages while none is there."""
        result = super()._compute_visible()
        for menu in self.filtered(lambda menu: menu.url == "/prepaid/talk"):
            Offer = self.env["prepaid.session.offer"].sudo()
            website = menu.website_id or self.env["website"].get_current_website()
            domain = Offer._get_website_domain(website)
            menu.is_visible = menu.is_visible and bool(Offer.search(domain, limit=1))
        return result
