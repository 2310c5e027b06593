from odoo import api, fields, models
from odoo.tools import format_date

from ...metering import format_minutes
from .doubts import DAY_DOUBTS, TEXT_DOUBTS, TIME_DOUBTS, Logged, find_doubts


class AccountAnalyticLine(models.Model):
    """Unusual work of clients with contracts: whoever enters it is asked, not stopped.

    One place for all doors: forms and lists ask while a line is typed, an import
    reports its rows, the quick log asks before it logs.
    """

    _inherit = "account.analytic.line"

    @api.onchange("project_id", "task_id", "date", "meter_started_at")
    def _onchange_prepaid_day(self):
        return self._warn_of_doubts(DAY_DOUBTS)

    @api.onchange("unit_amount", "product_uom_id")
    def _onchange_prepaid_time(self):
        """Ask about the text too: in all views it comes before the time."""
        if self.unit_amount and not self._origin:
            return self._warn_of_doubts(TIME_DOUBTS | TEXT_DOUBTS)
        return self._warn_of_doubts(TIME_DOUBTS)

    @api.onchange("name")
    def _onchange_prepaid_text(self):
        if self.unit_amount or self._origin:
            return self._warn_of_doubts(TEXT_DOUBTS)
        return None

    @api.model
    def load(self, fields, data):
        """Report unusual rows of an import as warnings; they are imported."""
        result = super().load(fields, data)
        if result["ids"] and "unit_amount" in fields:
            lines = self.browse(result["ids"])
            for row, line in enumerate(lines):
                result["messages"] += line._prepare_import_warnings(row)
        return result

    # === BUSINESS METHODS === #

    def _get_doubts(self, kinds=DAY_DOUBTS | TIME_DOUBTS | TEXT_DOUBTS):
        """Return what is unusual about the line, as sentences by kind (dict).

        Empty for work that no contract has to do with. The line may be a new record.
        """
        self.ensure_one()
        line = self.sudo()
        if not line._get_prepaid_project() or not line._is_prepaid_work():
            return {}
        company = line._get_prepaid_company() or line.env.company
        today = company._get_prepaid_today()
        logged = Logged(
            line.name,
            line._get_worked_minutes(),
            line.date or today,
            line.meter_started_at or None,
            line._get_first_credit_day(),
        )
        found = find_doubts(logged, today, fields.Datetime.now())
        texts = self._get_doubt_texts(logged)
        return {kind: texts[kind] for kind in found if kind in kinds}

    @api.model
    def _get_doubt_texts(self, logged):
        day = format_date(self.env, logged.day)
        first = format_date(self.env, logged.credit_day)
        time = format_minutes(logged.minutes)
        return {
            "future": self.env._("This work lies in the future: %(day)s.", day=day),
            "before_credit": self.env._(
                "This work is of %(day)s, before the client's first credit of "
                "%(first)s.",
                day=day,
                first=first,
            ),
            "long": self.env._("%(time)s are more than 24 hours.", time=time),
            "no_text": self.env._("The line does not say what was done."),
        }

    def _get_first_credit_day(self):
        """Return the day from which the client has credit for this work, or None."""
        contracts = self.prepaid_contract_id
        if not contracts:
            contracts = self._get_prepaid_customer()._get_prepaid_payers()
        return min(contracts.grant_ids.mapped("date"), default=None)

    def _warn_of_doubts(self, kinds):
        doubts = self._get_doubts(kinds)
        if not doubts:
            return None
        advice = self.env._("Put it right, or leave it as it is if it is meant so.")
        title = self.env._("Is this right?")
        return {
            "warning": {
                "title": title,
                "message": "\n".join([*doubts.values(), advice]),
            }
        }

    def _prepare_import_warnings(self, row):
        """Return the messages of `load` about one line, the ``row`` of the file."""
        rows = {"from": row, "to": row}
        place = {"type": "warning", "record": row, "rows": rows, "is_doubt": True}
        return [place | {"message": text} for text in self._get_doubts().values()]
