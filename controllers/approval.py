from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from .actor import PrepaidActorPortal
from .replica import is_current


class PrepaidApprovalPortal(PrepaidActorPortal):
    """Where a client approves or refuses extra time, from the link in the mail."""

    @http.route(
        "/my/prepaid/approval/<int:approval_id>",
        type="http",
        auth="public",
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def prepaid_approval(self, approval_id, access_token=None, **_kw):
        approval_sudo = self._get_prepaid_approval(approval_id, access_token)
        if not approval_sudo:
            return request.redirect("/my")
        return self._render_prepaid_approval(approval_sudo, access_token)

    @http.route(
        "/my/prepaid/approval/<int:approval_id>/answer",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def prepaid_approval_answer(
        self, approval_id, answer=None, name="", comment="", access_token=None, **_kw
    ):
        approval_sudo = self._get_prepaid_approval(approval_id, access_token)
        if not approval_sudo or answer not in ("approve", "refuse"):
            return request.redirect("/my")
        actor = self._get_prepaid_actor(approval_sudo, access_token, name)
        if actor is None:
            return request.redirect("/my")
        try:
            approval_sudo._answer(answer == "approve", actor, comment[:2000])
        except UserError as error:
            return self._render_prepaid_approval(
                approval_sudo, access_token, error=str(error.args[0])
            )
        return request.redirect(self._get_prepaid_url(approval_sudo, access_token))

    def _get_prepaid_approval(self, approval_id, access_token):
        """Return the approval in sudo, or None to those who may not see it."""
        try:
            approval_sudo = self._document_check_access(
                "prepaid.approval", approval_id, access_token
            )
        except (AccessError, MissingError):
            return None
        return approval_sudo if approval_sudo.state != "draft" else None

    def _render_prepaid_approval(self, approval_sudo, access_token, **values):
        return request.render(
            "sale_timesheet_prepaid.portal_approval",
            self._prepare_actor_values(approval_sudo, access_token)
            | {"approval": approval_sudo, "page_name": "prepaid_approval"}
            | values,
        )
