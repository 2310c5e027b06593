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
        fault = self._get_withdrawal_fault(person, email)
        values = {"person": person, "email": email, "fault": fault}
        if fault or not confirm:
            values["is_checked"] = not fault
            return self._render_withdrawal(order_sudo, access_token, **values)
        try:
            self._declare(order_sudo, person, email)
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

    def _declare(self, order_sudo, person, email):
        return (
            request.env["prepaid.withdrawal"]
            .sudo()
            ._declare(
                order_sudo,
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

    def _get_withdrawal_fault(self, person, email):
        """Return what is missing of who declares, for people, or False."""
        if not person:
            return request.env._("Please write your name.")
        if not single_email_re.match(email):
            return request.env._(
                "Please write the email address to which we send the receipt."
            )
        return False

    def _render_withdrawal(self, order_sudo, access_token, **values):
        partner = order_sudo.partner_id
        withdrawal = order_sudo._get_withdrawal()
        values = {
            "person": partner.name,
            "email": partner.email or "",
            "is_checked": False,
            "fault": False,
        } | values
        Withdrawal_sudo = request.env["prepaid.withdrawal"].sudo()
        return request.render(
            "sale_timesheet_prepaid.portal_withdrawal",
            values
            | {
                "page_name": "prepaid_withdrawal",
                "order": order_sudo,
                "withdrawal": withdrawal,
                "gap": not withdrawal and order_sudo._get_withdrawal_gap(),
                "text": Withdrawal_sudo._get_declared_text(
                    order_sudo, values["person"]
                ),
                "access_token": access_token,
            },
        )

    def _get_withdrawal_page(self, order_sudo, access_token):
        page = f"/my/prepaid/withdraw/{order_sudo.id}"
        return f"{page}?access_token={access_token}" if access_token else page
