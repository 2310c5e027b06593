import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

PAGES = "/prepaid/talk"
# What an address is made of.
SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")


class PrepaidSessionOffer(models.Model):
    """The public page of an offer: its address, and from when to when it books."""

    _name = "prepaid.session.offer"
    _inherit = [
        "prepaid.session.offer",
        "website.seo.metadata",
        "website.published.multi.mixin",
    ]

    _prepaid_user_fields = {
        "slug",
        "introduction",
        "notice_hours",
        "days_ahead",
        "step_minutes",
        "contact",
    }

    slug = fields.Char(
        "Address of the Page",
        copy=False,
        help="The last part of the link. Made from the name where it is empty; it "
        "stays when the name changes, because links to it were shared.",
    )
    introduction = fields.Text(
        translate=True, help="What visitors read first: for whom, about what."
    )
    notice_hours = fields.Float(
        "Booked at Least (hours before)",
        default=2,
        help="Nobody can book a talk that starts sooner. Who is on duty is called at "
        "once all the same.",
    )
    days_ahead = fields.Integer(
        default=14,
        help="Times of so many days are offered. Cards hold an amount for six days: "
        "later talks need a saved card or credit.",
    )
    step_minutes = fields.Integer(
        "A Time Every (minutes)",
        default=15,
        help="Times that are offered start so often.",
    )
    contact = fields.Char(
        "How to Reach You",
        help="Shown to visitors who cannot pay here. Empty: the company's e-mail and "
        "phone.",
    )

    _slug_unique = models.UniqueIndex(
        "(company_id, slug)", "Another talk page has this address already."
    )
    _page_values = models.Constraint(
        "CHECK (notice_hours >= 0 AND days_ahead BETWEEN 1 AND 60"
        " AND step_minutes BETWEEN 5 AND 240)",
        "Times are offered every 5 to 240 minutes, for 1 to 60 days.",
    )

    @api.constrains("slug")
    def _check_slug(self):
        for offer in self:
            if not SLUG.fullmatch(offer.slug or ""):
                raise ValidationError(
                    self.env._(
                        "“%(address)s” cannot be the address of the talk page "
                        "%(page)s. Use small letters, digits and hyphens.",
                        address=offer.slug or "",
                        page=offer.name,
                    )
                )

    @api.depends("slug")
    def _compute_website_url(self):
        """Override of `website`: the page's own address."""
        for offer in self:
            offer.website_url = f"{PAGES}/{offer.slug}" if offer.slug else "#"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        offers = super().create(vals_list)
        for offer in offers:
            if not offer.slug:
                offer.slug = offer._get_new_slug()
        return offers

    def write(self, vals):
        if "slug" in vals and not vals["slug"]:
            vals = {name: value for name, value in vals.items() if name != "slug"}
        return super().write(vals)

    def _get_new_slug(self):
        """Return an address after the name that no page of the company has."""
        name = self.env["ir.http"]._slugify(self.name) or "talk"
        taken = set(
            self.sudo()
            .with_context(active_test=False)
            .search([("company_id", "=", self.company_id.id)])
            .mapped("slug")
        )
        numbers = (f"{name}-{number}" for number in range(2, len(taken) + 3))
        return name if name not in taken else next(n for n in numbers if n not in taken)

    # === BUSINESS METHODS === #

    @api.model
    def _get_website_domain(self, website, may_edit=False):
        """Return the domain of the pages that a website shows: to editors all."""
        domain = Domain("website_id", "in", (False, website.id))
        domain &= Domain("company_id", "=", website.company_id.id)
        if may_edit:
            return domain
        domain &= Domain("user_ids", "!=", False)
        return domain & Domain("is_published", "=", True)

    @api.model
    def _find_on_website(self, website, slug):
        """Return, in sudo, the page of that address if the visitor may see it."""
        domain = self._get_website_domain(website, self.has_access("write"))
        offers = self.sudo().search(domain & Domain("slug", "=", slug), limit=1)
        return offers.with_company(website.company_id)

    def _get_contact(self):
        """Return how a visitor reaches us without this page."""
        company = self.company_id
        return self.contact or " · ".join(filter(None, (company.email, company.phone)))
