from odoo import models

from ..ledger.scope import GENERAL
from . import what_if
from .prepaid_contract_what_if import Known, Pack, Question
from .what_if import Due


class PrepaidContract(models.Model):
    """Which bigger pack would have saved a client the most."""

    _inherit = "prepaid.contract"

    def _get_best_pack(self, months=6):
        """Return (product, saving in company currency), or None: see below."""
        self.ensure_one()
        return self._get_best_packs(months).get(self)

    def _get_best_packs(self, months=6):
        """Return {contract: (product, saving in company currency)}.

        Of the packs of the contract's own plan that are for sale and bigger than those
        it bought, the one with which the work of these months would have cost the
        least: what was used or expired, at the price of the pack today for this client,
        against the price of what really was. Who bought by the month is asked for a
        bigger pack by the month. A pack of which less than one would have been used is
        none to propose. Closed contracts, those with credit for some work only, and
        those that nothing would have saved, are left out. So are packs for some work.
        Worked out in sudo: whoever asks shows it to who reads prices alone. Nothing is
        written.
        """
        found = {}
        open_sudo = self.sudo().filtered(
            lambda contract: contract.state != "closed" and not contract.scoped
        )
        for company, contracts in open_sudo.grouped("company_id").items():
            last = company._get_prepaid_today()
            first = what_if.get_months(last, months)[0].first
            logged = contracts._read_logged(first, last)
            paid, known = contracts._read_paid(first, last), Known(contracts)
            bought = contracts._get_biggest_bought(first)
            for contract in contracts.browse(logged):
                savings = {}
                for product in contract._get_bigger_packs(bought.get(contract)):
                    savings[product] = contract._get_pack_saving(
                        contract._ask_for_pack(product, last, months),
                        logged[contract.id],
                        paid[contract].spent,
                        known,
                    )
                best = max(savings, key=savings.get, default=None)
                if best and savings[best]:
                    found[contract] = (best, savings[best])
        return {
            contract.with_env(self.env): (best.with_env(self.env), saving)
            for contract, (best, saving) in found.items()
        }

    def _get_biggest_bought(self, first):
        """Return {contract: the credit of the biggest pack it bought since a day}."""
        rows = self.env["prepaid.grant"]._read_group(
            [
                ("contract_id", "in", self.ids),
                ("kind", "=", "purchase"),
                ("date", ">=", first),
            ],
            ["contract_id"],
            ["pack_quantity:max"],
        )
        return dict(rows)

    def _get_bigger_packs(self, bought):
        """Return the packs for sale that hold more than what the client buys."""
        bought = bought or self.refill_product_id.prepaid_quantity
        packs = self.plan_id.pack_ids.filtered(
            lambda pack: (
                pack.sale_ok
                and pack.list_price > 0
                and pack._get_pack_scope() == GENERAL
                and not pack.is_prepaid_open_amount
                and pack.company_id.id in (False, self.company_id.id)
            )
        )
        return packs.product_variant_ids.filtered(
            lambda product: product.prepaid_quantity > bought
        )

    def _ask_for_pack(self, product, last, months):
        """Return the Question what a pack would have cost, bought as the client buys.

        Work beyond the credit of a month is invoiced where the plan does so.
        """
        plan, schedule = self.plan_id, self._get_schedule()
        sold = schedule._get_wanted(last) if schedule else ()
        products = self.env["product.product"].browse(each.product for each in sold)
        is_monthly = any(product.is_prepaid_pack for product in products)
        is_invoiced = (
            plan.overdraft_settlement == "invoice" and not plan._get_overage_remedy()
        )
        return Question(
            plan,
            Pack.make_of(product),
            last,
            months,
            every_month=1 if is_monthly else 0,
            beyond="invoice" if is_invoiced else "pack",
        )

    def _get_pack_saving(self, question, works, spent, known):
        """Return what the Question's pack would have saved, 0 where it would not.

        The plan is the contract's own: what was drawn is what would be due.
        """
        rule = self._get_rule(question, known)
        dues = [Due(work.id, work.day, work.units) for work in works]
        if not rule.periods and sum(due.units for due in dues) < rule.offer(1).units:
            return 0
        dues.sort(key=lambda due: (due.day, due.key))
        currency = self.company_id.currency_id
        outcome = what_if.run(dues, rule, question.last)
        return max(currency.round(spent - outcome.spent * currency.rounding), 0)
