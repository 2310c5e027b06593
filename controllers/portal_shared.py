from odoo.http import request, route

from .portal import PrepaidPortal
from .replica import is_current


class PrepaidSharedPortal(PrepaidPortal):
    """What a site sees of the credit that its group shares: no rights are needed on
    the records, each page asks the contract."""

    def _get_shared_contracts(self):
        return request.env.user.partner_id._get_prepaid_shared()

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "prepaid_count" in counters:
            values["prepaid_count"] += len(self._get_shared_contracts())
        return values

    @route()
    def portal_my_prepaid(self, page=1, **kwargs):
        response = super().portal_my_prepaid(page, **kwargs)
        if hasattr(response, "qcontext"):
            response.qcontext["shared"] = self._get_shared_contracts()
        return response

    @route(
        "/my/prepaid/shared/<int:contract_id>",
        type="http",
        auth="user",
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def portal_prepaid_shared(self, contract_id, **kwargs):
        contract_sudo = self._get_shared_contracts().filtered(
            lambda contract: contract.id == contract_id
        )
        if not contract_sudo:
            return self._refuse_prepaid()
        return request.render(
            "sale_timesheet_prepaid.portal_prepaid_shared",
            self._prepare_shared_values(contract_sudo),
        )

    def _prepare_shared_values(self, contract_sudo):
        """Return what the page of a shared contract shows."""
        return self._prepare_portal_layout_values() | {
            "page_name": "prepaid_shared",
            "contract": contract_sudo,
            "live": contract_sudo._get_live_balance(),
            "lines": contract_sudo._get_shared_lines(request.env.user.partner_id),
        }
