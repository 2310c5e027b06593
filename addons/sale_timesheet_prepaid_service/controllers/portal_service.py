import re
import uuid

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.sale_timesheet_prepaid.controllers.portal import PrepaidPortal
from odoo.addons.sale_timesheet_prepaid.controllers.replica import is_current
from odoo.addons.sale_timesheet_prepaid.models.ledger.short import CreditShort

TEXT_MAX = 5000
FILES_MAX = 5
FILE_MEGABYTES = 10
FILE_TYPES = (
    *(".pdf", ".doc", ".docx", ".odt", ".rtf", ".txt", ".csv", ".xls", ".xlsx"),
    *(".ods", ".ppt", ".pptx", ".odp", ".png", ".jpg", ".jpeg", ".gif", ".zip", ".eml"),
)


class PrepaidServicePortal(PrepaidPortal):
    """Clients book a service, follow their request and withdraw it."""

    @route(
        "/my/prepaid/<int:contract_id>/service/<int:service_id>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def portal_prepaid_service(self, contract_id, service_id, **kwargs):
        service_sudo = self._get_own_service(contract_id, service_id)
        if not service_sudo:
            return self._refuse_prepaid()
        return self._render_service(contract_id, service_sudo)

    @route(
        "/my/prepaid/<int:contract_id>/service/<int:service_id>/book",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def portal_prepaid_service_book(
        self, contract_id, service_id, text="", reference="", **kwargs
    ):
        service_sudo = self._get_own_service(contract_id, service_id)
        if not service_sudo:
            return self._refuse_prepaid()
        text = text.strip()[:TEXT_MAX]
        try:
            with request.env.cr.savepoint():
                booked = self._book_service(contract_id, service_sudo, text, reference)
        except CreditShort:
            return self._render_service(contract_id, service_sudo, text=text)
        except UserError as error:
            return self._render_service(
                contract_id, service_sudo, error=str(error), text=text
            )
        return request.redirect(f"/my/prepaid/{contract_id}/request/{booked.id}")

    @route(
        "/my/prepaid/<int:contract_id>/request/<int:request_id>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def portal_prepaid_request(self, contract_id, request_id, **kwargs):
        request_sudo = self._get_own_request(contract_id, request_id)
        if not request_sudo:
            return self._refuse_prepaid()
        return self._render_request(request_sudo)

    @route(
        "/my/prepaid/<int:contract_id>/request/<int:request_id>/withdraw",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def portal_prepaid_request_withdraw(self, contract_id, request_id, **kwargs):
        request_sudo = self._get_own_request(contract_id, request_id)
        if not request_sudo:
            return self._refuse_prepaid()
        try:
            with request.env.cr.savepoint():
                request_sudo._withdraw()
        except UserError as error:
            return self._render_request(request_sudo, str(error))
        return request.redirect(f"/my/prepaid/{contract_id}/request/{request_id}")

    # === HELPERS === #

    def _get_own_service(self, contract_id, service_id):
        """Return the service in sudo if this user may book it on the contract."""
        contract_sudo = self._get_own_contract(contract_id)
        if not contract_sudo:
            return None
        services = contract_sudo._get_services()
        return services.filtered(lambda service: service.id == service_id)

    def _get_own_request(self, contract_id, request_id):
        """Return the request in sudo if it is on a contract of this user's company."""
        contract_sudo = self._get_own_contract(contract_id)
        if not contract_sudo:
            return None
        requests_sudo = contract_sudo.service_request_ids
        return requests_sudo.filtered(lambda record: record.id == request_id)

    def _book_service(self, contract_id, service_sudo, text, reference):
        if not text:
            raise UserError(request.env._("Please write what you would like us to do."))
        if not re.fullmatch(r"[0-9a-f]{32}", reference):
            raise UserError(
                request.env._("This form is too old. Please send it again.")
            )
        contract_sudo = self._get_own_contract(contract_id)
        booked = request.env["prepaid.service.request"].sudo()
        booked = booked._book(
            contract_sudo,
            service_sudo,
            request.env.user.partner_id,
            {"text": text, "reference": reference, "files": self._read_files()},
        )
        request.env.flush_all()
        return booked

    def _read_files(self):
        """Return the files of the form as (name, bytes). Refuse what is too much."""
        uploads = request.httprequest.files.getlist("files")
        uploads = [upload for upload in uploads if upload.filename]
        if len(uploads) > FILES_MAX:
            raise UserError(
                request.env._("Please send at most %(number)s files.", number=FILES_MAX)
            )
        return [(upload.filename, self._read_file(upload)) for upload in uploads]

    def _read_file(self, upload):
        if not upload.filename.lower().endswith(FILE_TYPES):
            raise UserError(
                request.env._(
                    "“%(file)s” is of a kind that we do not take. Send a document, a "
                    "picture or a zip file.",
                    file=upload.filename,
                )
            )
        # A request that starts again has read the file before.
        upload.seek(0)
        content = upload.read(FILE_MEGABYTES * 1024**2 + 1)
        if len(content) > FILE_MEGABYTES * 1024**2:
            raise UserError(
                request.env._(
                    "“%(file)s” is larger than %(megabytes)s MB.",
                    file=upload.filename,
                    megabytes=FILE_MEGABYTES,
                )
            )
        return content

    def _render_service(self, contract_id, service_sudo, error=None, text=""):
        contract_sudo = self._get_own_contract(contract_id)
        values = self._prepare_prepaid_values(contract_sudo, None) | {
            "service": service_sudo,
            "error": error,
            "text": text,
            "text_max": TEXT_MAX,
            "accept": ",".join(FILE_TYPES),
            "files_max": FILES_MAX,
            "megabytes": FILE_MEGABYTES,
            "reference": uuid.uuid4().hex,
        }
        template = "sale_timesheet_prepaid_service.portal_service"
        return request.render(template, values)

    def _render_request(self, request_sudo, error=None):
        values = self._prepare_prepaid_values(request_sudo.contract_id, None) | {
            "booked": request_sudo,
            "error": error,
        }
        template = "sale_timesheet_prepaid_service.portal_request"
        return request.render(template, values)
