from odoo import fields, models
from odoo.fields import Domain

from ...metering import to_quantity, to_units
from ..ledger.prepaid_entry import DRAW_KINDS

# What a withdrawn sale takes back of credit that was used already.
TAKEN_BACK = ("grant", "transfer")


class PrepaidContract(models.Model):
    """Reviews: what a client got in a period, told by ledger entries alone."""

    _inherit = "prepaid.contract"

    def _get_review(self, date_from, date_to, as_of=None):
        """Return the review of a period as plain data, which JSON keeps as it is.

        Days are ISO strings, quantities in the contract's unit, durations minutes,
        names in the language of this environment. As in a statement, an entry belongs
        to the period of its work date, whenever it was booked until ``as_of`` (naive
        UTC; default: now); the forecast and the advice are of now.

        Call it in sudo after the check of access.
        """
        self.ensure_one()
        as_of = as_of or self._get_statement_instant()
        work = self._get_review_work(date_from, date_to, as_of)
        figures = self._get_review_figures(date_from, date_to, as_of)
        told, questions = (
            self._get_forecast(),
            self._get_review_questions(date_from, date_to),
        )
        return {
            "date_from": fields.Date.to_string(date_from),
            "date_to": fields.Date.to_string(date_to),
            "as_of": fields.Datetime.to_string(as_of),
            "plan": self.plan_id.name,
            "figures": figures,
            **work,
            "responses": self._get_review_responses(date_from, date_to),
            "questions": questions,
            "forecast": self._prepare_client_forecast(told),
            "advice": self._get_review_advice(
                date_from, date_to, figures, questions, told
            ),
        }

    def _get_review_figures(self, date_from, date_to, as_of):
        """Return what moved: opening and all the rest make the closing balance.

        Work is net of what was taken back of it, so that it is what the tables of the
        work add up to.
        """
        known = Domain("contract_id", "=", self.id)
        known &= Domain("create_date", "<=", as_of)
        period = known & Domain("date", ">=", date_from) & Domain("date", "<=", date_to)
        rows = self.env["prepaid.entry"]._read_group(period, ["kind"], ["quantity:sum"])
        moved = dict.fromkeys(("grant", "adjust", "transfer", "expire", "void"), 0)
        moved |= {kind: to_units(quantity) for kind, quantity in rows}
        withdrawn = self._sum_entries(
            period
            & Domain("kind", "in", DRAW_KINDS)
            & Domain("reversed_entry_id.kind", "in", TAKEN_BACK)
        )
        used = sum(moved.get(kind, 0) for kind in DRAW_KINDS) - withdrawn
        opening = self._sum_entries(known & Domain("date", "<", date_from))
        units = {
            "opening": opening,
            "used": used,
            "corrected": moved["adjust"],
            "transferred": moved["transfer"],
            "expired": moved["expire"],
            "voided": moved["void"] + withdrawn,
            "closing": opening + sum(moved.values()),
        }
        figures = {name: to_quantity(number) for name, number in units.items()}
        return figures | {"granted": self._get_review_granted(period)}

    def _get_review_granted(self, period):
        """Return [kind of grant, its quantity] of the credit that came in."""
        rows = self.env["prepaid.entry"]._read_group(
            period & Domain("kind", "=", "grant"), ["grant_id"], ["quantity:sum"]
        )
        granted = {}
        for grant, quantity in rows:
            granted[grant.kind] = granted.get(grant.kind, 0) + to_units(quantity)
        return [[kind, to_quantity(units)] for kind, units in granted.items() if units]
