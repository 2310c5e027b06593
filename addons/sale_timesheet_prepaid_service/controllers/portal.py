import binascii
import os

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.sale_timesheet_prepaid.controllers.portal import PrepaidPortal

TEXT_MAX = 5000
FILES_MAX = 5
BYTES_MAX = 10 * 1024 * 1024


class PrepaidServicePortal(PrepaidPortal):
    """Services that a client books against the credit: two clicks, told before."""

    @route(
        "/my/prepaid/<int:contract_id>/service/<int:product_id>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        readonly=True,
        sitemap=False,
    )
    def portal_prepaid_service(self, contract_id, product_id, **kwargs):
        contract_sudo, product_sudo = self._get_service(contract_id, product_id)
        if not product_sudo:
            return self._refuse_prepaid()
        return self._render_service(contract_sudo, product_sudo)

    @route(
        "/my/prepaid/<int:contract_id>/service/<int:product_id>/book",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def portal_prepaid_service_book(
        self, contract_id, product_id, description="", token="", **kwargs
    ):
        contract_sudo, product_sudo = self._get_service(contract_id, product_id)
        if not product_sudo:
            return self._refuse_prepaid()
        text = description.strip()[:TEXT_MAX]
        files = [f for f in request.httprequest.files.getlist("files") if f.filename]
        Request_sudo = request.env["prepaid.request"].sudo()
        try:
            contents = self._read_files(files)
            with request.env.cr.savepoint():
                request_sudo = Request_sudo._book(
                    contract_sudo,
                    product_sudo,
                    request.env.user.partner_id,
                    text,
                    token[:64],
                )
                request_sudo._attach(contents)
        except UserError as error:
            return self._render_service(
                contract_sudo, product_sudo, error=str(error), description=text
            )
        return request.redirect(f"{contract_sudo.access_url}#prepaid_requests")

    @route(
        "/my/prepaid/<int:contract_id>/request/<int:request_id>/withdraw",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def portal_prepaid_request_withdraw(self, contract_id, request_id, **kwargs):
        contract_sudo = self._get_own_contract(contract_id)
        request_sudo = request.env["prepaid.request"].sudo().browse(request_id).exists()
        if not contract_sudo or request_sudo.contract_id != contract_sudo:
            return self._refuse_prepaid()
        if request_sudo.state == "requested":
            request_sudo._end("withdrawn")
        return request.redirect(f"{contract_sudo.access_url}#prepaid_requests")

    def _get_service(self, contract_id, product_id):
        """Return the contract and service in sudo if this client may book it."""
        contract_sudo = self._get_own_contract(contract_id)
        product_sudo = request.env["product.product"].sudo().browse(product_id).exists()
        if not contract_sudo or product_sudo not in (
            contract_sudo._get_offered_services()
        ):
            return None, None
        return contract_sudo, product_sudo

    def _read_files(self, files):
        """Return [(name, bytes)] of what was sent along, or say what is too much."""
        if len(files) > FILES_MAX:
            raise UserError(
                request.env._("Send %(most)s files at most.", most=FILES_MAX)
            )
        contents = []
        for file in files:
            content = file.read(BYTES_MAX + 1)
            if len(content) > BYTES_MAX:
                raise UserError(
                    request.env._(
                        "%(name)s is larger than %(most)s MB.",
                        name=file.filename,
                        most=BYTES_MAX // 1024**2,
                    )
                )
            contents.append((file.filename, content))
        return contents

    def _render_service(self, contract_sudo, product_sudo, error=None, description=""):
        values = self._prepare_prepaid_values(contract_sudo, None) | {
            "service": product_sudo,
            "cost": contract_sudo._format_quantity(
                product_sudo.prepaid_service_quantity
            ),
            "free": contract_sudo._format_quantity(contract_sudo.available),
            "is_enough": contract_sudo._has_credit_for(product_sudo),
            "token": binascii.hexlify(os.urandom(16)).decode(),
            "error": error,
            "description": description,
            "text_max": TEXT_MAX,
            "files_max": FILES_MAX,
        }
        return request.render("sale_timesheet_prepaid_service.portal_service", values)
