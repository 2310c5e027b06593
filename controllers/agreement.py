import binascii

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class PrepaidAgreementPortal(CustomerPortal):
    """Where a client reads, signs and downloads the agreement of a contract."""

    @http.route(
        "/my/prepaid/agreement/<int:agreement_id>",
        type="http",
        auth="public",
        website=True,
        readonly=True,
        sitemap=False,
    )
    def prepaid_agreement(
        self, agreement_id, access_token=None, report_type=None, download=False, **_kw
    ):
        agreement_sudo = self._get_prepaid_agreement(agreement_id, access_token)
        if not agreement_sudo:
            return request.redirect("/my")
        if report_type == "pdf":
            return self._show_report(
                model=agreement_sudo,
                report_type="pdf",
                report_ref="sale_timesheet_prepaid.prepaid_agreement_action_report",
                download=bool(download),
            )
        user = request.env.user
        return request.render(
            "sale_timesheet_prepaid.portal_agreement",
            {
                "agreement": agreement_sudo,
                "access_token": access_token,
                "visitor_name": "" if user._is_public() else user.partner_id.name,
                "page_name": "prepaid_agreement",
            },
        )

    @http.route(
        "/my/prepaid/agreement/<int:agreement_id>/sign",
        type="jsonrpc",
        auth="public",
        website=True,
    )
    def prepaid_agreement_sign(
        self, agreement_id, access_token=None, name=None, signature=None, **_kw
    ):
        access_token = access_token or request.httprequest.args.get("access_token")
        agreement_sudo = self._get_prepaid_agreement(agreement_id, access_token)
        if not agreement_sudo:
            return {"error": request.env._("This agreement cannot be signed here.")}
        try:
            agreement_sudo._sign(name, signature)
        except UserError as error:
            return {"error": str(error.args[0])}
        except (TypeError, binascii.Error):
            return {"error": request.env._("The signature could not be read.")}
        return {"force_refresh": True, "redirect_url": agreement_sudo.get_portal_url()}

    def _get_prepaid_agreement(self, agreement_id, access_token):
        """Return the agreement in sudo, or None to those who may not see it."""
        try:
            agreement_sudo = self._document_check_access(
                "prepaid.agreement", agreement_id, access_token
            )
        except (AccessError, MissingError):
            return None
        return agreement_sudo if agreement_sudo.state != "withdrawn" else None
