from odoo.http import request
from odoo.tools import consteq

from odoo.addons.portal.controllers.portal import CustomerPortal


class PrepaidActorPortal(CustomerPortal):
    """Who answers for the client on a page: never a colleague who may read it."""

    def _get_prepaid_actor(self, record_sudo, access_token, name=""):
        """Return who acts, for people, or None where this visitor may not."""
        has_link = self._has_prepaid_link(record_sudo, access_token)
        return record_sudo._get_actor(request.env.user, has_link, name)

    def _has_prepaid_link(self, record_sudo, access_token):
        token = record_sudo.access_token
        if not token or not access_token:
            return False
        return consteq(token.encode(), access_token.encode())

    def _get_prepaid_url(self, record_sudo, access_token):
        """Return the address of the page as the visitor came: with the link or not."""
        if self._has_prepaid_link(record_sudo, access_token):
            return f"{record_sudo.access_url}?access_token={access_token}"
        return record_sudo.access_url

    def _prepare_actor_values(self, record_sudo, access_token):
        """Return what a page shows of its visitor."""
        user = request.env.user
        return {
            "access_token": access_token,
            "may_act": self._get_prepaid_actor(record_sudo, access_token) is not None,
            "visitor_name": "" if user._is_public() else user.name,
            "page_url": self._get_prepaid_url(record_sudo, access_token),
        }
