from datetime import date as Date
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ...metering import to_units
from ..importing.opening_reading import Flaw
from ..importing.opening_texts import get_flaw_texts

# More than this, in minutes or money, no client has.
QUANTITY_MOST = 1_000_000_000
# How many flaws an error names; the assistant shows them all.
NAMED_MOST = 40


class Candidate(NamedTuple):
    """A line that somebody wants to import, with its records found.

    ``line`` tells it to people; ``quantity`` is in the plan's unit, ``amount`` in the
    plan's currency, None if nobody said. ``shown`` is the credit as it was written.
    What is not known of a flawed row is empty: partner and plan, None for a quantity.
    """

    line: int
    partner: models.BaseModel
    plan: models.BaseModel
    quantity: Decimal
    amount: Decimal | None
    date: Date | None
    expiry: Date | None
    reference: str
    shown: str = ""

    def is_whole(self):
        """Tell whether all is known that an import needs."""
        return bool(self.partner and self.plan and self.quantity is not None)


class Verdict(NamedTuple):
    """All flaws of candidates, and the lines (numbers) that are imported already."""

    flaws: list
    known: set


class PrepaidOpeningLine(models.Model):
    """What is wrong with a line, before it is imported: the same at every door."""

    _inherit = "prepaid.opening.line"

    @api.model
    def _judge(self, candidates, company, day):
        """Return the Verdict on candidates of a company as of an opening date."""
        known, flaws = self._compare_imported(candidates, company)
        new = [each for each in candidates if each.line not in known]
        for candidate in new:
            if candidate.plan:
                flaws += self._judge_plan(candidate, company)
            flaws += self._judge_figures(candidate, company)
            flaws += self._judge_days(candidate, company, day)
        flaws += self._find_twins(new)
        return Verdict(sorted(flaws, key=lambda flaw: flaw.line), known)

    @api.model
    def _judge_plan(self, candidate, company):
        plan = candidate.plan
        if plan.company_id and plan.company_id not in company.parent_ids:
            return [
                Flaw(candidate.line, "plan_company", (plan.name, plan.company_id.name))
            ]
        if not plan.active:
            return [Flaw(candidate.line, "plan_archived", (plan.name, ""))]
        return []

    @api.model
    def _judge_figures(self, candidate, company):
        line, quantity, amount = candidate.line, candidate.quantity, candidate.amount
        plan = candidate.plan
        currency = plan.currency_id or company.currency_id
        shown = candidate.shown or str(quantity)
        coin = currency.rounding if plan.unit == "money" else 1
        keys = []
        if quantity is not None and quantity < 0:
            keys.append(("credit_negative", shown, ""))
        elif quantity == 0:
            keys.append(("credit_zero", shown, ""))
        elif quantity and quantity > QUANTITY_MOST:
            keys.append(("credit_large", shown, ""))
        elif quantity and plan and quantity % Decimal(str(coin)):
            unit = currency.name if plan.unit == "money" else self.env._("minutes")
            keys.append(("credit_decimals", shown, unit))
        if amount is None:
            keys.append(("amount_missing", "", ""))
        elif amount < 0:
            keys.append(("amount_negative", str(amount), ""))
        elif amount % Decimal(str(currency.rounding)):
            keys.append(("amount_decimals", str(amount), currency.name))
        return [Flaw(line, key, (value, other)) for key, value, other in keys]

    @api.model
    def _judge_days(self, candidate, company, day):
        bought, expiry = candidate.date, candidate.expiry
        keys = []
        if bought and bought > max(company._get_prepaid_today(), day):
            keys.append(("date_future", bought, day))
        elif bought and bought > day:
            keys.append(("date_after", bought, day))
        if bought and expiry and expiry < bought:
            keys.append(("expiry_before", expiry, bought))
        elif expiry and expiry < day:
            keys.append(("expired", expiry, day))
        return [
            Flaw(
                candidate.line,
                key,
                (format_date(self.env, value), format_date(self.env, other)),
            )
            for key, value, other in keys
        ]

    @api.model
    def _find_twins(self, candidates):
        """Return a flaw for each line that another one of the same file says too."""
        first, flaws = {}, []
        for candidate in candidates:
            if not candidate.reference and not candidate.is_whole():
                continue
            key = self._get_identity(candidate)
            other = first.setdefault(key, candidate)
            if other is candidate:
                continue
            kind = "reference_twice" if candidate.reference else "row_twice"
            value = (candidate.reference, str(other.line))
            flaws.append(Flaw(candidate.line, kind, value))
        return flaws

    # === WHAT IS IMPORTED ALREADY === #

    @api.model
    def _get_identity(self, candidate):
        """Return what tells a line again: its reference, else who, what and when."""
        if candidate.reference:
            return candidate.reference
        return (
            candidate.partner.commercial_partner_id.id,
            candidate.plan.id,
            candidate.date or False,
            candidate.expiry or False,
        )

    @api.model
    def _compare_imported(self, candidates, company):
        """Return (lines that are imported already as they are, flaws of the others)."""
        booked = self._read_booked(candidates, company)
        known, flaws = set(), []
        for candidate in candidates:
            line = booked.get(self._get_identity(candidate))
            if not line or not candidate.is_whole():
                continue
            if line._says(candidate):
                known.add(candidate.line)
                continue
            name = candidate.reference or candidate.partner.display_name
            value = (name, line._describe_figures())
            flaws.append(Flaw(candidate.line, "imported_otherwise", value))
        return known, flaws

    @api.model
    def _read_booked(self, candidates, company):
        """Return {identity: line} of what the company imported and did not undo."""
        references = [each.reference for each in candidates if each.reference]
        partners = self.env["res.partner"].union(*(each.partner for each in candidates))
        lines_sudo = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("is_booked", "=", True),
                "|",
                ("reference", "in", references),
                "&",
                ("reference", "=", False),
                ("partner_id", "child_of", partners.commercial_partner_id.ids),
            ]
        )
        return {self._get_identity(line._as_candidate()): line for line in lines_sudo}

    def _says(self, candidate):
        """Tell whether the line says the same as a candidate."""
        self.ensure_one()
        own = self._as_candidate()
        same = (own.date, own.expiry, own.plan) == (
            candidate.date or None,
            candidate.expiry or None,
            candidate.plan,
        )
        customers = own.partner | candidate.partner
        return (
            same
            and len(customers.commercial_partner_id) == 1
            and to_units(own.quantity) == to_units(candidate.quantity)
            and own.amount == (candidate.amount or 0)
        )

    def _as_candidate(self):
        """Return what the line says, as if it were to be imported."""
        self.ensure_one()
        currency = self.currency_id
        amount = Decimal(str(round(self.amount, currency.decimal_places)))
        return Candidate(
            line=self.id,
            partner=self.partner_id,
            plan=self.plan_id,
            quantity=Decimal(str(round(self.quantity, 3))),
            amount=amount,
            date=self.date or None,
            expiry=self.date_expiry or None,
            reference=self.reference or "",
        )

    def _describe_figures(self):
        """Return what was imported, in words: who, how much, for how much."""
        parts = [
            self.partner_id.display_name,
            self.contract_id._format_quantity(self.quantity),
            self.currency_id.format(self.amount),
        ]
        parts += [format_date(self.env, day) for day in (self.date, self.date_expiry)]
        return ", ".join(filter(None, parts))

    # === LINES THAT ARE THERE === #

    def _check_importable(self):
        """Refuse lines with flaws, all of them named; return those not known yet."""
        numbers = {line.id: number for number, line in enumerate(self, 1)}
        flaws, known = [], self.browse()
        for opening, lines in self.grouped("opening_id").items():
            verdict = self._judge(
                [line._as_candidate() for line in lines],
                opening.company_id,
                opening.date,
            )
            flaws += verdict.flaws
            known |= self.browse(verdict.known)
        if flaws:
            flaws = [
                flaw._replace(line=numbers.get(flaw.line, flaw.line)) for flaw in flaws
            ]
            raise ValidationError(self._tell_flaws(flaws))
        return self - known

    @api.model
    def _tell_flaws(self, flaws):
        texts = self._get_flaw_rows(flaws)
        shown = [f"{line}: {what} {remedy}" for line, what, remedy in texts]
        if len(shown) > NAMED_MOST:
            rest = self.env._("… and %(number)s more.", number=len(shown) - NAMED_MOST)
            shown = [*shown[:NAMED_MOST], rest]
        return "\n".join(shown)

    @api.model
    def _get_flaw_rows(self, flaws):
        """Return [(line, what is wrong, remedy)] of Flaws, one row each."""
        texts = get_flaw_texts(self.env)
        rows = []
        for flaw in flaws:
            what, remedy = texts[flaw.key]
            values = flaw.value if isinstance(flaw.value, tuple) else (flaw.value, "")
            named = dict(zip(("value", "other"), values, strict=True))
            rows.append((flaw.line, what % named, remedy % named))
        return rows
