from odoo import api, fields, models

from ..contract.access import PRICE_GROUPS


class PrepaidPlan(models.Model):
    """The packs of a plan: made on it, and whether they are on the website."""

    _inherit = "prepaid.plan"

    pack_warning = fields.Text(compute="_compute_pack_warning", groups=PRICE_GROUPS)
    publication_note = fields.Text(compute="_compute_publication_note")
    has_more_to_publish = fields.Boolean(compute="_compute_publication_note")

    @api.depends("pack_ids.prepaid_price_warning")
    def _compute_pack_warning(self):
        for plan in self:
            warnings = plan.pack_ids.mapped("prepaid_price_warning")
            plan.pack_warning = "\n".join(filter(None, warnings))

    @api.depends(
        "is_published",
        "pack_ids.is_published",
        "pack_ids.name",
        "pack_ids.sale_ok",
        "pack_ids.list_price",
    )
    @api.depends_context("lang")
    def _compute_publication_note(self):
        for plan in self:
            packs = plan.pack_ids
            shown = packs.filtered("is_published")
            notes = plan._get_publication_notes(packs, shown)
            plan.publication_note = "\n".join(notes)
            plan.has_more_to_publish = bool(
                (plan.is_published and packs - shown)
                or (shown and not plan.is_published)
            )

    def _get_publication_notes(self, packs, shown):
        """Return what visitors do not see though they may look for it, as sentences."""
        notes = []
        if self.is_published and not packs:
            notes.append(
                self.env._("The page of the plan has nothing to buy yet: add packs.")
            )
        if self.is_published and packs - shown:
            notes.append(
                self.env._(
                    "Not on the website: %(packs)s.",
                    packs=", ".join((packs - shown).mapped("display_name")),
                )
            )
        if shown and not self.is_published:
            notes.append(
                self.env._(
                    "The shop sells packs of this plan, but the page of the plan is "
                    "not on the website."
                )
            )
        unsold = shown.filtered(lambda pack: not pack._is_for_sale_online())
        if unsold:
            notes.append(
                self.env._(
                    "On the website, but nobody can buy it: %(packs)s. Enter a price, "
                    "and tick that it can be sold.",
                    packs=", ".join(unsold.mapped("display_name")),
                )
            )
        return notes

    def action_publish_packs(self):
        """Put the plan and its packs on the website."""
        self.is_published = True
        self.pack_ids.is_published = True

    def _propose_pack_name(self, quantity):
        """Return a name for a pack of that credit: “Support hours: 10 h”."""
        credit = self._format_quantity(quantity)
        if not self.name:
            return credit
        return self.env._("%(plan)s: %(credit)s", plan=self.name, credit=credit)


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _is_for_sale_online(self):
        """Tell whether the shop would put the pack into a cart, once published."""
        return self.sale_ok and self.list_price > 0
