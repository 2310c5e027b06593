from odoo import models
from odoo.fields import Command

from .vat import Taxed


class AccountTax(models.Model):
    """What of a tax decides whether credit is a single-purpose voucher."""

    _inherit = "account.tax"

    def _tell_prepaid(self, name, kinds=()):
        """Return how something of that name is taxed with these (Taxed)."""
        leaves = self.flatten_taxes_hierarchy()
        rates = frozenset((tax.amount_type, tax.amount) for tax in leaves)
        label = " + ".join(self.mapped("name")) or self.env._("no tax")
        return Taxed(name, rates, label, frozenset(kinds))

    def _as_services(self):
        """Return these taxes, where each of goods is replaced by that of services.

        One that has none of the same rate stays.
        """
        twins = self.browse()
        for tax in self.sudo():
            twins |= tax._get_service_twin() or tax
        return twins.sudo(self.env.su)

    def _as_pack_default(self, given, values):
        """Return the values of a new product, with taxes of services for a pack.

        ``given`` is what its maker says; taxes that are given stay.
        """
        if not values.get("is_prepaid_pack") or "taxes_id" in given:
            return values
        chosen = {"taxes_id": values.get("taxes_id") or []}
        taxes = self.env["product.template"].new(chosen).taxes_id._origin
        return values | {"taxes_id": [Command.set(taxes._as_services().ids)]}

    def _get_service_twin(self):
        """Return the tax of services of the same rate as this tax of goods, or none."""
        self.ensure_one()
        if self.tax_scope != "consu":
            return self.browse()
        return self.search(
            [
                ("tax_scope", "=", "service"),
                *(
                    (name, "=", self[name].id if name.endswith("_id") else self[name])
                    for name in (
                        *("type_tax_use", "amount_type", "amount"),
                        *("price_include_override", "company_id", "country_id"),
                    )
                ),
            ],
            limit=1,
        )
