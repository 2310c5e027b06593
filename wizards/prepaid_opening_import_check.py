from collections import defaultdict
from decimal import Decimal

from odoo import models
from odoo.fields import Command

from ..models.books.prepaid_opening_check import Candidate
from ..models.importing.names import get_core, get_key
from ..models.importing.opening_reading import Flaw, to_minutes

# What the assistant asks about a name, and of which model the answer is.
KINDS = ("customer", "plan")


def _is_name(text):
    """Tell whether a cell may be a name: not empty, and no failed formula."""
    return bool(text) and text[0] not in "#="


class PrepaidOpeningImport(models.TransientModel):
    """What a reading of the file comes to."""

    _inherit = "prepaid.opening.import"

    def _judge_reading(self, reading):
        """Show figures or flaws of a Reading, and return the vals of new lines."""
        flaws, names = list(reading.flaws), self._settle_names(reading.rows)
        candidates = []
        for row in reading.rows:
            found, wrong = self._find_records(row, names)
            wrong += self._judge_unit(row, found["plan"], reading.currencies)
            flaws += wrong
            candidates.append(self._make_candidate(row, found, wrong))
        Line = self.env["prepaid.opening.line"]
        verdict = Line._judge(candidates, self.company_id, self.date)
        # What a name and its record say both is one flaw.
        flaws = list(dict.fromkeys(flaws + verdict.flaws))
        flaws.sort(key=lambda flaw: flaw.line)
        self.asks_price = any(row.amount is None for row in reading.rows)
        self._show_flaws(reading, flaws)
        left_out = verdict.known | {flaw.line for flaw in flaws}
        new = [each for each in candidates if each.line not in left_out]
        self._show_figures(new)
        self._show_message(reading, flaws, len(verdict.known), new)
        return [self._prepare_line_vals(each) for each in new]

    def _judge_unit(self, row, plan, currencies):
        """Return the flaws of a row whose unit, currency or decimals the plan lacks."""
        if not plan or row.credit is None:
            return []
        currency = plan.currency_id or self.company_id.currency_id
        said = currencies.get(row.line, currency.name)
        unit = row.unit or ("money" if plan.unit == "money" else "hours")
        keys = []
        if (unit == "money") != (plan.unit == "money"):
            keys.append(("unit_differs", row.unit, self._name_unit(plan)))
        elif said != currency.name:
            keys.append(("currency", said, currency.name))
        elif plan.unit == "time" and to_minutes(row.credit, unit) is None:
            keys.append(("credit_decimals", str(row.credit), self.env._("minutes")))
        return [Flaw(row.line, key, (value, other)) for key, value, other in keys]

    def _name_unit(self, plan):
        """Return the word for what a plan counts."""
        if plan.unit == "money":
            return plan.currency_id.name
        return self.env._("time")

    def _make_candidate(self, row, found, flaws):
        """Return the Candidate of a row; what is wrong already is not judged again."""
        plan = found["plan"]
        quantity = row.credit
        if any(flaw.key in ("unit_differs", "credit_decimals") for flaw in flaws):
            quantity = None
        elif quantity is not None and plan.unit == "time":
            quantity = Decimal(to_minutes(row.credit, row.unit or "hours"))
        amount = row.amount
        if amount is None and self.unpriced_free:
            amount = Decimal(0)
        return Candidate(
            *(row.line, found["customer"], plan, quantity, amount),
            *(row.date, row.expiry, row.reference, str(row.credit or 0)),
        )

    def _prepare_line_vals(self, candidate):
        return {
            "partner_id": candidate.partner.id,
            "plan_id": candidate.plan.id,
            "quantity": float(candidate.quantity),
            "amount": float(candidate.amount or 0),
            "date": candidate.date,
            "date_expiry": candidate.expiry,
            "reference": candidate.reference or False,
        }

    # === NAMES === #

    def _settle_names(self, rows):
        """Return {kind: {name: records}}; ask about those that do not mean one."""
        Line = self.env["prepaid.opening.line"]
        said = {
            kind: {getattr(row, kind) for row in rows if _is_name(getattr(row, kind))}
            for kind in KINDS
        }
        found = {
            "customer": Line._find_customers(said["customer"], self.company_id),
            "plan": Line._find_plans(said["plan"], self.company_id),
        }
        doubts = {
            (kind, name): records
            for kind in KINDS
            for name, records in found[kind].items()
            if len(records) != 1 or not records.active
        }
        known = {(each.kind, each.name): each for each in self.name_ids}
        counts = defaultdict(int)
        for row in rows:
            for kind in KINDS:
                counts[kind, getattr(row, kind)] += 1
        likely, remembered = (
            (self._get_likely(), self._get_remembered()) if doubts else ({}, {})
        )
        gone = self.name_ids.filtered(lambda each: (each.kind, each.name) not in doubts)
        commands = [Command.delete(each.id) for each in gone]
        commands += [
            Command.create(
                {
                    "kind": kind,
                    "name": name,
                    "row_count": counts[kind, name],
                    "candidates": self._show_candidates(kind, name, records, likely),
                    "partner_id": kind == "customer"
                    and remembered.get(get_key(name), records.browse()).id,
                }
            )
            for (kind, name), records in doubts.items()
            if (kind, name) not in known
        ]
        self.write({"name_ids": commands, "state": self.state})
        for each in self.name_ids:
            if answer := each._get_answer():
                found[each.kind][each.name] = answer
        return found

    def _get_empty(self, kind):
        model = {"customer": "res.partner", "plan": "prepaid.plan"}[kind]
        return self.env[model]

    def _show_candidates(self, kind, name, records, likely):
        """Return whom a name may mean, for a person to choose."""
        if not records and kind == "customer":
            records = likely.get(get_core(name), ())
        return ", ".join(record.display_name for record in records)

    def _find_records(self, row, names):
        """Return ({kind: the one record, or none}, flaws) of the names of a row."""
        records, flaws = {}, []
        for kind in KINDS:
            name = getattr(row, kind)
            found = names[kind].get(name)
            if found is None:
                # The cell itself is a fault, which is told already.
                records[kind] = self._get_empty(kind)
                continue
            records[kind] = found if len(found) == 1 else found.browse()
            if not found:
                flaws.append(Flaw(row.line, f"{kind}_unknown", (name, "")))
            elif len(found) > 1:
                others = ", ".join(found.mapped("display_name"))
                flaws.append(Flaw(row.line, f"{kind}_two", (name, others)))
            elif not found.active:
                flaws.append(Flaw(row.line, f"{kind}_archived", (name, "")))
        return records, flaws
