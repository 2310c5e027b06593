from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request, route
from odoo.tools import single_email_re

from odoo.addons.portal.controllers.portal import CustomerPortal

from .portal_automatic import get_origin

# More than any name or address has.
LONGEST = 128


class PrepaidWithdrawalPortal(CustomerPortal):
    """Where a consumer withdraws from a purchase: declare, then confirm.

    The link in the order's mail is enough, without signing in. Every page answers the
    same to what is missing and to what is forbidden.
    """

    @route(
        "/my/prepaid/withdraw/<int:order_id>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=True,
        sitemap=False,
    )
    def prepaid_withdraw(self, order_id, access_token=None, **_kw):
        order_sudo = self._get_withdrawn_order(order_id, access_token)
        if not order_sudo:
            return request.redirect("/my")
        return self._render_withdrawal(order_sudo, access_token)

    @route(
        "/my/prepaid/withdraw/<int:order_id>/send",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def prepaid_withdraw_declare(
        self, order_id, access_token=None, person="", email="", confirm="", **_kw
    ):
        """Show what is declared; confirmed, it counts."""
        order_sudo = self._get_withdrawn_order(order_id, access_token)
        if not order_sudo:
            return request.redirect("/my")
        person, email = person.strip()[:LONGEST], email.strip()[:LONGEST]
        lines_sudo = self._get_chosen_lines(order_sudo)
        fault = self._get_withdrawal_fault(lines_sudo, person, email)
        values = {
            "person": person,
            "email": email,
            "fault": fault,
            "chosen": lines_sudo,
        }
        if fault or not confirm:
            values["is_checked"] = not fault
            return self._render_withdrawal(order_sudo, access_token, **values)
        try:
            self._declare(lines_sudo, person, email)
        except UserError as error:
            values["fault"] = error.args[0]
            return self._render_withdrawal(order_sudo, access_token, **values)
        return request.redirect(self._get_withdrawal_page(order_sudo, access_token))

    # === THE LINK, WHERE IT WAS LOST === #

    @route(
        "/prepaid/withdraw",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=True,
        sitemap=False,
    )
    def prepaid_withdraw_ask(self, **_kw):
        return request.render("sale_timesheet_prepaid.withdrawal_link", {})

    @route(
        "/prepaid/withdraw/send",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def prepaid_withdraw_send(self, reference="", email="", **_kw):
        """Mail the link if there is such an order; the answer is always the same."""
        request.env["sale.order"].sudo()._mail_withdrawal_link(
            request.website.company_id, reference[:LONGEST], email[:LONGEST]
        )
        return request.render(
            "sale_timesheet_prepaid.withdrawal_link", {"is_asked": True}
        )

    # === VALUES === #

    def _declare(self, lines_sudo, person, email):
        return (
            request.env["prepaid.withdrawal"]
            .sudo()
            ._declare(
                lines_sudo,
                {
                    "person": person,
                    "email": email,
                    "channel": "page",
                    "origin": get_origin(),
                },
            )
        )

    def _get_withdrawn_order(self, order_id, access_token):
        """Return the order in sudo that this visitor may withdraw from, else None.

        Colleagues may read orders, and withdraw for nobody: they record what a client
        wrote on the order itself.
        """
        if request.env.user._is_internal():
            return None
        try:
            return self._document_check_access("sale.order", order_id, access_token)
        except (AccessError, MissingError):
            return None

    def _get_chosen_lines(self, order_sudo):
        """Return the lines of packs that were ticked; all, where there is one."""
        packs_sudo = order_sudo.order_line._filter_pack_lines()
        chosen = request.httprequest.form.getlist("line")
        if len(packs_sudo) == 1:
            return packs_sudo
        return packs_sudo.filtered(lambda line: str(line.id) in chosen)

    def _get_withdrawal_fault(self, lines_sudo, person, email):
        """Return what is missing of what is declared, for people, or False."""
        if not lines_sudo:
            return request.env._("Please choose what you withdraw from.")
        if not person:
            return request.env._("Please write your name.")
        if not single_email_re.match(email):
            return request.env._(
                "Please write the email address to which we send the receipt."
            )
        return False

    def _render_withdrawal(self, order_sudo, access_token, **values):
        partner = order_sudo.partner_id
        packs_sudo = order_sudo.order_line._filter_withdrawable()
        values = {
            "person": partner.name,
            "email": partner.email or "",
            "is_checked": False,
            "fault": False,
            "chosen": packs_sudo,
        } | values
        Withdrawal_sudo = request.env["prepaid.withdrawal"].sudo()
        return request.render(
            "sale_timesheet_prepaid.portal_withdrawal",
            values
            | {
                "page_name": "prepaid_withdrawal",
                "order": order_sudo,
                "withdrawals": order_sudo.order_line._get_withdrawals(),
                "packs": packs_sudo,
                "gap": order_sudo._get_withdrawal_gap(),
                "rule": order_sudo._get_withdrawal_rule(),
                "text": values["is_checked"]
                and Withdrawal_sudo._get_declared_text(
                    values["chosen"], values["person"]
                ),
                "access_token": access_token,
            },
        )

    def _get_withdrawal_page(self, order_sudo, access_token):
        page = f"/my/prepaid/withdraw/{order_sudo.id}"
        return f"{page}?access_token={access_token}" if access_token else page
