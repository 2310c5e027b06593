from datetime import date as Date

from odoo import api, fields, models


class PrepaidClose(models.TransientModel):
    """The last step: Odoo's own lock dates, which Community has no page for."""

    _inherit = "prepaid.close"

    # 5. Lock
    is_locked = fields.Boolean(compute="_compute_locks")
    are_sales_locked = fields.Boolean(compute="_compute_locks")
    locked_until = fields.Date("Everything Locked until", compute="_compute_locks")
    sales_locked_until = fields.Date("Sales Locked until", compute="_compute_locks")
    lock_refusal = fields.Char(compute="_compute_lock_refusal")

    # === COMPUTE METHODS === #

    @api.depends("company_id", "date")
    def _compute_locks(self):
        for page in self:
            # What holds for everybody: its own and its parents', exceptions aside.
            company_sudo = page._read_company().with_context(ignore_exceptions=True)
            everything = max(
                company_sudo.user_fiscalyear_lock_date,
                company_sudo.user_hard_lock_date,
            )
            sales = max(company_sudo.user_sale_lock_date, everything)
            page.is_locked = everything >= page.date_to
            page.are_sales_locked = sales >= page.date_to
            page.locked_until = everything > Date.min and everything
            page.sales_locked_until = sales > everything and sales

    @api.depends("company_id", "date")
    @api.depends_context("uid")
    def _compute_lock_refusal(self):
        is_allowed = self.env.user.has_group("account.group_account_manager")
        for page in self:
            if not is_allowed:
                page.lock_refusal = self.env._(
                    "Only an administrator of accounting locks a period."
                )
            elif not page.is_over:
                page.lock_refusal = page._get_early_text()
            elif not page.is_recognised:
                page.lock_refusal = self.env._(
                    "Recognise first: in a locked month, its revenue would be booked "
                    "in the next one."
                )
            elif not page.is_right:
                page.lock_refusal = self.env._(
                    "Put right first what the check found: in a locked month it stays."
                )
            else:
                page.lock_refusal = False

    # === ACTION METHODS === #

    def action_lock_sales(self):
        """Lock invoices and credit notes of the month, nothing else."""
        self._lock("sale_lock_date")

    def action_lock(self):
        """Lock every entry of the month."""
        self._lock("fiscalyear_lock_date")

    def _lock(self, name):
        """Move a lock date of the company to the month's end, never back.

        Odoo's own checks of the period run with it. What is known of the month then is
        kept as what was closed.
        """
        self.ensure_one()
        self._refuse(self.lock_refusal)
        company_sudo = self._read_company()
        if (company_sudo[name] or Date.min) < self.date_to:
            company_sudo[name] = self.date_to
        self.env["prepaid.deferred.close"]._keep(self.company_id, self.date_to)
