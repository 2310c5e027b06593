from odoo import api, models
from odoo.exceptions import UserError

from .changes import get_changed

# What would change how many hours of an order line are worked.
COUNTED_FIELDS = {"unit_amount", "product_uom_id", "so_line", "prepaid_contract_id"}


class AccountAnalyticLine(models.Model):
    """Work on order lines whose hours went to a contract: past stays, new draws."""

    _inherit = "account.analytic.line"

    def _compute_so_line(self):
        """Override of `sale_timesheet`: what such a line was billed by stays so."""
        kept = self.filtered(lambda line: line._is_before_migration())
        return super(AccountAnalyticLine, self - kept)._compute_so_line()

    def _timesheet_determine_sale_line(self):
        """Override of `sale_timesheet`: such an order line bills no new work."""
        sale_line = super()._timesheet_determine_sale_line()
        if sale_line and sale_line._is_migrated():
            return self.env["sale.order.line"]
        return sale_line

    def _is_updatable_timesheet(self):
        """Override of `sale_timesheet`: a new mapping of employees is for new work."""
        return super()._is_updatable_timesheet() and not self._is_before_migration()

    def _get_prepaid_contract(self):
        """Override: what was worked before its hours were taken over draws nothing."""
        if self._is_before_migration():
            return self.env["prepaid.contract"].sudo()
        return super()._get_prepaid_contract()

    def _is_before_migration(self):
        return self.sudo().so_line._is_migrated()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        chosen = [vals["so_line"] for vals in vals_list if vals.get("so_line")]
        self._check_still_billing(self.env["sale.order.line"].browse(chosen))
        return super().create(vals_list)

    def write(self, vals):
        for line in self if COUNTED_FIELDS & vals.keys() else ():
            line._check_counted(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_counted(self):
        for line in self:
            if line._is_before_migration():
                line._refuse_change()

    def _check_counted(self, vals):
        """Refuse to change work that was counted when hours were taken over."""
        changed = get_changed(self, vals, COUNTED_FIELDS)
        if changed and self._is_before_migration():
            self._refuse_change()
        if "so_line" in changed and vals["so_line"]:
            self._check_still_billing(self.so_line.browse(vals["so_line"]))

    def _refuse_change(self):
        line_sudo = self.sudo().so_line
        raise UserError(
            self.env._(
                "“%(work)s” was counted on the order %(order)s when what was left of "
                "it went to the contract %(contract)s. Correct the credit of the "
                "contract instead.",
                work=self.name,
                order=line_sudo.order_id.name,
                contract=line_sudo._get_migrated_contract().name,
            )
        )

    @api.model
    def _check_still_billing(self, sale_lines):
        """Refuse order lines whose hours went to a contract, for new work."""
        for line_sudo in sale_lines.sudo().filtered("prepaid_opening_id"):
            raise UserError(
                self.env._(
                    "What was left of “%(line)s” on the order %(order)s is credit of "
                    "the contract %(contract)s. Choose that contract for this work, "
                    "and no order line.",
                    line=line_sudo.name,
                    order=line_sudo.order_id.name,
                    contract=line_sudo._get_migrated_contract().name,
                )
            )
