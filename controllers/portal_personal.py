from odoo.http import request, route

from ..models.contract.res_partner_personal import REQUEST_TYPES
from .portal import PrepaidPortal


class PrepaidPersonalPortal(PrepaidPortal):
    """What a person may ask of their personal data: a copy, and its erasure."""

    @route(
        "/my/prepaid/personal",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        readonly=True,
        sitemap=False,
    )
    def portal_prepaid_personal(self, **kwargs):
        if not request.env.user._is_portal():
            return self._refuse_prepaid()
        person_sudo = request.env.user.partner_id.sudo()
        values = self._prepare_portal_layout_values() | {
            "page_name": "prepaid",
            "asked": {
                kind: bool(person_sudo._get_prepaid_requests(kind))
                for kind in REQUEST_TYPES
            },
        }
        return request.render("sale_timesheet_prepaid.portal_personal", values)

    @route(
        "/my/prepaid/personal/ask",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def portal_prepaid_personal_ask(self, kind="", **kwargs):
        """Ask for oneself, never for anybody else."""
        user = request.env.user
        if not user._is_portal() or kind not in REQUEST_TYPES:
            return self._refuse_prepaid()
        company = request.website.company_id.sudo()
        user.partner_id.sudo()._request_prepaid_data(kind, company)
        return request.redirect("/my/prepaid/personal")
