import hashlib

from odoo.http import request, route

from .portal import PrepaidPortal
from .replica import is_current

# More than any pack costs; beyond it a float is no amount.
MOST = 1e9


class PrepaidAutomaticPortal(PrepaidPortal):
    """Where a client lets its refills be charged: method and limit, text, permission.

    The text is read before it is agreed to: what comes back must be its digest.
    """

    @route(
        "/my/prepaid/<int:contract_id>/automatic",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def portal_prepaid_automatic(self, contract_id, **chosen):
        contract_sudo = self._get_paying_contract(contract_id)
        if not contract_sudo:
            return self._refuse_prepaid()
        return self._render_automatic(contract_sudo, chosen)

    @route(
        "/my/prepaid/<int:contract_id>/automatic/agree",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def portal_prepaid_agree(self, contract_id, agree="", digest="", **chosen):
        """Switch the automatic refill on, as the client read and ticked."""
        contract_sudo = self._get_paying_contract(contract_id)
        if not contract_sudo:
            return self._refuse_prepaid()
        terms = self._read_terms(contract_sudo, chosen)
        if not terms or not agree or terms["digest"] != digest:
            return self._render_automatic(contract_sudo, chosen, is_refused=True)
        request.env["prepaid.consent"].sudo()._give(
            contract_sudo,
            {
                "partner_id": request.env.user.partner_id.id,
                "token_id": terms["method"].id,
                "product_id": terms["pack"].id,
                "cap_amount": terms["cap_amount"],
                "text": terms["text"],
                "origin": get_origin(),
            }
            | contract_sudo._get_consent_scope(terms["pack"]),
        )
        if terms["amount_now"]:
            contract_sudo._refill_agreed()
        return request.redirect(f"{contract_sudo.access_url}/automatic?saved=1")

    # === VALUES === #

    def _render_automatic(self, contract_sudo, chosen, is_refused=False):
        is_open = contract_sudo.state != "closed"
        packs = is_open and contract_sudo._get_agreeable_packs()
        values = self._prepare_prepaid_values(contract_sudo, None) | {
            "consent": contract_sudo._get_consent(),
            "consents": contract_sudo._get_payers_consents(),
            "methods": self._get_own_methods(contract_sudo),
            "packs": packs,
            "chosen_pack": packs and self._read_pack(packs, chosen),
            "renewal_price": is_open and contract_sudo._get_renewal_price(),
            "chosen": chosen,
            "terms": self._read_terms(contract_sudo, chosen),
            "is_refused": is_refused,
        }
        return request.render("sale_timesheet_prepaid.portal_automatic", values)

    def _get_own_methods(self, contract_sudo):
        """Return the saved methods of this user that the contract can be charged to."""
        partner = request.env.user.partner_id
        tokens_sudo = request.env["payment.token"].sudo()
        tokens_sudo = tokens_sudo.search(
            [("partner_id", "in", (partner | partner.commercial_partner_id).ids)]
        )
        return tokens_sudo.filtered(
            lambda token: (
                contract_sudo._owns_method(token)
                and not contract_sudo._get_token_blocker(token)
            )
        )

    def _read_terms(self, contract_sudo, chosen):
        """Return what the client is about to agree to, empty until it has chosen."""
        pack = self._read_pack(contract_sudo._get_agreeable_packs(), chosen)
        method = self._get_own_methods(contract_sudo).filtered(
            lambda token: str(token.id) == chosen.get("token_id")
        )
        cap_amount = self._read_cap(contract_sudo, pack, chosen.get("cap_amount"))
        if contract_sudo.state == "closed" or not (method and cap_amount):
            return {}
        name = method._get_prepaid_name()
        text = contract_sudo._get_consent_text(pack, name, cap_amount)
        return {
            "method": method,
            "pack": pack,
            "cap_amount": cap_amount,
            "text": text,
            "digest": hashlib.sha256(text.encode()).hexdigest(),
            "amount_now": pack and contract_sudo._get_amount_now(pack),
        }

    def _read_pack(self, packs, chosen):
        """Return the pack that the client chose: the usual one, unless it says.

        Empty: what renews alone. None: there is no such pack.
        """
        number = chosen.get("product_id")
        if number is None:
            return packs[:1]
        pack = packs.filtered(lambda pack: str(pack.id) == number)
        return pack if pack or number == "0" else None

    def _read_cap(self, contract_sudo, pack, typed):
        """Return the limit that the client typed, 0 where it covers no charge.

        Nothing typed is the highest price of today. No pack: what renews alone.
        """
        if pack is None or typed is None:
            return 0
        highest = contract_sudo._get_consent_price(pack)
        price = contract_sudo._get_refill_price(pack) if pack else highest
        try:
            cap = contract_sudo.currency_id.round(min(float(typed or highest), MOST))
        except ValueError:
            return 0
        if not cap > 0:
            return 0
        too_low = contract_sudo.currency_id.compare_amounts(cap, price) < 0
        return 0 if too_low else cap


def get_origin():
    """Return from where the visitor acts: address and page."""
    http = request.httprequest
    return f"{http.remote_addr} · {http.host}{http.path}"
