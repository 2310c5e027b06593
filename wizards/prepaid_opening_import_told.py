import base64
from collections import defaultdict

from markupsafe import Markup

from odoo import models
from odoo.fields import Command
from odoo.tools import format_date

from ..models.importing.opening_texts import get_ask_texts
from ..models.importing.sheet import write_faults
from ..models.importing.texts import get_credit_texts, get_row_texts
from .prepaid_opening_import_sources import ELSEWHERE

# As many faults stand on the page; the file has them all.
SHOWN_MOST = 200
# As many rows of a note are named.
NOTED_MOST = 10


class PrepaidOpeningImport(models.TransientModel):
    """What the page says of a file: figures, flaws, questions, the entry to come."""

    _inherit = "prepaid.opening.import"

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
                    "Faults: %(faults)s, rows with faults: %(rows)s. Nothing is "
                    "imported. Mend them in the spreadsheet, choose it again, and "
                    "check again.",
                    faults=len(flaws),
                    rows=lines,
                )
            )
        else:
            notes.append(
                self.env._(
                    "Rows to import: %(rows)s. Nothing is written yet.",
                    rows=len(new),
                )
            )
        if known:
            notes.append(
                self.env._(
                    "Rows imported before, which are left as they are: %(rows)s.",
                    rows=known,
                )
            )
        locked = self._get_locked_text()
        books = self._get_books_text() if new and not flaws else ""
        notes += filter(None, [books, locked, *self._get_notes(reading)])
        state = "faults" if flaws or locked or self._get_asked_names() else "ready"
        self._show(notes, state)

    def _get_books_text(self):
        """Return which entry the import makes, for whoever chooses the accounts."""
        amounts = [figure.amount for figure in self.figure_ids if figure.amount]
        if not amounts or not self.is_poster:
            return ""
        deferred = self.company_id._get_prepaid_setting("deferred_revenue_account_id")
        money = ", ".join(
            figure.currency_id.format(figure.amount)
            for figure in self.figure_ids
            if figure.amount
        )
        values = {
            "date": format_date(self.env, self.date),
            "amount": money,
            "deferred": deferred.display_name or "",
            "account": self.account_id.display_name or "",
        }
        if not self.account_id:
            return self.env._(
                "No counterpart account is chosen: %(amount)s must be on %(deferred)s "
                "already, and the entry of %(date)s only says whose it is.",
                **values,
            )
        return self.env._(
            "One journal entry of %(date)s: %(amount)s from %(account)s to "
            "%(deferred)s.",
            **values,
        )

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
