from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..metering import to_units
from ..models.schedule.prepaid_contract_what_if import Pack, Question
from ..models.schedule.what_if import BEYOND, get_months
from .prepaid_what_if import ROLLOVER


class PrepaidWhatIf(models.TransientModel):
    """What somebody asks, in plain data, and what keeps it from being answered."""

    _inherit = "prepaid.what.if"

    def _check_question(self):
        """Refuse what has no answer, and say what to do; and what is not theirs."""
        for asked in (self.plan_id, self.present_plan_id, self.pack_id):
            asked.check_access("read")
        self.pricelist_id.check_access("read")
        problem = (
            self._get_scope_problem()
            or self._get_pack_problem()
            or (self.is_changed and self._get_terms_problem())
        )
        if problem:
            raise UserError(problem)

    def _get_scope_problem(self):
        if self.scope == "chosen" and not self.contract_ids:
            return self.env._("Choose the contracts whose work is to be priced.")
        if self.scope == "plan" and not self.present_plan_id:
            return self.env._("Choose the plan whose contracts are to be priced.")
        if self.date_to > self.company_id._get_prepaid_today():
            return self.env._("Choose a last day that is not after today.")
        return False

    def _get_pack_problem(self):
        pack = self._get_pack()
        if not pack.product and pack.price is None:
            return self.env._(
                "Choose a pack of the plan %(plan)s, or try other terms and enter the "
                "credit and the price of one.",
                plan=self.plan_id.name,
            )
        if pack.product and pack.product.prepaid_plan_id != self.plan_id:
            return self.env._(
                "%(pack)s is no pack of the plan %(plan)s. Choose one that is.",
                pack=pack.product.display_name,
                plan=self.plan_id.name,
            )
        units = to_units(pack.quantity)
        if units <= 0 or min(pack.bonus, pack.months, self.pack_price) < 0:
            return self.env._(
                "Enter a positive credit per pack; bonus, months of validity and price "
                "must not be negative."
            )
        if self.way == "month" and self.packs <= 0:
            return self.env._("Enter how many packs are bought every month.")
        if self.price_way == "pricelist" and not self.pricelist_id:
            return self.env._("Choose the pricelist that is to be tried.")
        return False

    def _get_terms_problem(self):
        if not 0 <= self.rollover_percent <= 100 or self.rollover_most < 0:
            return self.env._(
                "A plan rolls over between 0 and 100% of a pack, and not less than "
                "nothing."
            )
        if self.rollover_percent and self.rollover_months < 1:
            return self.env._("Enter for how many months credit rolls over.")
        return self.rate_ids._get_problem()

    def _get_contracts(self):
        """Return the contracts whose work is priced; the plan may be of one company."""
        if self.scope == "chosen":
            return self.contract_ids.sorted("id")
        domain = Domain("company_id", "in", self.env.companies.ids)
        domain &= Domain("state", "!=", "draft")
        if self.plan_id.company_id:
            domain &= Domain("company_id", "=", self.plan_id.company_id.id)
        if self.scope == "plan":
            domain &= Domain("plan_id", "=", self.present_plan_id.id)
        return self.env["prepaid.contract"].search(domain, order="id")

    def _get_question(self):
        """Return the Question in plain data; the plan is a copy that nobody saves."""
        wizard_sudo = self.sudo()
        is_monthly = self.way == "month"
        return Question(
            wizard_sudo._get_plan(),
            wizard_sudo._get_pack(),
            self.date_to,
            int(self.months),
            every_month=self.packs if is_monthly else 0,
            beyond=self.beyond if self.beyond in BEYOND else "pack",
            price_hour=self.price_hour or None,
            pricelist=self.price_way == "pricelist" and wizard_sudo.pricelist_id,
        )

    def _get_plan(self):
        """Return the plan, or a copy that exists in memory only, with other terms."""
        plan = self.plan_id
        if not self.is_changed:
            return plan
        values = {name: self[name] for name in ROLLOVER}
        rates = [Command.create(rate._prepare_rate_vals()) for rate in self.rate_ids]
        return plan.new(values | {"rate_ids": [Command.clear(), *rates]}, origin=plan)

    def _get_pack(self):
        product, price = self.pack_id, None
        pack = Pack.make_of(product) if product else Pack(product, 0)
        if self.is_changed:
            quantities = self.pack_quantity, self.pack_bonus
            pack = Pack(product, *quantities, self.pack_months)
        if self.price_way == "price":
            price = self.pack_price
        return pack._replace(price=price, currency=self.currency_id)

    def _make_results(self, answers, is_single):
        """Keep the answers for the screen; contracts with nothing to tell are left out.

        A single contract is always told, line by line.
        """
        last, months = self.date_to, int(self.months)
        first = get_months(last, months)[0].first
        answers = dict(answers)
        contracts_sudo = self.env["prepaid.contract"].sudo().union(*answers)
        paid = contracts_sudo._read_paid(first, last)
        vals_list = [
            self._prepare_result_vals(contract, answer, paid[contract])
            for contract, answer in answers.items()
            if is_single or answer.works or answer.reason or any(paid[contract])
        ]
        Result = self.env["prepaid.what.if.result"]
        results = Result.create(vals_list)
        if is_single:
            results._make_lines(*answers.values())
        return results

    def _get_plan_label(self):
        """Return the plan's name, and whether its terms are other ones."""
        name = self.plan_id.name or ""
        return self.env._("%(plan)s, changed", plan=name) if self.is_changed else name
