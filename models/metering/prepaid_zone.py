from odoo import fields, models
from odoo.fields import Domain

from .zones import is_in_zone


class PrepaidZone(models.Model):
    """Places that are as far away as each other: travel there costs the same."""

    _name = "prepaid.zone"
    _description = "Prepaid Zone"
    _inherit = ["prepaid.guarded", "prepaid.in.use"]
    _order = "sequence, id"
    _check_company_auto = True

    _prepaid_user_fields = {
        "name",
        "sequence",
        "active",
        "company_id",
        "zips",
        "cities",
        "state_ids",
    }

    name = fields.Char(
        required=True, help="As the client reads it, for example: greater Paris."
    )
    sequence = fields.Integer(
        default=10, help="Of the zones that hold a place, the first counts."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: the zone of all companies.",
    )
    zips = fields.Char(
        "Postal Codes",
        help="Beginnings of postal codes, between commas: 75, 92, 93, 94.",
    )
    cities = fields.Char(help="Names of cities, between commas.")
    state_ids = fields.Many2many("res.country.state", string="States")

    def _find(self, place, company):
        """Return the zone of a place (partner), in sudo, or none.

        What was chosen on the place wins, then on the company whose address it has,
        then the first zone that the address is in.
        """
        place_sudo = place.sudo()
        chosen = place_sudo.prepaid_zone_id
        if not chosen and place_sudo.type == "contact":
            chosen = place_sudo.parent_id.prepaid_zone_id
        if chosen:
            return chosen
        zones_sudo = self.sudo().search(Domain("company_id", "in", [False, company.id]))
        address = place_sudo.zip, place_sudo.city, place_sudo.state_id
        return zones_sudo.filtered(
            lambda zone: is_in_zone(address, zone.zips, zone.cities, zone.state_ids)
        )[:1]


class ResPartner(models.Model):
    _inherit = "res.partner"

    _prepaid_user_fields = {"prepaid_zone_id"}

    prepaid_zone_id = fields.Many2one(
        "prepaid.zone",
        "Travel Zone",
        ondelete="restrict",
        index="btree_not_null",
        help="What travel to this place costs, under plans that tell it by zone. "
        "Empty: the zone that the address is in.",
    )
