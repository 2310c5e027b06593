from odoo import api, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.depends("product_id")
    def _compute_name(self):
        """Override of `account`: so does an invoice that is made by hand."""
        result = super()._compute_name()
        for line in self:
            is_sale = line.journal_id.type == "sale" and line.product_id
            if not is_sale or line.sale_line_ids or line.parent_state != "draft":
                continue
            language = line.with_context(lang=line.partner_id.lang or self.env.lang)
            named = language._name_sold_work("").strip()
            if named and named not in (line.name or ""):
                line.name = f"{line.name}\n{named}"
        return result
