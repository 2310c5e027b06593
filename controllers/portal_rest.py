from odoo.http import request, route

from .portal import PrepaidPortal


class PrepaidRestPortal(PrepaidPortal):
    """Where clients ask for a small rest of their credit to be paid out."""

    @route(
        "/my/prepaid/<int:contract_id>/rest",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def portal_prepaid_rest(self, contract_id, **_kw):
        """Keep the request: a person of the house drafts the credit note."""
        contract_sudo = self._get_own_contract(contract_id)
        if not contract_sudo:
            return self._refuse_prepaid()
        contract_sudo._ask_for_rest()
        return request.redirect(contract_sudo.access_url)
