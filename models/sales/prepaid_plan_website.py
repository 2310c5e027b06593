from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import html2plaintext
from odoo.tools.translate import html_translate


class PrepaidPlan(models.Model):
    """The plan's page in the shop, and what visitors may know of its terms."""

    _name = "prepaid.plan"
    _inherit = [
        "prepaid.plan",
        "website.seo.metadata",
        "website.published.multi.mixin",
    ]

    _prepaid_user_fields = {"website_description"}

    website_description = fields.Html(
        translate=html_translate,
        sanitize_attributes=False,
        help="Shown on the plan's page in the shop, above its packs.",
    )

    @api.depends("name")
    def _compute_website_url(self):
        """Override of `website`: each plan has a page of its own."""
        slug = self.env["ir.http"]._slug
        for plan in self:
            plan.website_url = f"/prepaid/{slug(plan)}" if plan.id else "#"

    def _default_website_meta(self):
        """Override of `website`: what a link to the plan shows where it is shared."""
        meta = super()._default_website_meta()
        description = self._get_summary()
        meta["default_meta_description"] = description
        for card in ("opengraph", "twitter"):
            prefix = "og" if card == "opengraph" else card
            meta[f"default_{card}"] |= {
                f"{prefix}:title": self.name,
                f"{prefix}:description": description,
            }
        return meta

    def _get_summary(self):
        """Return the first words of the description, as plain text."""
        text = html2plaintext(self.website_description or "", include_references=False)
        return " ".join(text.split())[:200]

    # === WHAT VISITORS SEE === #

    @api.model
    def _get_website_domain(self, website):
        """Return the domain of the plans that a website may show to anybody."""
        return Domain("is_published", "=", True) & self._get_place_domain(website)

    @api.model
    def _get_place_domain(self, website):
        return Domain("website_id", "in", (False, website.id)) & Domain(
            "company_id", "in", (False, website.company_id.id)
        )

    @api.model
    def _find_on_website(self, website, plan_id):
        """Return, in sudo, the plan of that id if the visitor may see its page.

        That is everybody once it is published; who edits plans sees it before.
        """
        if self.has_access("write"):
            domain = self._get_place_domain(website)
        else:
            domain = self._get_website_domain(website)
        return self.sudo().search(domain & Domain("id", "=", plan_id))

    def _get_public_values(self):
        """Return what visitors may know of the plan: plain values, no record.

        To be called in sudo: visitors have no rights on plans. Prices are those of
        the visitor in the shop, in its currency and with its way to show taxes.
        """
        self.ensure_one()
        packs = self._get_published_packs()
        return {
            "name": self.name,
            "validity": self._get_public_validity(self.validity_months),
            "rates": self._get_public_rates(),
            "offers": packs._get_prepaid_offers(),
            "tax_note": packs._get_prepaid_tax_note(),
        }

    def _get_published_packs(self):
        """Return the packs that the present visitor can buy in the shop."""
        Product = self.env["product.template"].sudo(False)
        website = self.env["website"].get_current_website().sudo(False)
        if not website.has_ecommerce_access():
            return Product
        return Product.search(
            website.sale_product_domain()
            & Domain("is_prepaid_pack", "=", True)
            & Domain("is_published", "=", True)
            & Domain("prepaid_plan_id", "=", self.id)
        )

    def _get_public_validity(self, months):
        if not months:
            return self.env._("Never expires")
        if months == 1:
            return self.env._("Valid for one month")
        return self.env._("Valid for %(months)s months", months=months)

    def _get_public_rates(self, contract=None):
        """Return what each usage type costs: [{names, icon, terms}], same terms once.

        Prices are those of the contract's customer, else the visitor's. Last comes the
        work of no type; where all costs the same there is no other. Types that a money
        plan has no price for are left out: such work is not done under it.
        """
        UsageType = self.env["prepaid.usage.type"]
        by_type = {rate.usage_type_id: rate for rate in self.rate_ids}
        general = by_type.get(UsageType) or self._get_implied_rate()
        rows = {}
        for usage_type in [*UsageType.search([("active", "=", True)]), UsageType]:
            rate = by_type.get(usage_type) or general
            if rate:
                name = usage_type.name or self.env._("All other work")
                icon = usage_type.icon or "fa-wrench"
                terms = tuple(rate._get_public_terms(contract))
                row = rows.setdefault(terms, {"names": [], "icon": icon})
                row["names"].append(name)
        if general and len(rows) == 1:
            [row] = rows.values()
            row["names"] = [self.env._("All work")]
        return [row | {"terms": list(terms)} for terms, row in rows.items()]

    def _get_implied_rate(self):
        """Return the rate of work that a time plan has no rate for: one to one."""
        Rate = self.env["prepaid.rate"]
        if self.unit == "money":
            return Rate
        return Rate.new({"plan_id": self.id, "factor": 1.0})
