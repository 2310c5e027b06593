from odoo.http import request, route

from .portal import PrepaidPortal
from .replica import is_current


class PrepaidNoticePortal(PrepaidPortal):
    """Who gets the notices of a contract, and how to get no more of them."""

    @route(
        "/my/prepaid/<int:contract_id>/notices",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def portal_prepaid_notices(self, contract_id, access_token=None, **kwargs):
        contract_sudo = self._get_prepaid_contract(contract_id, access_token)
        if not contract_sudo:
            return self._refuse_prepaid()
        values = self._prepare_prepaid_values(contract_sudo, access_token) | {
            "choices": contract_sudo._get_notice_choices(),
            "recipients": contract_sudo._get_notice_partners(),
            "saved": bool(kwargs.get("saved")),
        }
        return request.render("sale_timesheet_prepaid.portal_notices", values)

    @route(
        "/my/prepaid/<int:contract_id>/notices/save",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def portal_prepaid_notices_save(self, contract_id, **kwargs):
        """Set the recipients among the client's own contacts, and the statement."""
        contract_sudo = self._get_own_contract(contract_id)
        if not contract_sudo:
            return self._refuse_prepaid()
        chosen = request.httprequest.form.getlist("partner_ids")
        ids = {int(partner_id) for partner_id in chosen if partner_id.isdigit()}
        choices = contract_sudo._get_notice_choices()
        if ids - set(choices.ids):
            return self._refuse_prepaid()
        contract_sudo._set_notice_partners(choices.filtered(lambda p: p.id in ids))
        contract_sudo.statement_monthly = bool(kwargs.get("statement_monthly"))
        return request.redirect(f"/my/prepaid/{contract_sudo.id}/notices?saved=1")

    @route(
        "/my/prepaid/<int:contract_id>/notices/unsubscribe",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def portal_prepaid_unsubscribe(
        self, contract_id, partner_id="", access_token=None, **kwargs
    ):
        """Take one recipient off, by the link in a mail, without logging in."""
        contract_sudo = self._get_prepaid_contract(contract_id, access_token)
        if not contract_sudo or not self._may_unsubscribe(contract_sudo, access_token):
            return self._refuse_prepaid()
        partner = contract_sudo._get_notice_partners().filtered(
            lambda recipient: str(recipient.id) == partner_id
        )
        contract_sudo._unsubscribe_notices(partner)
        url = f"{contract_sudo.access_url}/notices?saved=1"
        if self._has_prepaid_link(contract_sudo, access_token):
            url += f"&access_token={access_token}"
        return request.redirect(url)

    def _may_unsubscribe(self, contract_sudo, access_token):
        """Tell whether the visitor holds the link of a mail, or is the client."""
        actor = self._get_prepaid_actor(contract_sudo, access_token, "-")
        return actor is not None
