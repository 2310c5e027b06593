from odoo.http import request, route

from .portal import PrepaidPortal


class PrepaidPayerPortal(PrepaidPortal):
    """The contracts of others that a client pays for: no rights are needed on the
    records, each page asks the contract."""

    def _get_paid_contracts(self):
        return request.env.user.partner_id._get_prepaid_paid()

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "prepaid_count" in counters:
            values["prepaid_count"] += len(self._get_paid_contracts())
        return values

    @route()
    def portal_my_prepaid(self, page=1, **kwargs):
        response = super().portal_my_prepaid(page, **kwargs)
        if hasattr(response, "qcontext"):
            paid = self._get_paid_contracts().grouped("partner_id")
            response.qcontext["paid"] = list(paid.items())
        return response

    @route(
        "/my/prepaid/<int:contract_id>/order",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def portal_prepaid_order(self, contract_id, product_id="", **kwargs):
        """Order a pack that another client pays: it is asked, or pays at once.

        One order waits at a time; who asks again gets that one.
        """
        contract_sudo = self._get_paying_contract(contract_id)
        contract_sudo = contract_sudo or self._get_own_contract(contract_id)
        if not contract_sudo or not contract_sudo._has_other_payer():
            return self._refuse_prepaid()
        if contract_sudo.state == "closed":
            return request.redirect(contract_sudo.access_url)
        pack_sudo = contract_sudo._get_orderable_packs().filtered(
            lambda pack: str(pack.id) == product_id
        )
        if not pack_sudo:
            return request.redirect(f"{contract_sudo.access_url}/top-up")
        refill_sudo = contract_sudo._refill(
            True, product_id=pack_sudo.id, quantity=1, mode="quotation"
        )
        order_sudo = refill_sudo.sale_order_id
        if order_sudo and contract_sudo._is_payer(request.env.user):
            return request.redirect(order_sudo.get_portal_url())
        asked = "asked" if order_sudo else "later"
        return request.redirect(f"{contract_sudo.access_url}?asked={asked}")
