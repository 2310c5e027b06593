from odoo import api, models
from odoo.tools import format_date

TEMPLATE = "/sale_timesheet_prepaid/static/xls/prepaid_opening_balances.xlsx"


class PrepaidOpeningLine(models.Model):
    """Lines come by Odoo's own import too, with the same checks, all or none."""

    _inherit = "prepaid.opening.line"

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Template for Opening Balances"),
                "template": TEMPLATE,
            }
        ]

    @api.model
    def load(self, fields, data):
        """Override of `base`: refuse a file with any flaw, each named with its row.

        Lines without a batch make one, which then waits to be run.
        """
        lines = self
        if not {"opening_id", "opening_id/id", "opening_id/.id"} & set(fields):
            lines = self._with_import_batch()
        savepoint = self.env.cr.savepoint(flush=True)
        result = super(PrepaidOpeningLine, lines).load(fields, data)
        messages = result["messages"]
        # What means two records is no warning here: nobody guesses.
        for message in messages:
            message["type"] = "error"
        if result["ids"]:
            messages += self.browse(result["ids"])._get_load_messages(fields, data)
        if messages:
            savepoint.rollback()
            self.env.invalidate_all()
            result["ids"] = False
        savepoint.close(rollback=False)
        return result

    @api.model
    def _with_import_batch(self):
        """Return the model with a batch for lines that name none."""
        if self.env.context.get("default_opening_id"):
            return self
        company = self.env.company
        today = format_date(self.env, company._get_prepaid_today())
        opening = self.env["prepaid.opening"].create(
            {
                "name": self.env._("Opening balances of %(date)s", date=today),
                "company_id": company.id,
            }
        )
        return self.with_context(default_opening_id=opening.id)

    def _get_load_messages(self, fields, data):
        """Return Odoo's messages of all flaws of lines that were just loaded."""
        rows = {line.id: row for row, line in enumerate(self)}
        place = fields.index("amount") if "amount" in fields else None
        flaws = []
        for opening, lines in self.grouped("opening_id").items():
            candidates = [line._as_candidate() for line in lines]
            for index, candidate in enumerate(candidates):
                cells = data[rows[candidate.line]]
                if place is None or not str(cells[place]).strip():
                    candidates[index] = candidate._replace(amount=None)
            flaws += self._judge(candidates, opening.company_id, opening.date).flaws
        return [
            {
                "type": "error",
                "message": f"{what} {remedy}",
                "rows": {"from": rows[line], "to": rows[line]},
                "record": rows[line],
                "field": "credit",
            }
            for line, what, remedy in self._get_flaw_rows(flaws)
        ]
