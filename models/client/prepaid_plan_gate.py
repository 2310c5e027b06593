from odoo import api, fields, models, tools

# What a plan changes about the tickets that wait.
GATE_FIELDS = {"new_ticket_policy", "overdraft_policy", "overdraft_limit"}


class PrepaidPlan(models.Model):
    """How tickets are met that clients open when no credit is left."""

    _inherit = "prepaid.plan"

    _prepaid_user_fields = {"new_ticket_policy"}

    new_ticket_policy = fields.Selection(
        [
            ("open", "Take them as always"),
            ("warn", "Take them and tell the client"),
            ("wait", "Let them wait for credit"),
            ("stop", "Refuse them"),
        ],
        "New Tickets without Credit",
        required=True,
        default="open",
        help="What the client opens in the portal, by mail or by web form while "
        "nothing is left. Tickets that colleagues open always come in, and so do "
        "emergencies: tickets whose tag says so.",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        if any(plan.new_ticket_policy != "open" for plan in plans):
            self.env.registry.clear_cache()
        return plans

    def write(self, vals):
        """Override: look at the tickets that wait by the new terms."""
        result = super().write(vals)
        if "new_ticket_policy" in vals:
            self.env.registry.clear_cache()
        if vals.keys() & GATE_FIELDS:
            self.sudo().contract_ids._wake_gate()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    # === ACTION METHODS === #

    def action_preview_gate(self):
        return self._preview_notice("gate")

    # === BUSINESS METHODS === #

    def _get_public_limits(self):
        """Add what becomes of new tickets, where not all are taken as always."""
        text = self._get_public_gate()
        name = self.env._("New tickets without credit")
        row = {"names": [name], "icon": "fa-ticket", "terms": [text]}
        added = [row | {"is_beyond": True}] if text else []
        return super()._get_public_limits() + added

    def _get_public_gate(self):
        """Return what becomes of a new ticket without credit, or nothing."""
        return {
            "warn": self.env._("New tickets are taken, and the client is told."),
            "wait": self.env._(
                "New tickets wait until there is credit. Emergencies come in."
            ),
            "stop": self.env._(
                "New tickets are refused until there is credit. Emergencies come in."
            ),
        }.get(self.new_ticket_policy, "")

    @api.model
    @tools.ormcache()
    def _has_gates(self):
        """Tell whether any plan asks for credit before a ticket comes in.

        Kept, so that tickets cost nothing more where none does.
        """
        plans_sudo = self.sudo().with_context(active_test=False)
        return bool(plans_sudo.search_count([("new_ticket_policy", "!=", "open")], 1))
