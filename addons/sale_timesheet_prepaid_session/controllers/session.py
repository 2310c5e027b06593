from odoo.exceptions import UserError
from odoo.http import content_disposition, request, route

from odoo.addons.sale_timesheet_prepaid.controllers.actor import PrepaidActorPortal
from odoo.addons.sale_timesheet_prepaid.controllers.replica import is_current
from odoo.addons.sale_timesheet_prepaid.models.contract.access import reads_prices
from odoo.addons.sale_timesheet_prepaid.models.metering.prepaid_meter_check import (
    APPROVER_GROUP,
)

PAGE = "/my/session/<int:session_id>"


class PrepaidSessionPortal(PrepaidActorPortal):
    """The page of one session: the same for both sides, each with its own verbs.

    What is missing and what is forbidden look the same.
    """

    # === ACCESS === #

    def _get_session(self, session_id, access_token=None):
        """Return (session in sudo, "client" or "staff"), or (None, None).

        Clients hold the link, or are signed in for the customer. People of the company
        see what they may read, whatever link they hold: they never act for a client.
        """
        session = request.env["prepaid.session"].browse(session_id)
        session_sudo = session.sudo().exists()
        if not session_sudo or session_sudo.state == "draft":
            return None, None
        session_sudo = session_sudo.with_company(session_sudo.company_id)
        user = request.env.user
        if user._is_internal():
            may_read = session.has_access("read")
            return (session_sudo, "staff") if may_read else (None, None)
        has_link = self._has_prepaid_link(session_sudo, access_token)
        if has_link or session_sudo._is_client(user):
            return session_sudo, "client"
        return None, None

    def _refuse_session(self):
        return request.redirect("/my")

    def _has_prices(self, side):
        return side == "client" or reads_prices(request.env.user)

    # === ROUTES === #

    @route(
        PAGE,
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def portal_session(self, session_id, access_token=None, **kwargs):
        session_sudo, side = self._get_session(session_id, access_token)
        if not session_sudo:
            return self._refuse_session()
        return self._render_session(session_sudo, side, access_token)

    @route(
        f"{PAGE}/state",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def portal_session_state(self, session_id, access_token=None, **kwargs):
        """Return what the page shows now; False to who may not see it (any more)."""
        session_sudo, side = self._get_session(session_id, access_token)
        live = session_sudo and session_sudo._get_live(self._has_prices(side))
        return request.make_json_response(live or False)

    @route(
        f"{PAGE}/talk.ics",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def portal_session_file(self, session_id, access_token=None, **kwargs):
        session_sudo, _side = self._get_session(session_id, access_token)
        if not session_sudo or not session_sudo.secured_at:
            return self._refuse_session()
        name = f"{session_sudo.name}.ics"
        return request.make_response(
            session_sudo._get_calendar_file(),
            headers=[
                ("Content-Type", "text/calendar; charset=utf-8"),
                (
                    "Content-Disposition",
                    content_disposition(name),
                ),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    # === THE PAGE === #

    def _render_session(self, session_sudo, side, access_token, **values):
        return request.render(
            "sale_timesheet_prepaid_session.portal_session",
            self._prepare_session_values(session_sudo, side, access_token) | values,
        )

    def _prepare_session_values(self, session_sudo, side, access_token):
        if not self._has_prepaid_link(session_sudo, access_token) or side == "staff":
            access_token = None
        has_prices = self._has_prices(side)
        user = request.env.user
        return {
            "session": session_sudo,
            "side": side,
            "access_token": access_token,
            "query": f"?access_token={access_token}" if access_token else "",
            "page_url": self._get_prepaid_url(session_sudo, access_token),
            "has_prices": has_prices,
            "live": session_sudo._get_live(has_prices),
            "is_signed_in": not user._is_public(),
            "may_run": side == "staff"
            and (session_sudo.user_id == user or user.has_group(APPROVER_GROUP)),
            "page_name": "prepaid_session",
        }

    # === VERBS === #

    def _answer(self, verb, session_sudo, side, access_token, **values):
        """Run a verb as a whole or not at all, and show the page again."""
        try:
            with request.env.cr.savepoint():
                verb()
        except UserError as error:
            return self._render_session(
                session_sudo, side, access_token, error=str(error.args[0]), **values
            )
        return request.redirect(self._get_prepaid_url(session_sudo, access_token))
