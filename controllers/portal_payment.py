from odoo.http import request, route

from .portal import PrepaidPortal

# Opens Odoo's dialog of payment with the document's page.
DIALOGS = {
    "account.move": {"query_string": "&payment=True", "anchor": "portal_pay"},
    "sale.order": {"query_string": "&allow_payment=yes"},
}


class PrepaidPaymentPortal(PrepaidPortal):
    """The one way to pay, from mails and pages, and to be asked later."""

    @route(
        "/my/prepaid/<int:contract_id>/pay",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
    )
    def portal_prepaid_pay(self, contract_id, access_token=None, **kwargs):
        """Send the client to what pays the refill that waits, or to the packs.

        Decided at the click: the mail may be older than the refill, or than its
        payment.
        """
        contract_sudo = self._get_visible_contract(contract_id, access_token)
        if not contract_sudo:
            return self._refuse_prepaid()
        refill_sudo = contract_sudo._get_payable_refill()
        if not refill_sudo or not self._may_pay(contract_sudo, access_token):
            return request.redirect(f"{contract_sudo.access_url}/top-up")
        document_sudo = refill_sudo._get_payable()
        return request.redirect(
            document_sudo.get_portal_url(**DIALOGS[document_sudo._name])
        )

    @route(
        "/my/prepaid/<int:contract_id>/refill/<int:refill_id>/later",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def portal_prepaid_later(self, contract_id, refill_id, **kwargs):
        """Ask the client no more until the next reminder. Nothing is cancelled."""
        contract_sudo = self._get_paying_contract(contract_id)
        refill_sudo = contract_sudo and contract_sudo.refill_ids.filtered(
            lambda refill: refill.id == refill_id
        )
        if not refill_sudo:
            return self._refuse_prepaid()
        refill_sudo._snooze()
        return request.redirect(contract_sudo.access_url)

    def _may_pay(self, contract_sudo, access_token):
        """Tell whether the visitor is who is billed, or holds that client's link."""
        has_link = self._has_prepaid_link(contract_sudo, access_token)
        is_customers = has_link and not contract_sudo._has_other_payer()
        return is_customers or bool(self._get_paying_contract(contract_sudo.id))
