from odoo import fields, models

from ..ledger.prepaid_entry import DRAW_KINDS


class PrepaidEntry(models.Model):
    """What the client reads of an entry, on any page, paper or sheet."""

    _inherit = "prepaid.entry"

    dispute_ids = fields.One2many("prepaid.dispute", "entry_id")

    def _get_client_lines(self):
        """Return what clients may read of these entries, as plain data.

        One line tells one piece of work, however many grants paid for it. Call it in
        sudo after the check of access. Texts are not escaped.
        """
        self._read_ahead()
        disputes = self._get_disputes()
        firsts = self._get_first_of_lines()
        return [
            piece[0]._get_client_line(
                next((disputes[entry] for entry in piece if entry in disputes), None)
            )
            | piece._get_client_figures()
            | {"is_change": piece._is_change(firsts)}
            for piece in self._get_pieces()
        ]

    def _read_ahead(self):
        """Read of all work at once what lines tell: a piece would read its own."""
        work = self.timesheet_id
        work.task_id.mapped("display_name")
        work.user_id.mapped("name")
        work.employee_id.mapped("name")
        work.mapped("prepaid_contract_id")

    def _get_client_line(self, dispute):
        self.ensure_one()
        return {
            "id": self.id,
            "date": self.date,
            "booked_at": self.create_date,
            "kind": self.kind,
            "label": self._get_client_label(),
            "is_work": self._is_work(),
            "is_reversal": bool(self.reversed_entry_id),
            "name": self._get_client_text(),
            "ticket": ("" if self._is_secret() else self._get_ticket().display_name)
            or "",
            "staff": self._get_staff_name(),
            "usage_type": self.usage_type_id.name or "",
            "icon": self.usage_type_id.icon or "",
            "charge": self.charge,
            "dispute_id": dispute and dispute.id,
            "dispute_colour": dispute and dispute._get_client_colour(),
            "dispute_label": dispute and dispute._get_client_state(),
        }

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
        disputes = self.env["prepaid.dispute"].search(
            [
                "|",
                ("entry_id", "in", self.ids),
                ("timesheet_id", "in", self.timesheet_id.ids),
            ],
            order="id",
        )
        by_line = {d.timesheet_id or d.entry_id: d for d in disputes}
        return {
            entry: dispute
            for entry in self
            if not entry.reversed_entry_id
            and (dispute := by_line.get(entry.timesheet_id or entry))
        }
