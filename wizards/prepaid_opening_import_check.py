import base64
from collections import defaultdict
from decimal import Decimal

from markupsafe import Markup

from odoo import models
from odoo.fields import Command

from ..models.books.prepaid_opening_check import Candidate
from ..models.importing.names import get_core, get_key
from ..models.importing.opening_reading import Flaw, to_minutes
from ..models.importing.opening_texts import get_ask_texts
from ..models.importing.sheet import write_faults
from ..models.importing.texts import get_credit_texts, get_row_texts
from .prepaid_opening_import_sources import ELSEWHERE

# As many faults stand on the page; the file has them all.
SHOWN_MOST = 200
# As many rows of a note are named.
NOTED_MOST = 10
# What the assistant asks about a name, and of which model the answer is.
KINDS = ("customer", "plan")


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
            if not wrong:
                candidates.append(self._make_candidate(row, found))
        Line = self.env["prepaid.opening.line"]
        verdict = Line._judge(candidates, self.company_id, self.date)
        flaws = sorted(flaws + verdict.flaws, key=lambda flaw: flaw.line)
        self.asks_price = any(row.amount is None for row in reading.rows)
        self._show_flaws(reading, flaws)
        new = [each for each in candidates if each.line not in verdict.known]
        self._show_figures(new)
        self._show_message(reading, flaws, len(verdict.known), new)
        return [self._prepare_line_vals(each) for each in new]

    def _judge_unit(self, row, plan, currencies):
        """Return the flaws of a row whose unit, currency or decimals the plan lacks."""
        if not plan:
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

    def _make_candidate(self, row, found):
        plan = found["plan"]
        quantity = row.credit
        if plan.unit == "time":
            quantity = Decimal(to_minutes(row.credit, row.unit or "hours"))
        amount = row.amount
        if amount is None and self.unpriced_free:
            amount = Decimal(0)
        return Candidate(
            *(row.line, found["customer"], plan, quantity, amount),
            *(row.date, row.expiry, row.reference, str(row.credit)),
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
        said = {kind: {getattr(row, kind) for row in rows} for kind in KINDS}
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
            found = names[kind][name]
            records[kind] = found if len(found) == 1 else found.browse()
            if not found:
                flaws.append(Flaw(row.line, f"{kind}_unknown", (name, "")))
            elif len(found) > 1:
                others = ", ".join(found.mapped("display_name"))
                flaws.append(Flaw(row.line, f"{kind}_two", (name, others)))
            elif not found.active:
                flaws.append(Flaw(row.line, f"{kind}_archived", (name, "")))
        return records, flaws

    # === WHAT IS SHOWN === #

    def _show_asks(self, reading):
        texts = get_ask_texts(self.env)
        paragraphs = [texts[ask] for ask in reading.asks]
        self._show(paragraphs + self._get_unknown(reading), "faults", [], [])

    def _show_flaws(self, reading, flaws):
        """Keep all flaws as a file, and the first of them on the page."""
        rows = self.env["prepaid.opening.line"]._get_flaw_rows(flaws)
        titles = [
            self.env._("Row"),
            self.env._("What Is Wrong, and What to Do"),
            *reading.header,
        ]
        content = write_faults(
            titles,
            [
                (line, f"{what} {remedy}", reading.cells.get(line, []))
                for line, what, remedy in rows
            ],
        )
        self.flaw_count = len(rows)
        self.flaw_file = rows and base64.b64encode(content)
        self.flaw_ids = [
            Command.clear(),
            *(
                Command.create({"line": line, "what": what, "remedy": remedy})
                for line, what, remedy in rows[:SHOWN_MOST]
            ),
        ]

    def _show_figures(self, candidates):
        """Show what is imported of each plan: clients, credit, money."""
        by_plan = defaultdict(list)
        for each in candidates:
            by_plan[each.plan].append(each)
        self.figure_ids = [Command.clear()] + [
            Command.create(
                {
                    "plan_id": plan.id,
                    "row_count": len(rows),
                    "partner_count": len(
                        {each.partner.commercial_partner_id for each in rows}
                    ),
                    "quantity": float(sum(each.quantity for each in rows)),
                    "amount": float(sum(each.amount or 0 for each in rows)),
                }
            )
            for plan, rows in by_plan.items()
        ]

    def _show_message(self, reading, flaws, known, new):
        lines = len({flaw.line for flaw in flaws})
        notes = []
        if flaws:
            notes.append(
                self.env._(
                    "%(faults)s faults in %(rows)s rows: nothing is imported. Mend "
                    "them in the spreadsheet, choose it again, and check again.",
                    faults=len(flaws),
                    rows=lines,
                )
            )
        else:
            notes.append(
                self.env._(
                    "%(rows)s rows can be imported. Nothing is written yet.",
                    rows=len(new),
                )
            )
        if known:
            notes.append(
                self.env._(
                    "%(rows)s rows were imported before and are left as they are.",
                    rows=known,
                )
            )
        locked = self._get_locked_text()
        notes += filter(None, [locked, *self._get_notes(reading)])
        state = "faults" if flaws or locked or self._get_asked_names() else "ready"
        self._show(notes, state)

    def _get_asked_names(self):
        return self.name_ids.filtered(lambda each: not each._get_answer())

    def _get_notes(self, reading):
        texts = get_row_texts(self.env) | {
            "example": self.env._(
                "Row %(line)s is the example of the template and is left out."
            )
        }
        texts |= {
            ELSEWHERE + key: text for key, text in get_credit_texts(self.env).items()
        }
        told = defaultdict(list)
        for key, line in reading.notes:
            told[texts[key]].append(line)
        notes = [self._tell_note(text, lines) for text, lines in told.items()]
        return notes + self._get_unknown(reading)

    def _tell_note(self, text, lines):
        """Return a note on some lines, which names the first of them."""
        numbers = ", ".join(map(str, lines[:NOTED_MOST]))
        numbers += " …" if len(lines) > NOTED_MOST else ""
        if "%(line)s" in text:
            return text % {"line": numbers}
        return self.env._("Row %(lines)s: %(text)s", lines=numbers, text=text)

    def _get_unknown(self, reading):
        """Return a sentence that names the columns that mean nothing here."""
        if not reading.unknown:
            return []
        return [
            self.env._(
                "Not read, as nobody knows these columns: %(columns)s.",
                columns=", ".join(reading.unknown),
            )
        ]

    def _show(self, paragraphs, state, flaws=None, figures=None):
        """Show paragraphs, and empty what a file that was not read cannot say."""
        vals = {
            "state": state,
            "message": Markup("").join(
                Markup("<p>%s</p>") % text for text in paragraphs
            ),
        }
        if flaws is not None:
            vals |= {"flaw_ids": [Command.clear()], "flaw_count": 0, "flaw_file": False}
        if figures is not None:
            vals["figure_ids"] = [Command.clear()]
        self.write(vals)
