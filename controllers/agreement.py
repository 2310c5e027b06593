import binascii

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from .actor import PrepaidActorPortal


class PrepaidAgreementPortal(PrepaidActorPortal):
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
        return request.render(
            "sale_timesheet_prepaid.portal_agreement",
            self._prepare_actor_values(agreement_sudo, access_token)
            | {"agreement": agreement_sudo, "page_name": "prepaid_agreement"},
        )

    @http.route(
        "/my/prepaid/agreement/<int:agreement_id>/sign",
        type="jsonrpc",
        auth="public",
        website=True,
    )
    def prepaid_agreement_sign(
        self,
        agreement_id,
        access_token=None,
        name: str | None = None,
        signature: str | None = None,
        **_kw,
    ):
        access_token = access_token or request.httprequest.args.get("access_token")
        agreement_sudo = self._get_prepaid_agreement(agreement_id, access_token)
        actor = agreement_sudo and self._get_prepaid_actor(
            agreement_sudo, access_token, name
        )
        if actor is None:
            return {"error": request.env._("This agreement cannot be signed here.")}
        try:
            agreement_sudo._sign(actor, signature)
        except UserError as error:
            return {"error": str(error.args[0])}
        except (TypeError, binascii.Error):
            return {"error": request.env._("The signature could not be read.")}
        url = self._get_prepaid_url(agreement_sudo, access_token)
        return {"force_refresh": True, "redirect_url": url}

    def _get_prepaid_agreement(self, agreement_id, access_token):
        """Return the agreement in sudo, or None to those who may not see it."""
        try:
            agreement_sudo = self._document_check_access(
                "prepaid.agreement", agreement_id, access_token
            )
        except (AccessError, MissingError):
            return None
        return agreement_sudo if agreement_sudo.state != "withdrawn" else None
