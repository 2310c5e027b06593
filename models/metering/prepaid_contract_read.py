from odoo import models

# What one draw reads: of the contract, its plan and its company.
CONTRACT_FIELDS = (
    *("name", "state", "company_id", "partner_id", "plan_id", "is_default"),
    *("covers_sites", "date_start", "date_end", "date_last_draw", "currency_id"),
    *("balance", "debt", "held", "low_threshold", "scoped", "has_scope"),
    *("has_shares", "gate_met", "alert_level", "used_level", "told_level"),
    *("notice_due", "due_units", "refill_armed", "refill_due", "refill_trigger"),
    *("last_told_day", "forecast_due"),
)
PLAN_FIELDS = (
    *("unit", "currency_id", "calendar_id", "usage_type_id", "has_tiers"),
    *("response_rule", "window_terms", "overdraft_policy", "new_ticket_policy"),
)
COMPANY_FIELDS = (
    *("active", "currency_id", "parent_path", "partner_id", "resource_calendar_id"),
    "project_time_mode_id",
)


class PrepaidContract(models.Model):
    """What a draw reads, without the hundreds of columns beside it."""

    _inherit = "prepaid.contract"

    def _read_for_draw(self):
        """Read at once, in sudo, what draws from these contracts ask.

        Whatever else somebody asks is read when they do.
        """
        self.fetch(CONTRACT_FIELDS)
        self.plan_id.fetch(PLAN_FIELDS)
        self.company_id.fetch(COMPANY_FIELDS)
