from odoo.exceptions import UserError
from odoo.http import request, route

from .portal import PrepaidPortal
from .replica import is_current

REASON_MAX = 2000


class PrepaidDisputePortal(PrepaidPortal):
    """Questions of clients about a line, and their answers."""

    @route(
        "/my/prepaid/<int:contract_id>/question/<int:entry_id>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def portal_prepaid_question(self, contract_id, entry_id, **kwargs):
        entry_sudo = self._get_own_entry(contract_id, entry_id)
        if not entry_sudo:
            return self._refuse_prepaid()
        return self._render_question(entry_sudo)

    @route(
        "/my/prepaid/<int:contract_id>/question/<int:entry_id>/send",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def portal_prepaid_question_send(self, contract_id, entry_id, reason="", **kwargs):
        entry_sudo = self._get_own_entry(contract_id, entry_id)
        if not entry_sudo:
            return self._refuse_prepaid()
        reason = reason.strip()[:REASON_MAX]
        if not reason:
            return self._render_question(
                entry_sudo, request.env._("Please write what you would like to know.")
            )
        partner = request.env.user.partner_id
        Dispute_sudo = request.env["prepaid.dispute"].sudo()
        try:
            dispute_sudo = Dispute_sudo._ask(entry_sudo, partner, reason)
        except UserError as error:
            return self._render_question(entry_sudo, str(error))
        return request.redirect(dispute_sudo.access_url)

    @route(
        "/my/prepaid/dispute/<int:dispute_id>",
        type="http",
        auth="public",
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def portal_prepaid_dispute(self, dispute_id, access_token=None, **kwargs):
        dispute_sudo = self._get_dispute(dispute_id, access_token)
        if not dispute_sudo:
            return self._refuse_prepaid()
        values = {
            "page_name": "prepaid_dispute",
            "contract": dispute_sudo.contract_id,
            "dispute": dispute_sudo,
            "lines": dispute_sudo._get_entries()._get_client_lines(),
        }
        values = self._get_page_view_values(
            dispute_sudo, access_token, values, "my_prepaid_dispute_history", False
        )
        return request.render("sale_timesheet_prepaid.portal_dispute", values)

    def _get_dispute(self, dispute_id, access_token):
        """Return the dispute in sudo if this visitor may see it, else None."""
        dispute = request.env["prepaid.dispute"].browse(dispute_id)
        dispute_sudo = dispute.sudo().exists()
        if self._has_prepaid_link(dispute_sudo, access_token):
            return dispute_sudo
        return dispute_sudo if dispute_sudo and dispute.has_access("read") else None

    def _get_own_entry(self, contract_id, entry_id):
        """Return the entry in sudo if it is on a contract of this user's company."""
        contract_sudo = self._get_own_contract(contract_id)
        entry_sudo = request.env["prepaid.entry"].sudo().browse(entry_id).exists()
        if contract_sudo and entry_sudo.contract_id == contract_sudo:
            return entry_sudo
        return None

    def _render_question(self, entry_sudo, error=None):
        """Show the line and the form to ask about it, or why it cannot be asked."""
        refusal = entry_sudo._get_dispute_refusal()
        values = self._prepare_prepaid_values(entry_sudo.contract_id, None) | {
            "entry": entry_sudo,
            "line": entry_sudo._with_parts()._get_client_lines()[0],
            "refusal": refusal,
            "error": error if not refusal else None,
            "reason_max": REASON_MAX,
        }
        return request.render("sale_timesheet_prepaid.portal_question", values)
