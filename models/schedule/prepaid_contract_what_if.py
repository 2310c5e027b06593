from datetime import date
from functools import cache
from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

from ...metering import to_quantity, to_units
from ..metering.prepaid_plan_logged import OpenHours
from . import what_if
from .what_if import Due, Offer, Outcome, Rule

# Contracts whose work is read at once.
BATCH = 500


class Pack(NamedTuple):
    """A pack that somebody might sell: ``quantity`` and ``bonus`` in the plan's unit,
    valid for ``months`` (0: for ever).

    ``price`` is that of one, without taxes, in ``currency``; None asks the pricelist of
    each client for that of ``product``.
    """

    product: models.BaseModel
    quantity: float
    bonus: float = 0.0
    months: int = 0
    price: float | None = None
    currency: models.BaseModel | None = None

    @classmethod
    def make_of(cls, product):
        """Return a pack of the catalogue as it is sold today."""
        months = product.product_tmpl_id._get_prepaid_validity_months()
        quantities = product.prepaid_quantity, product.prepaid_bonus_quantity
        return cls(product, *quantities, months)


class Question(NamedTuple):
    """What if the work of so many ``months`` until ``last`` were under this plan?

    ``plan`` need not be saved. ``every_month`` packs come with each month (0: packs are
    bought as needed). ``beyond`` is as in `what_if.Rule`, where an hour that is
    invoiced costs ``price_hour`` (None: what the plan's product costs the client).
    """

    plan: models.BaseModel
    pack: Pack
    last: date
    months: int = 12
    every_month: int = 0
    beyond: str = "pack"
    price_hour: float | None = None
    pricelist: models.BaseModel | None = None

    @property
    def periods(self):
        return what_if.get_months(self.last, self.months)

    @property
    def first(self):
        return self.periods[0].first


class Answer(NamedTuple):
    """What the plan would have come to for one client.

    ``works`` are (Logged, its facts under the plan), by day. Where the plan cannot
    price the work, ``reason`` says so, and there is no outcome.
    """

    works: tuple = ()
    outcome: Outcome | None = None
    reason: str = ""


class Known:
    """What is read once for all contracts: when they began and ended, and prices."""

    def __init__(self, contracts):
        self.lives = contracts._read_lives()
        self.prices = {}


class PrepaidContract(models.Model):
    """What the real work of clients would have cost under another plan.

    Called in sudo, after the rights of who asks. Nothing is written.
    """

    _inherit = "prepaid.contract"

    def _ask_what_if(self, question):
        """Yield (contract, Answer) for each contract, some hundreds at once."""
        first = fields.Date.start_of(question.first, "month")
        for ids in split_every(BATCH, self.ids):
            contracts = self.browse(ids)
            logged = contracts._read_logged(first, question.last)
            works = [work for mine in logged.values() for work in mine]
            hours = OpenHours(question.plan, works)
            known = Known(contracts)
            for contract in contracts:
                mine = logged[contract.id]
                try:
                    answer = contract._answer_what_if(question, mine, hours, known)
                except UserError as error:
                    answer = Answer(reason=str(error))
                yield contract, answer

    def _answer_what_if(self, question, works, hours, known):
        first = question.first
        facts = question.plan._meter_logged(self, works, hours)
        pairs = sorted(
            (
                (work, fact)
                for work, fact in zip(works, facts, strict=True)
                if work.day >= first
            ),
            key=lambda pair: (pair[0].day, pair[0].id),
        )
        dues = [Due(work.id, work.day, to_units(fact["due"])) for work, fact in pairs]
        rule = self._get_rule(question, known)
        return Answer(tuple(pairs), what_if.run(dues, rule, question.last))

    def _get_rule(self, question, known):
        """Return the Rule by which this client would have bought.

        Nobody pays for months before the contract's first movement or after its end.
        """
        plan, pack = question.plan, question.pack
        since, until = known.lives[self.id]
        periods = [
            period
            for period in question.periods
            if since and period.last >= since and not (until and period.first > until)
        ]
        is_kept = not question.every_month or plan.schedule_validity == "pack"
        return Rule(
            offer=cache(lambda packs: self._make_offer(question, packs, known)),
            months=pack.months if is_kept else 0,
            periods=tuple(periods) if question.every_month else (),
            packs=question.every_month,
            beyond=question.beyond if question.every_month else "pack",
            price=lambda units: self._get_beyond_coins(question, units, known),
            grace_days=plan.expiry_grace_days,
            rollover_months=plan.rollover_months,
            outcome=plan.expiry_outcome,
            stays=self._is_expiry_barred(),
        )

    def _read_lives(self):
        """Return {contract id: (day of its first movement, if any, day of its end)}."""
        self.env["prepaid.entry"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT contract.id, entry.date
                  FROM prepaid_contract contract
    CROSS JOIN LATERAL (
                       SELECT date FROM prepaid_entry
                        WHERE contract_id = contract.id
                     ORDER BY contract_id, date, id LIMIT 1) entry
                 WHERE contract.id = ANY(%s)
                """,
                self.ids,
            )
        )
        begun = dict(rows)
        return {
            contract.id: (begun.get(contract.id), contract._get_last_day())
            for contract in self
        }

    def _get_last_day(self):
        """Return the day on which the contract ended, or False."""
        last = self.date_last_draw if self.state == "closed" else False
        return self.date_end or last

    def _make_offer(self, question, packs, known):
        plan, pack = question.plan, question.pack
        units = [
            plan._get_pack_units(packs, quantity)
            for quantity in (pack.quantity, pack.bonus)
        ]
        rolling = sum(plan._get_rollover_limit(to_quantity(part)) for part in units)
        if pack.price is None:
            price = self._get_price_once(pack.product, packs, question, known)
        else:
            price = self._to_company_money(pack.price * packs, pack.currency)
        return Offer(sum(units), rolling, self._to_coins(price))

    def _get_beyond_coins(self, question, units, known):
        """Return what an invoice of so many units beyond the credit costs."""
        plan = question.plan
        if plan.unit == "money":
            amount = to_quantity(units)
            return self._to_coins(self._to_company_money(amount, plan.currency_id))
        hours = plan._get_overage_packs(units)
        if question.price_hour is not None:
            price = self._to_company_money(
                question.price_hour * hours, question.pack.currency
            )
            return self._to_coins(price)
        product = plan.overage_product_id
        if not product:
            raise UserError(
                self.env._(
                    "The plan %(plan)s does not say what an hour beyond the credit "
                    "costs. Enter a price, or let one more pack be bought.",
                    plan=plan.name,
                )
            )
        hour = self.env.ref("uom.product_uom_hour")
        return self._to_coins(
            self._get_price_once(product, hours, question, known, hour)
        )

    def _get_price_once(self, product, quantity, question, known, uom=None):
        """Return the price of a product; clients who pay alike are asked once."""
        company = self.company_id
        partner = self.partner_id.with_company(company)
        pricelist = question.pricelist or partner.property_product_pricelist
        position = product._get_prepaid_position(partner)
        key = (product, quantity, company, pricelist, position)
        if key not in known.prices:
            price = product._get_prepaid_price(self, quantity, pricelist, uom)
            known.prices[key] = price
        return known.prices[key]

    def _to_company_money(self, amount, currency):
        company = self.company_id
        if not currency or currency == company.currency_id:
            return company.currency_id.round(amount)
        return currency._convert(
            amount, company.currency_id, company, company._get_prepaid_today()
        )

    def _to_coins(self, amount):
        return round(amount / self.company_id.currency_id.rounding)
