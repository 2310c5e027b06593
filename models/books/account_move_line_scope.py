from odoo import api, models


class AccountMoveLine(models.Model):
    """Invoices made by hand name what work the packs on them pay for."""

    _inherit = "account.move.line"

    @api.depends("product_id")
    def _compute_name(self):
        """Override of `account`: what the client reads on orders stands here, too."""
        for line in self:
            was = line._origin
            named = was.product_id != line.product_id and was._get_scope_line()
            if named and (was.name or "").endswith(named):
                # Another product gets its own text, as Odoo gives it.
                line.name = False
        result = super()._compute_name()
        for line in self:
            named = line._get_scope_line()
            if named and named not in (line.name or ""):
                line.name = "\n".join(filter(None, (line.name, named)))
        return result

    def _get_scope_line(self):
        """Return the text that a draft made by hand adds, empty where it adds none."""
        is_sale = self.journal_id.type == "sale" and self.product_id
        if not is_sale or self.sale_line_ids or self.parent_state != "draft":
            return ""
        language = self.partner_id.lang or self.env.lang
        return self.with_context(lang=language)._name_sold_work("").strip()
