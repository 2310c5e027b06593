from werkzeug.exceptions import NotFound

from odoo.http import Controller, request, route


class PrepaidShortLinkController(Controller):
    """Short links of packs and plans, for flyers, signatures and the telephone."""

    @route(
        "/p/<int:pack_id>",
        type="http",
        auth="public",
        website=True,
        readonly=True,
        sitemap=False,
    )
    def prepaid_pack_link(self, pack_id):
        return self._go("product.template", pack_id)

    @route(
        "/p/plan-<int:plan_id>",
        type="http",
        auth="public",
        website=True,
        readonly=True,
        sitemap=False,
    )
    def prepaid_plan_link(self, plan_id):
        return self._go("prepaid.plan", plan_id)

    def _go(self, model, record_id):
        """Go to the page of what is published here; nothing else is known."""
        record_sudo = request.env[model].sudo().browse(record_id).exists()
        is_here = (
            record_sudo
            and record_sudo.with_context(
                website_id=request.website.id
            ).website_published
        )
        if not is_here or not record_sudo.active or self._is_foreign(record_sudo):
            raise NotFound()
        return request.redirect(record_sudo.website_url)

    def _is_foreign(self, record_sudo):
        """Tell whether it is sold by another company, or is no pack."""
        company = request.website.company_id
        is_product = record_sudo._name == "product.template"
        return (record_sudo.company_id or company) != company or (
            is_product and not record_sudo.is_prepaid_pack
        )
