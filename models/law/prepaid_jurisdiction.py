from dateutil.relativedelta import relativedelta

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .law import Buyer, Scope, find_rules

SCHEMES = ("https://", "http://")
BUYER_KINDS = [("consumer", "Consumer"), ("business", "Business")]
# The field that says something of each matter.
SAYS = {
    "expiry": "expiry",
    "validity": "validity_months",
    "rest": "rest_amount",
    "withdrawal": "withdrawal_days",
    "dormancy": "dormancy_months",
    "vat": "taxes_vouchers",
}


class PrepaidJurisdiction(models.Model):
    """What a place says about prepaid credit: facts with a source, never advice.

    The seller keeps them. Those that come with the addon were checked on their date.
    """

    _name = "prepaid.jurisdiction"
    _description = "Prepaid Jurisdiction"
    _inherit = "prepaid.guarded"
    _order = "country_group_id, country_id, buyer_kind, id"

    _prepaid_user_fields = {
        "name",
        "active",
        "country_group_id",
        "country_id",
        "state_ids",
        "buyer_kind",
        "unit",
        "expiry",
        "validity_months",
        "rest_amount",
        "currency_id",
        "withdrawal_days",
        "dormancy_months",
        "reason",
        "source",
        "source_url",
        "date_checked",
    }

    name = fields.Char(
        required=True, translate=True, help="For example: Québec, consumers."
    )
    active = fields.Boolean(default=True)

    # For whom; what is empty holds for all
    country_group_id = fields.Many2one(
        "res.country.group", "Group of Countries", ondelete="restrict"
    )
    country_id = fields.Many2one("res.country", ondelete="restrict")
    state_ids = fields.Many2many(
        "res.country.state",
        string="States",
        domain="[('country_id', '=', country_id)]",
        help="Empty: the whole country.",
    )
    buyer_kind = fields.Selection(BUYER_KINDS, "Buyer")
    unit = fields.Selection(
        [("time", "Time"), ("money", "Money")], "Credit in", help="Empty: both."
    )

    # What it says; what is empty says nothing
    expiry = fields.Selection(
        [("allowed", "Allowed"), ("doubtful", "Doubtful"), ("forbidden", "Forbidden")],
        help="Whether unused credit may expire. Empty: this rule says nothing of it.",
    )
    validity_months = fields.Integer(
        "Least Validity", help="Months that credit must be valid at least. 0: no word."
    )
    rest_amount = fields.Monetary(
        "Small Rest",
        help="What is left is paid out on request up to this amount. 0: no word.",
    )
    currency_id = fields.Many2one("res.currency")
    withdrawal_days = fields.Integer(
        "Withdrawal",
        help="Days in which the buyer may go back on the purchase. 0: no word.",
    )
    dormancy_months = fields.Integer(
        "Dormant After",
        help="Months without activity after which credit may belong to the state of "
        "its owner. 0: no word.",
    )

    # Why
    reason = fields.Text(
        required=True, translate=True, help="What people read where the rule applies."
    )
    source = fields.Char(required=True, translate=True)
    source_url = fields.Char("Link")
    date_checked = fields.Date(
        "Checked on", help="When somebody last compared the rule with its source."
    )

    _check_figures = models.Constraint(
        "CHECK (validity_months >= 0 AND rest_amount >= 0 AND withdrawal_days >= 0"
        " AND dormancy_months >= 0)",
        "Months, days and amounts of a rule must not be negative.",
    )
    _check_rest = models.Constraint(
        "CHECK (COALESCE(rest_amount, 0) = 0 OR currency_id IS NOT NULL)",
        "A small rest needs its currency.",
    )

    is_stale = fields.Boolean(
        "Look at It Again",
        compute="_compute_is_stale",
        search="_search_is_stale",
        help="Nobody compared it with its source for a year.",
    )

    @api.constrains("source_url")
    def _check_source_url(self):
        for rule in self:
            if rule.source_url and not rule.source_url.startswith(SCHEMES):
                raise ValidationError(
                    self.env._(
                        "The link of the rule “%(rule)s” must begin with https:// or "
                        "http://.",
                        rule=rule.name,
                    )
                )

    # === COMPUTE METHODS === #

    @api.depends("date_checked")
    def _compute_is_stale(self):
        stale = self.filtered_domain(self._get_stale_domain())
        for rule in self:
            rule.is_stale = rule in stale

    def _search_is_stale(self, operator, value):
        return self._get_stale_domain() if operator == "in" else NotImplemented

    def _get_stale_domain(self):
        since = fields.Date.context_today(self) - relativedelta(years=1)
        return Domain("date_checked", "=", False) | Domain("date_checked", "<", since)

    # === ACTION METHODS === #

    def action_open(self):
        """Open the rule, to read its source or to change it."""
        self.ensure_one()
        return self._get_records_action()

    def action_check(self):
        """Note that the rule was compared with its source today."""
        self.date_checked = fields.Date.context_today(self)

    # === BUSINESS METHODS === #

    @api.model
    def _find_rules(self, buyer_kind, country, state, unit):
        """Return {matter: rule in sudo} for who buys credit of a unit.

        Matters are those of `law.MATTERS`; one that is missing is unknown.
        """
        buyer = Buyer(
            buyer_kind,
            country.id or 0,
            frozenset(country.sudo().country_group_ids.ids),
            state.id or 0,
            unit,
        )
        found = self._find_rule_ids(buyer)
        return {matter: self.sudo().browse(id_) for matter, id_ in found.items()}

    @api.model
    @tools.ormcache("buyer")
    def _find_rule_ids(self, buyer):
        """Return {matter: id}, for thousands of contracts at once."""
        rules = [
            (rule.id, rule._get_scope(), rule._get_matters())
            for rule in self.sudo().search([])
        ]
        return find_rules(rules, buyer)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def _get_scope(self):
        return Scope(
            self.buyer_kind or "",
            self.country_id.id or 0,
            self.country_group_id.id or 0,
            frozenset(self.state_ids.ids),
            self.unit or "",
        )

    def _get_matters(self):
        """Return the matters that this rule says something of."""
        return [matter for matter, field_name in SAYS.items() if self[field_name]]
