from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    prepaid_grant_policy = fields.Selection(
        related="company_id.prepaid_grant_policy", readonly=False
    )
    prepaid_expiry_notice_days = fields.Integer(
        related="company_id.prepaid_expiry_notice_days", readonly=False
    )
    prepaid_expiry_last_notice_days = fields.Integer(
        related="company_id.prepaid_expiry_last_notice_days", readonly=False
    )
    prepaid_tz = fields.Selection(related="company_id.partner_id.tz", readonly=False)
    prepaid_hide_staff = fields.Boolean(
        related="company_id.prepaid_hide_staff", readonly=False
    )
    prepaid_dispute_days = fields.Integer(
        related="company_id.prepaid_dispute_days", readonly=False
    )
    prepaid_refill_withdraw = fields.Boolean(
        related="company_id.prepaid_refill_withdraw", readonly=False
    )
    prepaid_meter_hours = fields.Float(
        related="company_id.prepaid_meter_hours", readonly=False
    )

    # Accounting
    deferred_revenue_account_id = fields.Many2one(
        related="company_id.deferred_revenue_account_id",
        readonly=False,
        check_company=True,
        domain="[('account_type', '=like', 'liability%')]",
    )
    prepaid_breakage_account_id = fields.Many2one(
        related="company_id.prepaid_breakage_account_id",
        readonly=False,
        check_company=True,
        domain="[('account_type', 'in', ('income', 'income_other'))]",
    )
    prepaid_journal_id = fields.Many2one(
        related="company_id.prepaid_journal_id",
        readonly=False,
        check_company=True,
        domain="[('type', '=', 'general')]",
    )
