from odoo import api, fields, models
from odoo.fields import Domain

from ..ledger.prepaid_entry import DRAW_KINDS


class PrepaidEntry(models.Model):
    """What the client reads of an entry, on any page, paper or sheet."""

    _inherit = "prepaid.entry"

    dispute_ids = fields.One2many("prepaid.dispute", "entry_id")

    def _get_client_lines(self, asker=None):
        """Return what clients may read of these entries, as plain data.

        One line tells one piece of work, however many grants paid for it. Call it in
        sudo after the check of access. Texts are not escaped. Calls with the same
        ``asker`` share what it was told.
        """
        pieces, asker = self._read_pieces(), asker or self._get_asker()
        asker.expect(pieces)
        disputes = self._find_disputes(pieces)
        return [asker.tell(piece, disputes.get(piece[0].id)) for piece in pieces]

    def _get_client_text(self):
        """Return the text of the work as it is now; the entry's own is for the audit.

        What turned out to be work for somebody else is told without its text.
        """
        if self._is_of_others():
            return self.env._("Booked here by mistake")
        if self._is_work() and self._is_hidden():
            return self._get_client_label()
        return (self._is_work() and self.timesheet_id.name) or self.name

    def _is_of_others(self):
        """Tell whether the line belongs to a customer for whom this does not pay."""
        line = self.timesheet_id
        if not line or line.prepaid_contract_id == self.contract_id:
            return False
        return not self.contract_id._pays_for(line._get_prepaid_customer())

    def _is_hidden(self):
        """Tell whether who reads pays for the work, and does not read its text."""
        return self.contract_id._hides_work(self.env.user)

    def _is_secret(self):
        return self._is_of_others() or self._is_hidden()

    def _get_ticket(self):
        """Return the ticket that an entry was worked for, or an empty recordset."""
        return self.timesheet_id._get_ticket()

    def _get_ticket_text(self):
        return ("" if self._is_secret() else self._get_ticket().display_name) or ""

    def _get_usage_texts(self):
        """Return name and icon of the kind of work."""
        return self.usage_type_id.name or "", self.usage_type_id.icon or ""

    def _get_staff_name(self):
        """Return who did the work, or the team where the company hides its people."""
        if not self._is_work() or self._is_secret():
            return ""
        if self.company_id.prepaid_hide_staff:
            return self.env._("Support team")
        line = self.timesheet_id
        user = line.user_id if line.employee_id else line.user_id or self.user_id
        if user.partner_id.prepaid_erased_on or line.employee_id._is_prepaid_erased():
            return self.env["res.users"]._get_prepaid_former_name()
        return user.name or line.employee_id.name or ""

    def _is_work(self):
        return self.kind in DRAW_KINDS

    def _get_client_label(self):
        """Return the kind of an entry in a client's words."""
        if self.reversed_entry_id:
            return self.env._("Correction")
        if self.kind == "grant":
            return self.grant_id._get_client_kind()
        if self._is_work():
            return {
                "goodwill": self.env._("Offered"),
                "included": self.env._("Included"),
            }.get(self.charge, self.env._("Work"))
        return {
            "expire": self.env._("Expired, still yours")
            if self.is_owed
            else self.env._("Expired credit"),
            "void": self.env._("Taken back"),
            "adjust": self.env._("Correction"),
            "transfer": self.env._("Moved between contracts"),
            "settle": self.env._("Paid for earlier work"),
        }[self.kind]

    def _get_disputes(self):
        """Return a dict: entry -> its latest dispute. A line's entries share one."""
        pieces = [[row] for row in self._read_rows().values()]
        found = self._find_disputes(pieces)
        return {self.browse(id_): dispute for id_, dispute in found.items()}

    @api.model
    def _find_disputes(self, pieces):
        """Return {id of a piece's first entry: the latest dispute about the piece}."""
        rows = [row for piece in pieces for row in piece if row.origin_id is None]
        line_ids = {row.line_id for row in rows} - {None}
        disputes = self.env["prepaid.dispute"].search(
            Domain("entry_id", "in", [row.id for row in rows])
            | Domain("timesheet_id", "in", list(line_ids)),
            order="id",
        )
        latest = {d.timesheet_id.id or -d.entry_id.id: d for d in disputes}
        return {
            piece[0].id: dispute
            for piece in (pieces if disputes else ())
            for row in reversed(piece)
            if row.origin_id is None and (dispute := latest.get(row.line_id or -row.id))
        }
