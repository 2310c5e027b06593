from odoo import api, models


class ReportPrepaidReview(models.AbstractModel):
    _name = "report.sale_timesheet_prepaid.prepaid_review_document"
    _description = "Prepaid Review (Paper)"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return the reviews that the document shows, and what each page says."""
        reviews = self.env["prepaid.review"].browse(docids)
        reviews.check_access("read")
        reviews_sudo = reviews.sudo()
        return {
            "docs": reviews_sudo,
            "pages": {
                review.id: review._prepare_page(review.contract_id._with_client_lang())
                for review in reviews_sudo
            },
        }
