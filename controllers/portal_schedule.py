from odoo.exceptions import UserError
from odoo.http import request, route

from ..models.client.prepaid_schedule_client import MOST
from .portal import PrepaidPortal
from .replica import is_current

KINDS = ("options", "pause", "resume", "stop", "revive")
DIGITS = 12


class PrepaidSchedulePortal(PrepaidPortal):
    """What clients take by the month: seen, and changed as far as the plan lets them.

    What a change costs is seen before it is confirmed: what comes back must be the
    digest of what was seen.
    """

    @route(
        "/my/prepaid/<int:contract_id>/schedule",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def portal_prepaid_schedule(self, contract_id, **asked):
        contract_sudo, schedule_sudo = self._get_own_schedule(contract_id)
        if not schedule_sudo:
            return self._refuse_prepaid()
        return self._render_schedule(contract_sudo, schedule_sudo, asked)

    @route(
        "/my/prepaid/<int:contract_id>/schedule/change",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def portal_prepaid_schedule_change(self, contract_id, digest="", **asked):
        """Make the change that the client has seen, or show it again."""
        contract_sudo, schedule_sudo = self._get_own_schedule(contract_id)
        if not schedule_sudo:
            return self._refuse_prepaid()
        change, preview, fault = self._read_change(schedule_sudo, asked)
        if fault or not preview or preview["digest"] != digest:
            return self._render_schedule(contract_sudo, schedule_sudo, asked)
        reason = request.env._(
            "Asked for by %(client)s on their page.", client=request.env.user.name
        )
        try:
            with request.env.cr.savepoint():
                order = schedule_sudo._apply_change(change._replace(reason=reason))
        except UserError as error:
            return self._render_schedule(
                contract_sudo, schedule_sudo, asked, str(error)
            )
        url = f"{contract_sudo.access_url}/schedule?saved=1"
        return request.redirect(f"{url}&order={order.id}" if order else url)

    # === VALUES === #

    def _get_own_schedule(self, contract_id):
        """Return the contract and its schedule in sudo, if this user acts for it."""
        contract_sudo = self._get_paying_contract(contract_id)
        schedule_sudo = contract_sudo and contract_sudo._get_schedule()
        if not schedule_sudo or schedule_sudo.state == "draft":
            return contract_sudo, None
        return contract_sudo, schedule_sudo.with_context(lang=request.env.lang)

    def _render_schedule(self, contract_sudo, schedule_sudo, asked, lost=None):
        """Show the page; ``lost`` says why what was confirmed was not made."""
        _change, preview, fault = self._read_change(schedule_sudo, asked)
        order_sudo = schedule_sudo.claim_ids.sale_line_id.order_id.filtered(
            lambda order: str(order.id) == asked.get("order")
        )
        values = self._prepare_prepaid_values(contract_sudo, None) | {
            "schedule": schedule_sudo,
            "lines": schedule_sudo._get_client_lines(),
            "offers": schedule_sudo._get_client_offers(),
            "numbers": self._read_numbers(asked),
            "asked": asked,
            "preview": preview,
            "fault": lost or fault,
            "documents": order_sudo.invoice_ids.filtered(
                lambda move: move.state == "posted"
            ),
        }
        return request.render("sale_timesheet_prepaid.portal_schedule", values)

    def _read_change(self, schedule_sudo, asked):
        """Return (change, preview, why not) of what the client asks for."""
        kind = asked.get("kind")
        if kind not in KINDS:
            return None, None, False
        change = schedule_sudo._get_client_change(kind, self._read_numbers(asked))
        if not change:
            return None, None, request.env._("There is nothing to change.")
        try:
            return change, schedule_sudo._preview_for_client(change), False
        except UserError as error:
            return None, None, str(error)

    def _read_numbers(self, asked):
        """Return {product id: how many} of what the client typed, where it is one."""
        return {
            int(name[7:]): min(int(typed), MOST)
            for name, typed in asked.items()
            if name.startswith("number_") and is_number(name[7:]) and is_number(typed)
        }


def is_number(text):
    """Tell whether a text is a number, and short enough to be read as one."""
    return text.isdecimal() and len(text) <= DIGITS
