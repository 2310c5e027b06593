import base64

from .common_opening import OPENING, OpeningCommon

HEADER = (
    "Customer",
    "Plan",
    "Credit Left",
    "Unit",
    "Price Paid",
    "Currency",
    "Bought on",
    "Expires",
    "Reference",
)
GOOD = ("Azure", "Care hours", "10", "", "1000.00", "", "2025-11-03", "", "B-1")


class OpeningImportCommon(OpeningCommon):
    """Spreadsheets that a manager who keeps the books imports by the assistant."""

    def _csv(self, rows, header=HEADER):
        lines = [";".join(header), *(";".join(map(str, row)) for row in rows)]
        return base64.b64encode("\n".join([*lines, ""]).encode())

    def _row(self, **over):
        """Return a row that is right but for what differs, by its column."""
        row = dict(zip(HEADER, GOOD, strict=True))
        names = {name.replace(" ", "_"): name for name in HEADER}
        row.update({names[name]: value for name, value in over.items()})
        return tuple(row.values())

    def _assistant(self, *rows, user=None, **over):
        vals = {
            "file": self._csv(rows),
            "file_name": "credit.csv",
            "date": OPENING,
            "company_id": self.company.id,
        }
        if not user:
            vals["account_id"] = self.balance_account.id
        return (
            self.env["prepaid.opening.import"]
            .with_user(user or self.bookkeeper)
            .create(vals | over)
        )

    def _check_flaws(self, *rows, **over):
        """Return [(row, what, remedy)] that a check of a file says."""
        assistant = self._assistant(*rows, **over)
        assistant.action_check()
        return [(flaw.line, flaw.what, flaw.remedy) for flaw in assistant.flaw_ids]

    def _import(self, *rows, **over):
        """Import a file and return its batch."""
        assistant = self._assistant(*rows, **over)
        assistant.action_check()
        self.assertEqual(
            (assistant.state, [flaw.what for flaw in assistant.flaw_ids]), ("ready", [])
        )
        action = assistant.action_import()
        return self.env["prepaid.opening"].browse(action["res_id"])

    def _count(self):
        """Return how much there is of all that an import writes."""
        models = ("contract", "grant", "entry", "opening", "opening.line")
        counts = {n: self.env[f"prepaid.{n}"].sudo().search_count([]) for n in models}
        return counts | {"move": self.env["account.move"].sudo().search_count([])}
