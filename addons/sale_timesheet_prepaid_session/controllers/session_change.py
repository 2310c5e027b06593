from functools import partial

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.sale_timesheet_prepaid.controllers.replica import is_current

from ..models.prepaid_session_page import EXTENSIONS
from .session import PAGE, PrepaidSessionPortal

# What each side may do, by the last part of the address.
VERBS = {
    "client": {"stop", "cancel", "absent"},
    "staff": {"start", "pause", "stop", "cancel", "no_show"},
}


class PrepaidSessionChange(PrepaidSessionPortal):
    """What both sides do to a session from its page. Twice is once."""

    @route(
        f"{PAGE}/<any(start, pause, stop, cancel, absent, no_show):verb>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def portal_session_do(self, session_id, verb, access_token=None, **values):
        session_sudo, side = self._get_session(session_id, access_token)
        if not session_sudo or verb not in VERBS[side]:
            return self._refuse_session()
        if side == "client":
            act = getattr(self, f"_client_{verb}")
            run = partial(act, session_sudo, values)
        else:
            # As the user: the verbs of staff check who may.
            run = getattr(session_sudo.sudo(False), verb)
        return self._answer(run, session_sudo, side, access_token)

    def _client_stop(self, session_sudo, values):
        session_sudo._stop("client")

    def _client_cancel(self, session_sudo, values):
        """Cancel for what was told, or raise where it costs more by now."""
        percent, cost = session_sudo._get_cancel_cost()
        if f"{percent:g}" != values.get("percent") and percent:
            raise UserError(
                request.env._(
                    "Cancelling costs %(cost)s by now. If you agree, cancel once more.",
                    cost=session_sudo._format_total(cost),
                )
            )
        session_sudo._cancel("client")

    def _client_absent(self, session_sudo, values):
        """Give everything back to a client who waited for us in vain."""
        if session_sudo.state != "cancelled" and not session_sudo._is_absent():
            raise UserError(
                request.env._("Wait a little longer: we may still be on our way.")
            )
        session_sudo._cancel("staff")

    # === MORE MINUTES === #

    @route(
        f"{PAGE}/extend",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def portal_session_extend(
        self, session_id, minutes="", length="", access_token=None, **kwargs
    ):
        """Secure more minutes: the client's decision, whoever asks them for it.

        ``length`` is what the client saw planned: a second click adds nothing more.
        """
        session_sudo, side = self._get_session(session_id, access_token)
        if side != "client" or minutes not in map(str, EXTENSIONS):
            return self._refuse_session()
        minutes = int(minutes)
        is_seen = length == str(session_sudo.planned_minutes)
        if session_sudo.state != "running" or not is_seen:
            return request.redirect(self._get_prepaid_url(session_sudo, access_token))
        if not session_sudo._is_extended_by_card(minutes):
            run = partial(session_sudo._extend, minutes)
            return self._answer(run, session_sudo, side, access_token)
        if session_sudo._has_saved_card():
            return self._extend_by_card(session_sudo, minutes, access_token)
        return request.redirect(session_sudo._get_secure_url(minutes))

    def _extend_by_card(self, session_sudo, minutes, access_token):
        """Ask the saved card; that commits before and after, so nothing is undone."""
        try:
            session_sudo._extend_by_token(minutes)
        except UserError as error:
            return self._render_session(
                session_sudo, "client", access_token, error=str(error.args[0])
            )
        return request.redirect(self._get_prepaid_url(session_sudo, access_token))

    # === ANOTHER TIME === #

    @route(
        f"{PAGE}/move",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def portal_session_times(self, session_id, access_token=None, **kwargs):
        session_sudo, side = self._get_session(session_id, access_token)
        if side != "client":
            return self._refuse_session()
        if not session_sudo._is_movable():
            return request.redirect(self._get_prepaid_url(session_sudo, access_token))
        return self._render_times(session_sudo, access_token)

    @route(
        f"{PAGE}/move/save",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def portal_session_move(self, session_id, start="", access_token=None, **kwargs):
        session_sudo, side = self._get_session(session_id, access_token)
        if side != "client":
            return self._refuse_session()
        try:
            with request.env.cr.savepoint():
                session_sudo._move_to(start)
        except UserError as error:
            return self._render_times(
                session_sudo, access_token, error=str(error.args[0])
            )
        return request.redirect(self._get_prepaid_url(session_sudo, access_token))

    def _render_times(self, session_sudo, access_token, **values):
        return request.render(
            "sale_timesheet_prepaid_session.portal_session_times",
            self._prepare_session_values(session_sudo, "client", access_token)
            | {"days": session_sudo._get_new_days(), **values},
        )
