from odoo.http import content_disposition, request, route

from .portal_statement import PrepaidStatementPortal


class PrepaidSealPortal(PrepaidStatementPortal):
    """The sealed statement, and the keys that seals are signed with."""

    @route(
        "/my/prepaid/<int:contract_id>/sealed.json",
        type="http",
        auth="public",
        website=True,
        readonly=True,
        sitemap=False,
    )
    def portal_prepaid_sealed(self, contract_id, access_token=None, **kwargs):
        contract_sudo = self._get_visible_contract(contract_id, access_token)
        if not contract_sudo or not contract_sudo._get_seal():
            return self._refuse_prepaid()
        name = f"{contract_sudo.name} {contract_sudo._get_seal().date:%Y-%m-%d}.json"
        return request.make_response(
            contract_sudo._export_sealed(),
            headers=[
                ("Content-Type", "application/json; charset=utf-8"),
                ("Content-Disposition", content_disposition(name.replace("/", "-"))),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    @route("/prepaid/keys.json", type="http", auth="public", readonly=True)
    def prepaid_keys(self, **kwargs):
        """Return the public keys: who has a file knows whose signature it is."""
        keys_sudo = request.env["prepaid.seal.key"].sudo().search([])
        return request.make_json_response({"keys": keys_sudo.mapped("public_key")})

    def _prepare_prepaid_values(self, contract_sudo, access_token):
        values = super()._prepare_prepaid_values(contract_sudo, access_token)
        return values | {"seal": contract_sudo._get_seal()}
