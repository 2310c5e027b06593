import base64

from odoo import fields, models
from odoo.tools import format_date

from .review import get_last_period, is_too_long


class PrepaidReview(models.Model):
    """What a review says: on screen, on paper, in its preview."""

    _inherit = "prepaid.review"

    def _is_complete(self):
        return (
            self.contract_id.id
            and self.date_from
            and self.date_to
            and self.date_from <= self.date_to
            and not is_too_long(self.date_from, self.date_to)
        )

    def _render_preview(self):
        """Return the page as HTML. Call it on what its user may read, or is making."""
        contract = self.contract_id._origin
        contract.check_access("read")
        self.browse().check_access("read")
        contract_sudo = contract.sudo()._with_client_lang()
        return self.env["ir.qweb"]._render(
            "sale_timesheet_prepaid.review_body",
            self.sudo()._prepare_page(contract_sudo),
            lang=contract_sudo.env.lang,
        )

    def _get_content(self, contract):
        """Return the figures: those that were sent, of a draft those of now."""
        if self.state == "sent" and self.content:
            return self.content
        return contract._get_review(self.date_from, self.date_to)

    def _prepare_page(self, contract):
        """Return what page, paper and preview show, in the language of a contract.

        In sudo, after the check of access.
        """
        content = self._get_content(contract)
        return {
            "review": self.with_context(lang=contract.env.lang),
            "contract": contract,
            "content": content,
            "quantity": contract._format_quantity,
            "minutes": contract.plan_id._format_minutes,
            "kinds": contract.env["prepaid.grant"]._get_client_kinds(),
            "advice": contract._tell_review_advice(content["advice"])
            if self.has_advice
            else [],
            "ticket_url": None,
            "is_paper": False,
            "period": self.with_context(lang=contract.env.lang)._get_period(),
        }

    def _render_pdf(self):
        """Return the paper (bytes) in the client's language, after the check."""
        self.ensure_one()
        pdf, _format = self.env["ir.actions.report"]._render_qweb_pdf(
            "sale_timesheet_prepaid.prepaid_review_action_report", self.ids
        )
        return pdf

    def _get_pdf(self):
        """Return the paper (bytes): as it was sent, of a draft as it would be."""
        kept = self.with_context(bin_size=False).pdf
        return base64.b64decode(kept) if kept else self._render_pdf()

    def _get_filename(self):
        contract = self.contract_id._with_client_lang()
        period = self.with_context(lang=contract.env.lang)._get_period()
        return contract.env._(
            "Review - %(client)s - %(contract)s - %(period)s.pdf",
            client=(self.partner_id.name or "").replace("/", "-"),
            contract=self.contract_id.name.replace("/", "-"),
            period=period.replace("/", "-"),
        )

    # === NAMES === #

    def _get_page_url(self):
        return f"/my/prepaid/{self.contract_id.id}/review/{self.id}"

    def _get_period(self):
        """Return a month, quarter or year by its name, other periods by their days."""
        first, last = self.date_from, self.date_to
        if not first or not last:
            return ""
        following = fields.Date.add(last, days=1)
        for months in (1, 3, 12):
            if get_last_period(following, months) == (first, last):
                return self._name_period(first, months)
        return self.env._(
            "%(first)s to %(last)s",
            first=format_date(self.env, first),
            last=format_date(self.env, last),
        )

    def _name_period(self, first, months):
        if months == 1:
            return format_date(self.env, first, date_format="MMMM y")
        if months == 12:
            return str(first.year)
        quarter = (first.month + 2) // 3
        return self.env._(
            "Q%(quarter)s %(year)s", quarter=quarter, year=str(first.year)
        )
