from odoo import http
from odoo.http import request

from .actor import PrepaidActorPortal
from .replica import is_current


class PrepaidConsentPortal(PrepaidActorPortal):
    """Where a client reads what it agreed to be charged, and revokes it.

    The link in a mail is enough, without signing in.
    """

    @http.route(
        "/my/prepaid/consent/<int:consent_id>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def prepaid_consent(self, consent_id, access_token=None, **_kw):
        consent_sudo, actor = self._get_prepaid_consent(consent_id, access_token)
        if actor is None:
            return request.redirect("/my")
        return request.render(
            "sale_timesheet_prepaid.portal_consent",
            self._prepare_actor_values(consent_sudo, access_token)
            | {
                "consent": consent_sudo,
                "page_name": "prepaid_consent",
                "is_own": consent_sudo._is_client(request.env.user),
            },
        )

    @http.route(
        "/my/prepaid/consent/<int:consent_id>/revoke",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def prepaid_consent_revoke(self, consent_id, access_token=None, **_kw):
        consent_sudo, actor = self._get_prepaid_consent(consent_id, access_token)
        if actor is None:
            return request.redirect("/my")
        consent_sudo._revoke(actor)
        return request.redirect(self._get_prepaid_url(consent_sudo, access_token))

    def _get_prepaid_consent(self, consent_id, access_token):
        """Return (consent in sudo, who acts), or (None, None) to those who may not.

        Whoever holds the link needs no name: the mail went to who gave the consent.
        """
        consent_sudo = request.env["prepaid.consent"].sudo().browse(consent_id).exists()
        if not consent_sudo:
            return None, None
        name = consent_sudo.partner_id.name
        return consent_sudo, self._get_prepaid_actor(consent_sudo, access_token, name)
