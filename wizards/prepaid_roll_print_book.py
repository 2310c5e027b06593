import base64

from odoo import api, fields, models

from ..models.books.prepaid_deferred_fact import KINDS
from ..models.client.sheet import Money, write_sheets

FIGURES = ("opening", *(kind for kind, _label in KINDS), "closing")
PROOF = ("late", "present", "ledger", "difference")
# Columns that most months lack: they stand where they say something.
RARE = ("opened",)


class PrepaidRollPrint(models.TransientModel):
    """The roll-forward of a month as an Excel file."""

    _inherit = "prepaid.roll.print"

    book = fields.Binary(compute="_compute_book", export_string_translation=False)
    book_name = fields.Char(compute="_compute_book_name")

    @api.depends("company_id", "date", "known_at")
    def _compute_book(self):
        for page in self:
            page.book = base64.b64encode(page._export())

    @api.depends("date")
    def _compute_book_name(self):
        for page in self:
            page.book_name = f"{page.display_name}.xlsx"

    def action_export(self):
        """Download the month as known then, and what was booked later."""
        self._fix_moment()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/book"
            "?download=true&filename_field=book_name",
            "target": "download",
        }

    def _export(self):
        """Return the Excel file (bytes): the clients, what came later, the proof."""
        return write_sheets(
            [
                (self.env._("Roll-forward"), self._get_book_rows()),
                (self.env._("Booked later"), self._get_book_late()),
                (self.env._("Proof"), self._get_book_proof()),
            ],
            self.env["prepaid.contract"]._get_excel_day(),
        )

    def _get_figures(self):
        """Return the names of the figures of the statement, from opening to closing."""
        return [name for name in FIGURES if name not in RARE or self[name]]

    def _get_labels(self, names):
        described = self.fields_get(names, ["string"])
        return [described[name]["string"] for name in names]

    def _get_book_rows(self):
        """Return one row for each client and currency of sale, and the total."""
        money, names = self.currency_id.name, self._get_figures()
        header = [self.env._("Client"), self.env._("Sold in")]
        rows = [
            [row.client_name or "", row.currency_id.name]
            + [Money(row[name]) for name in names]
            + [money]
            for row in self._get_rows()
        ]
        total = [Money(self[name]) for name in names]
        return [
            [*header, *self._get_labels(names), self.env._("Amounts in")],
            *rows,
            [self.env._("Total"), "", *total, money],
        ]

    def _get_book_late(self):
        kinds = dict(
            self.env["prepaid.deferred.fact"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        header = [
            self.env._("Date booked (UTC)"),
            self.env._("Accounting date"),
            self.env._("Document"),
            self.env._("Client"),
            self.env._("Kind"),
            self.env._("Amount"),
        ]
        return [header] + [
            [
                fact.booked_at,
                fact.date,
                fact.document or "",
                fact.client_name or "",
                kinds[fact.kind],
                Money(fact.amount),
            ]
            for fact in self._get_late()
        ]

    def _get_book_proof(self):
        """Return how the figures add up, and since when they were known."""
        known = self._format_moment(self.known_at)
        names = [*self._get_figures(), *PROOF]
        rows = zip(self._get_labels(names), names, strict=True)
        return [
            [self.display_name, ""],
            [self.env._("Company"), self.company_id.name],
            [self.env._("As known on"), known],
            *([label, Money(self[name])] for label, name in rows),
        ]
