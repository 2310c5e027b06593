import base64

from markupsafe import Markup

from odoo import models
from odoo.tools import format_date

from ..metering import format_minutes
from ..models.importing.sheet import write_faults
from ..models.importing.texts import get_work_texts

# How many faults are shown at once; the file has them all.
FAULTS_SHOWN = 10


class PrepaidImportWork(models.TransientModel):
    """What a person is told of a file before and after it is imported."""

    _inherit = "prepaid.import.work"

    def _tell_plan(self, plan):
        """Keep what stands in the way, and what is left out."""
        self.name_ids = plan.names.with_env(self.env)
        self.row_count = len(plan.jobs)
        asks = [*plan.asks]
        if any(fault.key == "differs" for fault in plan.faults):
            asks.append("duration_wins")
        self.asks = ",".join(asks)
        texts = [*self._get_ask_texts(plan), *self._get_fault_texts(plan)]
        texts += self._get_left_texts(plan)
        if not plan.jobs and not (plan.asks or plan.faults or self.open_name_count):
            texts.append(self.env._("Nothing is left to import."))
        self.message = Markup("").join(Markup("<p>%s</p>") % text for text in texts)

    # === QUESTIONS === #

    def _get_ask_texts(self, plan):
        texts = {
            "date_order": self.env._(
                "Every date of this file could be read either way. Choose under Dates "
                "whether the day or the month comes first."
            ),
            "duration_form": self.env._(
                "The durations of this file could be read in several ways. Choose "
                "under Durations how they are written."
            ),
            "equal_rows": self.env._(
                "Rows of this file are equal. Choose under Equal Rows whether each is "
                "work of its own."
            ),
            "draws": self.env._("Choose under Credit whether this work draws credit."),
            "project_id": self.env._(
                "Choose under Logged in the project that gets the work."
            ),
        }
        told = [texts[name] for name in plan.asks]
        if self.open_name_count:
            told.append(
                self.env._(
                    "Names that need you: %(count)s. Nobody guesses who they are; say "
                    "so under Names.",
                    count=self.open_name_count,
                )
            )
        return told

    # === FAULTS === #

    def _get_fault_texts(self, plan):
        """Keep all faults as a file, and return the first ones in words."""
        if not plan.faults:
            return []
        reasons = get_work_texts(self.env) | self._get_place_texts()
        faults = [(each.line, reasons[each.key], each.cells) for each in plan.faults]
        titles = [self.env._("Line"), self.env._("Reason"), *plan.table.header]
        self.fault_count = len(faults)
        self.fault_file = base64.b64encode(write_faults(titles, faults))
        told = self.env._(
            "Rows with a fault: %(count)s. Nothing is imported until they are mended "
            "in the file, or left out.",
            count=len(faults),
        )
        if self.leave_out_faults:
            told = self.env._(
                "Rows with a fault that are left out: %(count)s.", count=len(faults)
            )
        return [
            told,
            *(
                self.env._("Line %(line)s: %(reason)s", line=line, reason=reason)
                for line, reason, _cells in faults[:FAULTS_SHOWN]
            ),
        ]

    def _get_place_texts(self):
        """Return {key: text} of what is wrong with where a row would draw."""
        closed = self._get_closed_day()
        return {
            "closed": self.env._(
                "The books are closed up to %(day)s. Set that work draws from a later "
                "day, or is only recorded.",
                day=format_date(self.env, closed),
            ),
            "before_contract": self.env._(
                "It is before the client's first contract and credit. Set that work "
                "draws from a later day, or let the contract begin earlier."
            ),
        }

    # === WHAT IS LEFT OUT === #

    def _get_left_texts(self, plan):
        """Return what is left out by itself, each with its reason."""
        texts = {
            "known": self.env._("Rows that are imported already: %(count)s."),
            "copies": self.env._("Rows that are there again: %(count)s."),
            "names": self.env._("Rows of names that are left out: %(count)s."),
        }
        told = [
            texts[key] % {"count": count}
            for key, count in plan.left_out.items()
            if count
        ]
        reasons = get_work_texts(self.env)
        told += [reasons[key] % {"line": line} for key, line in plan.notes]
        if plan.table.unknown:
            told.append(
                self.env._(
                    "Columns that nobody knows are not read: %(columns)s.",
                    columns=", ".join(plan.table.unknown),
                )
            )
        return told

    # === FIGURES === #

    def _tell_figures(self, figures):
        """Show what is written for each client."""
        head = (
            self.env._("Client"),
            self.env._("Rows"),
            self.env._("Worked"),
            self.env._("Only Recorded"),
            self.env._("Credit Drawn"),
            self.env._("Not Covered"),
            self.env._("No Contract"),
        )
        rows = [self._show_figures(each) for each in figures]
        self.summary = Markup(
            '<div class="table-responsive"><table class="table table-sm">'
            "<thead><tr>%s</tr></thead><tbody>%s</tbody></table></div>"
        ) % (_cells("th", head), Markup("").join(_row(row) for row in rows))

    def _show_figures(self, each):
        return (
            each.client,
            each.count,
            format_minutes(each.minutes),
            format_minutes(each.recorded) if each.recorded else "",
            each.drawn,
            each.uncovered,
            format_minutes(each.without) if each.without else "",
        )


def _cells(tag, cells):
    cell = Markup(f"<{tag}>%s</{tag}>")
    return Markup("").join(cell % text for text in cells)


def _row(cells):
    return Markup("<tr>%s</tr>") % _cells("td", cells)
