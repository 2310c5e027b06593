from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.website.models.ir_http import sitemap_qs2dom

PACKS_TEMPLATE = "sale_timesheet_prepaid.prepaid_packs"


def sitemap_plans(env, rule, qs):
    """Yield the pages of the published plans."""
    website = env["website"].get_current_website()
    if website.ecommerce_access == "logged_in":
        return
    Plan = env["prepaid.plan"]
    domain = Plan._get_website_domain(website) & sitemap_qs2dom(qs, "/prepaid", "name")
    for plan_sudo in Plan.sudo().search(domain):
        yield {"loc": plan_sudo.website_url}


class PrepaidShop(CustomerPortal):
    """The plans in the shop, and packs for the client's own contracts."""

    @route(
        "/prepaid",
        type="http",
        auth="public",
        website=True,
        readonly=True,
        sitemap=True,
    )
    def prepaid_plans(self):
        """Show the published plans, each with its packs."""
        if not request.website.has_ecommerce_access():
            return request.redirect("/web/login?redirect=/prepaid")
        Plan = request.env["prepaid.plan"].sudo()
        plans_sudo = Plan.search(Plan._get_website_domain(request.website))
        return request.render(
            "sale_timesheet_prepaid.prepaid_plans_page",
            {
                "plans": [(plan, plan._get_public_values()) for plan in plans_sudo],
                "may_publish": Plan.sudo(False).has_access("write"),
            },
        )

    @route(
        "/prepaid/<string:slug>",
        type="http",
        auth="public",
        website=True,
        readonly=True,
        sitemap=sitemap_plans,
    )
    def prepaid_plan(self, slug):
        """Show a plan's terms and packs."""
        if not request.website.has_ecommerce_access():
            return request.redirect(f"/web/login?redirect={request.httprequest.path}")
        plan_sudo = self._find_prepaid_plan(request.env["ir.http"]._unslug(slug)[1])
        if not plan_sudo:
            raise NotFound()
        if plan_sudo.website_url != f"/prepaid/{slug}":
            return request.redirect(plan_sudo.website_url, code=301)
        return request.render(
            "sale_timesheet_prepaid.prepaid_plan_page",
            plan_sudo._get_public_values()
            | {
                "plan": plan_sudo,
                "main_object": plan_sudo,
                "may_publish": plan_sudo.sudo(False).has_access("write"),
            },
        )

    @route("/prepaid/packs", type="jsonrpc", auth="public", website=True, readonly=True)
    def prepaid_packs(self, plan_id: int):
        """Return the packs of a published plan, rendered, for the building block."""
        plan_sudo = self._find_prepaid_plan(plan_id)
        if not plan_sudo:
            return ""
        return request.env["ir.qweb"]._render(
            PACKS_TEMPLATE, plan_sudo._get_public_values()
        )

    @route(
        "/my/prepaid/<int:contract_id>/top-up",
        type="http",
        auth="user",
        website=True,
        readonly=True,
        sitemap=False,
    )
    def prepaid_top_up(self, contract_id):
        """Show the client the packs for one of its contracts."""
        contract_sudo = request.env["prepaid.contract"].sudo().browse(contract_id)
        contract_sudo = contract_sudo.exists()
        if not contract_sudo or not self._can_top_up(contract_sudo):
            return request.redirect("/my")
        return request.render(
            "sale_timesheet_prepaid.prepaid_top_up_page",
            contract_sudo.plan_id._get_public_values()
            | {
                "page_name": "prepaid_top_up",
                "contract_id": contract_sudo.id,
                "contract_name": contract_sudo.name,
                "contract_url": contract_sudo.access_url,
                "balance": contract_sudo._get_left_text(),
                "payer": contract_sudo._has_other_payer()
                and contract_sudo._get_billed_entity().name,
                "is_payer": contract_sudo._is_payer(request.env.user),
            },
        )

    def _find_prepaid_plan(self, plan_id):
        Plan = request.env["prepaid.plan"]
        if type(plan_id) is not int:
            return Plan
        return Plan._find_on_website(request.website, plan_id)

    def _can_top_up(self, contract_sudo):
        """Tell whether the user buys for this contract, on this website.

        Colleagues in the back office may read it, but their cart is their own.
        """
        buyers = contract_sudo.partner_id | contract_sudo._get_billed_entity()
        return (
            request.env.user.partner_id.commercial_partner_id in buyers
            and contract_sudo.company_id == request.website.company_id
            and contract_sudo.state != "closed"
        )
