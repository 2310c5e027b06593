from urllib.parse import urlencode

from odoo.http import content_disposition, request, route

from .portal import PrepaidPortal
from .replica import is_current


class PrepaidReviewPortal(PrepaidPortal):
    """The reviews of a contract, for whoever may see all of the contract."""

    @route(
        "/my/prepaid/<int:contract_id>/review/<int:review_id>",
        type="http",
        auth="public",
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def portal_prepaid_review(
        self, contract_id, review_id, access_token=None, **kwargs
    ):
        review_sudo = self._get_prepaid_review(contract_id, review_id, access_token)
        if not review_sudo:
            return self._refuse_prepaid()
        contract_sudo = review_sudo.contract_id
        values = self._prepare_prepaid_values(contract_sudo, access_token)
        values |= review_sudo._prepare_page(contract_sudo)
        values["ticket_url"] = self._get_ticket_link(values)
        return request.render("sale_timesheet_prepaid.portal_review", values)

    @route(
        "/my/prepaid/<int:contract_id>/review/<int:review_id>/pdf",
        type="http",
        auth="public",
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def portal_prepaid_review_pdf(
        self, contract_id, review_id, access_token=None, **kwargs
    ):
        review_sudo = self._get_prepaid_review(contract_id, review_id, access_token)
        if not review_sudo:
            return self._refuse_prepaid()
        return request.make_response(
            review_sudo._get_pdf(),
            headers=[
                ("Content-Type", "application/pdf"),
                (
                    "Content-Disposition",
                    content_disposition(review_sudo._get_filename()),
                ),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    def _get_prepaid_review(self, contract_id, review_id, access_token):
        """Return the review in sudo if this visitor may see it, else None.

        Whoever sees all of the contract sees what was sent; drafts are for people of
        the company who read reviews.
        """
        contract_sudo = self._get_prepaid_contract(contract_id, access_token)
        if not contract_sudo:
            return None
        review_sudo = contract_sudo.review_ids.filtered(lambda r: r.id == review_id)
        if not review_sudo:
            return None
        if review_sudo.state == "sent":
            return review_sudo
        review = review_sudo.sudo(False)
        return review_sudo if review.has_access("read") else None

    def _get_ticket_link(self, values):
        """Return the function from a ticket's name to the page of its lines."""
        token = {"access_token": values["access_token"] or None}

        def link(name):
            chosen = {"filterby": "work", "search_in": "ticket", "search": name[:100]}
            chosen |= {key: value for key, value in token.items() if value}
            return f"/my/prepaid/{values['contract'].id}?{urlencode(chosen)}#entries"

        return link
