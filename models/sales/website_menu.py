from odoo import models


class WebsiteMenu(models.Model):
    _inherit = "website.menu"

    def _compute_visible(self):
        """Override of `website`: no entry leads to plans while none is published."""
        result = super()._compute_visible()
        for menu in self.filtered(lambda menu: menu.url == "/prepaid"):
            Plan = self.env["prepaid.plan"].sudo()
            website = menu.website_id or self.env["website"].get_current_website()
            domain = Plan._get_website_domain(website)
            menu.is_visible = menu.is_visible and bool(Plan.search(domain, limit=1))
        return result
