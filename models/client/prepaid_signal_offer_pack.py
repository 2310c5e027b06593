from odoo import models
from odoo.fields import Domain

from ...metering import to_quantity


class PrepaidSignal(models.Model):
    """Which plan and which pack are offered."""

    _inherit = "prepaid.signal"

    def _get_offer_plan(self):
        """Return the plan that is offered: the client's own, else one of the shop.

        Override it to propose another one.
        """
        self.ensure_one()
        plan = self.contract_id.plan_id or self._get_last_plan()
        if plan.active and plan._get_offered_packs(self.company_id):
            return plan
        return self._get_shop_plan()

    def _get_last_plan(self):
        """Return the plan of the contract that the client had last."""
        contracts = self.partner_id.prepaid_contract_ids.filtered(
            lambda contract: contract.company_id == self.company_id
        )
        return contracts.sorted("id")[-1:].plan_id

    def _get_shop_plan(self):
        """Return the plan in the company's shop that most contracts are of."""
        domain = Domain("is_published", "=", True) & Domain(
            "company_id", "in", (False, self.company_id.id)
        )
        plans = self.env["prepaid.plan"].search(domain)
        plans = plans.filtered(
            lambda plan: plan._get_offered_packs(self.company_id)[:1].is_published
        )
        return plans.sorted(lambda plan: (-plan.contract_count, plan.id))[:1]

    def _get_offer_pack(self):
        """Return the pack (product.template) that is offered, none if there is none.

        To who needs more, the next bigger one; to others the smallest.
        """
        self.ensure_one()
        if self.kind == "bigger_pack":
            product = self.env["product.product"].browse(self.facts["product"])
            return product.exists().product_tmpl_id
        packs = self._get_offer_plan()._get_offered_packs(self.company_id)
        if self.kind not in ("pack_short", "heavy"):
            return packs[:1]
        units = self._read_pack_units(self.contract_id)[self.contract_id.id]
        size = to_quantity(units)
        return packs.filtered(lambda pack: pack.prepaid_quantity > size)[:1]

    def _get_project_name(self):
        """Return the name of the project that ended, for the mail."""
        return (self.facts or {}).get("name", "")

    def _get_offer_link(self):
        """Return the shop's address of the pack, else of the plan, else nothing."""
        pack, plan = self._get_offer_pack(), self._get_offer_plan()
        if pack.is_published and self.kind != "heavy":
            return pack.prepaid_short_link
        return plan.prepaid_short_link if plan.is_published else ""


class PrepaidPlan(models.Model):
    _inherit = "prepaid.plan"

    def _get_offered_packs(self, company):
        """Return the packs of the plan that a company sells, the smallest first.

        Those of the shop, where there are any.
        """
        packs = self.pack_ids.filtered(
            lambda pack: (
                pack.active
                and pack.is_prepaid_pack
                and not pack.is_prepaid_open_amount
                and pack._is_for_sale_online()
                and pack.company_id in (pack.company_id.browse(), company)
            )
        )
        packs = packs.filtered("is_published") or packs
        return packs.sorted(lambda pack: (pack.prepaid_quantity, pack.id))
