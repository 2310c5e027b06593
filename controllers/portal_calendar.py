from odoo.http import content_disposition, request, route

from .portal import PrepaidPortal
from .replica import is_current


class PrepaidCalendarPortal(PrepaidPortal):
    """The expiry of each credit, for the client's own calendar."""

    @route(
        "/my/prepaid/<int:contract_id>/expiry/<int:grant_id>.ics",
        type="http",
        auth="public",
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def portal_prepaid_expiry(self, contract_id, grant_id, access_token=None, **kwargs):
        contract_sudo = self._get_visible_contract(contract_id, access_token)
        grant_sudo = contract_sudo and contract_sudo.grant_ids.filtered(
            lambda grant: grant.id == grant_id and grant.date_expiry
        )
        if not grant_sudo:
            return self._refuse_prepaid()
        name = f"{contract_sudo.name}-{grant_sudo.date_expiry}.ics"
        return request.make_response(
            grant_sudo._get_calendar_file(),
            headers=[
                ("Content-Type", "text/calendar; charset=utf-8"),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
