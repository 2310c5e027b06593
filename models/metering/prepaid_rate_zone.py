from odoo import api, fields, models

from ...metering import QUANTITY_DIGITS


class PrepaidRateZone(models.Model):
    """What travel to a zone adds to work."""

    _name = "prepaid.rate.zone"
    _description = "Prepaid Rate by Zone"
    _inherit = "prepaid.guarded"
    _order = "rate_id, id"
    _rec_name = "zone_id"

    _prepaid_user_fields = {"rate_id", "zone_id", "quantity"}

    rate_id = fields.Many2one(
        "prepaid.rate", required=True, index=True, ondelete="cascade"
    )
    unit = fields.Selection(related="rate_id.unit")
    currency_id = fields.Many2one(related="rate_id.currency_id")
    zone_id = fields.Many2one("prepaid.zone", required=True, ondelete="restrict")
    quantity = fields.Float(
        "Flat Charge", digits=QUANTITY_DIGITS, help="In the plan's unit."
    )

    _check_quantity = models.Constraint(
        "CHECK (quantity >= 0)", "The flat charge of a zone must not be negative."
    )
    _zone_unique = models.UniqueIndex(
        "(rate_id, zone_id)", "A rate has one flat charge for each zone."
    )


class PrepaidRate(models.Model):
    """A flat charge by zone."""

    _inherit = "prepaid.rate"

    zone_ids = fields.One2many("prepaid.rate.zone", "rate_id", "By Zone", copy=True)
    zone_terms = fields.Json(
        compute="_compute_zone_terms",
        store=True,
        help="Zone, its name and its flat charge, as plain data.",
    )

    @api.depends("zone_ids.zone_id.name", "zone_ids.quantity")
    def _compute_zone_terms(self):
        for rate in self:
            rate.zone_terms = [
                [line.zone_id.id, line.zone_id.name, line.quantity]
                for line in rate.zone_ids
                if line.zone_id
            ] or False

    def _get_rules(self):
        """Add what travel costs by zone."""
        return super()._get_rules() + [
            self.env._(
                "plus %(quantity)s in the zone %(zone)s",
                quantity=self.plan_id._format_quantity(quantity),
                zone=name,
            )
            for _id, name, quantity in self.zone_terms or []
        ]


class PrepaidPlan(models.Model):
    _inherit = "prepaid.plan"

    def _add_travel(self, terms, usage_type, place, company):
        """Return terms with the flat charge of the zone of a place (partner).

        Places outside all zones of the rate keep the flat charge of all.
        """
        if not self._get_rate(usage_type).zone_terms:
            return terms
        zone = self.env["prepaid.zone"]._find(place, company)
        return self._add_flat(terms, usage_type, lambda key, _name: key == zone.id)

    def _add_flat(self, terms, usage_type, is_zone):
        """Return terms with the flat charge of the zone that the function picks."""
        for key, name, quantity in self._get_rate(usage_type).zone_terms or []:
            if is_zone(key, name):
                return terms._replace(flat=quantity, zone=name)
        return terms
