from odoo import api, fields, models

from ..contract.access import PRICE_GROUPS
from .vat import find_differing, find_rivals


class PrepaidPlan(models.Model):
    """Whether the plan's packs are single-purpose vouchers, and what keeps them.

    Read on the screens that show it; nothing is stored, and no sale asks for it.
    """

    _inherit = "prepaid.plan"

    vat_note = fields.Text(
        "VAT", compute="_compute_vat", compute_sudo=True, groups=PRICE_GROUPS
    )
    vat_warning = fields.Text(
        compute="_compute_vat", compute_sudo=True, groups=PRICE_GROUPS
    )
    vat_rule_id = fields.Many2one(
        "prepaid.jurisdiction",
        "Rule of VAT",
        compute="_compute_vat",
        compute_sudo=True,
        groups=PRICE_GROUPS,
    )
    vat_source_url = fields.Char(
        "Source", compute="_compute_vat", compute_sudo=True, groups=PRICE_GROUPS
    )

    @api.depends(
        "rate_ids.product_id.taxes_id",
        "pack_ids.taxes_id",
        "pack_ids.prepaid_usage_type_ids",
        "overage_product_id.taxes_id",
    )
    @api.depends_context("company", "lang")
    def _compute_vat(self):
        for plan in self:
            company = plan.company_id or self.env.company
            packs = plan._get_taxed_packs(company)
            rule = company._get_vat_rule()
            problems = [
                self.env._("%(pack)s: %(problem)s", pack=pack.name, problem=problem)
                for pack in packs
                for problem in pack._get_vat_problems(company)
            ]
            plan.vat_rule_id = rule if packs else False
            plan.vat_source_url = plan.vat_rule_id.source_url
            plan.vat_warning = "\n".join(problems)
            plan.vat_note = plan._get_vat_note(packs, company, problems)

    def _get_vat_note(self, packs, company, problems):
        """Return the verdict in words, False where nothing can be said."""
        if not packs or not company._get_vat_rule():
            return False
        if problems:
            return self.env._(
                "Not all packs of this plan are single-purpose vouchers. VAT that is "
                "due on use is not supported: it is always invoiced with the pack."
            )
        note = self.env._(
            "Single-purpose vouchers: all work has one rate and one place. VAT is due "
            "when a pack is sold, and none when its credit is used."
        )
        abroad = self._count_contracts_abroad(company)
        if abroad:
            note += " " + self.env._(
                "Contracts with buyers outside %(country)s, or in no country: "
                "%(number)s. The rules of the place on each contract tell how its "
                "packs are taxed.",
                country=company.country_id.name,
                number=abroad,
            )
        return note

    # === WHAT THE CHECK READS === #

    def _get_taxed_packs(self, company):
        """Return the packs of the plan that a company sells."""
        sellers = company.parent_ids
        return self.pack_ids.filtered(
            lambda pack: not pack.company_id or pack.company_id in sellers
        )

    def _get_taxed_work(self, company, kinds):
        """Return how work that the plan's credit pays for is taxed (list of Taxed).

        What no product stands for is taxed as the pack, and not told. ``kinds`` are
        the usage types that the credit pays for, none: all.
        """
        own = {rate.usage_type_id: rate.product_id for rate in self.rate_ids}
        general = own.get(kinds.browse())
        work = {
            kind: product
            for kind in kinds or kinds.search([])
            if (product := own.get(kind) or kind.product_id or general)
        }
        taxed = [
            company._get_home_taxes(product)._tell_prepaid(kind.name, kind.ids)
            for kind, product in work.items()
        ]
        if self.overdraft_settlement == "invoice" and self.overage_product_id:
            taxes = company._get_home_taxes(self.overage_product_id)
            taxed.append(taxes._tell_prepaid(self.env._("Work beyond the credit")))
        return taxed

    def _count_contracts_abroad(self, company):
        return self.env["prepaid.contract"].search_count(
            [
                ("plan_id", "=", self.id),
                ("company_id", "child_of", company.id),
                ("state", "!=", "closed"),
                ("partner_id.country_id", "!=", company.country_id.id),
            ]
        )


class ProductTemplate(models.Model):
    """What keeps a pack from being a single-purpose voucher."""

    _inherit = "product.template"

    def _get_vat_problems(self, company):
        """Return what is wrong with the taxes of the pack, each with its remedy."""
        self.ensure_one()
        taxes = company._get_home_taxes(self)
        problems = self._get_tax_problems(taxes, company)
        if not company._get_vat_rule():
            return problems
        plan, kinds = self.prepaid_plan_id, self.prepaid_usage_type_ids
        pack = taxes._tell_prepaid(self.name, kinds.ids)
        work = plan._get_taxed_work(company, kinds)
        if differing := find_differing(work):
            return [*problems, self._tell_differing(differing)]
        if work and work[0].rates != pack.rates:
            return [*problems, self._tell_mistaxed(pack, work)]
        packs = [
            company._get_home_taxes(other)._tell_prepaid(
                other.name, other.prepaid_usage_type_ids.ids
            )
            for other in plan._get_taxed_packs(company) - self
        ]
        return [*problems, *(self._tell_rival(x) for x in find_rivals(pack, packs)[:1])]

    def _get_tax_problems(self, taxes, company):
        """Return what is wrong with the taxes in themselves."""
        problems = []
        for tax in taxes.filtered(lambda tax: tax.tax_scope == "consu"):
            twin = tax._get_service_twin()
            problems.append(
                self.env._(
                    "“%(tax)s” is a tax of goods. Choose “%(twin)s”, which is that of "
                    "services.",
                    tax=tax.name,
                    twin=twin.name,
                )
                if twin
                else self.env._(
                    "“%(tax)s” is a tax of goods. Choose one of services.",
                    tax=tax.name,
                )
            )
        if not company._get_vat_rule():
            return problems
        if len(taxes.flatten_taxes_hierarchy()) > 1:
            problems.append(
                self.env._(
                    "it has several taxes (%(taxes)s), and a voucher has one rate. "
                    "Keep the one of its work.",
                    taxes=", ".join(taxes.mapped("name")),
                )
            )
        if not taxes and company.vat:
            problems.append(
                self.env._(
                    "it has no tax. Choose that of its work, of 0 % where none is due."
                )
            )
        return problems

    def _tell_differing(self, differing):
        rates = "; ".join(
            self.env._("%(work)s: %(tax)s", work=", ".join(names), tax=label)
            for names, label in differing
        )
        return self.env._(
            "its work is taxed differently (%(rates)s), so that it is a multi-purpose "
            "voucher. VAT on use is not supported: sell one pack for each, and name on "
            "it the work that it pays for.",
            rates=rates,
        )

    def _tell_mistaxed(self, pack, work):
        return self.env._(
            "it is taxed at %(tax)s, and its work (%(work)s) at %(other)s. Give it the "
            "tax of its work.",
            tax=pack.label,
            work=", ".join(taxed.name for taxed in work),
            other=work[0].label,
        )

    def _tell_rival(self, rival):
        return self.env._(
            "“%(other)s” pays for the same work and is taxed at %(tax)s. Give both the "
            "same tax, or name on each the work that it pays for.",
            other=rival.name,
            tax=rival.label,
        )


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_vat_rule(self):
        """Return the rule on VAT of vouchers of the seller's place in sudo, or none."""
        Rule = self.env["prepaid.jurisdiction"]
        rules = Rule._find_rules("business", self.country_id, self.state_id, "time")
        return rules.get("vat", Rule)

    def _get_home_taxes(self, product):
        """Return the taxes of a product as the company sells it in its country."""
        taxes_sudo = product.sudo().taxes_id._filter_taxes_by_company(self)
        return self._get_place_taxes(taxes_sudo, self.partner_id)

    def _get_place_taxes(self, taxes, buyer):
        """Return what a buyer's fiscal position makes of taxes."""
        Position = self.env["account.fiscal.position"].with_company(self)
        return Position._get_fiscal_position(buyer).map_tax(taxes)
