from odoo import api, fields, models
from odoo.fields import Domain

# A visit is work of one kind on one ticket and day, from one contract.
VISIT_FIELDS = (
    "prepaid_contract_id",
    "usage_type_id",
    "date",
    "prepaid_charge",
    "project_id",
)


class AccountAnalyticLine(models.Model):
    """The lines of a visit, of which minimum and flat charge are due once."""

    _inherit = "account.analytic.line"

    prepaid_visit_minutes = fields.Integer(
        "Worked before on the Visit",
        compute="_compute_prepaid_visit_minutes",
        store=True,
        compute_sudo=True,
        copy=False,
        help="Where the rate counts by visit: what earlier lines of it say.",
    )

    @api.depends("prepaid_terms", "prepaid_charge", "date")
    def _compute_prepaid_visit_minutes(self):
        """Count the lines that were there first; later changes are followed."""
        for line in self:
            line.prepaid_visit_minutes = line._count_visit_minutes()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._follow_visits(lines._get_visits())
        return lines

    def write(self, vals):
        if not self._get_draw_fields() & vals.keys():
            return super().write(vals)
        visits = self._get_visits()
        result = super().write(vals)
        self._follow_visits(visits | self._get_visits())
        return result

    def unlink(self):
        visits = self._get_visits()
        result = super().unlink()
        self.env["account.analytic.line"]._follow_visits(visits)
        return result

    # === BUSINESS METHODS === #

    def _get_visit(self):
        """Return what the lines of this one's visit have in common, or nothing."""
        line = self.sudo()
        if not (line.prepaid_terms or {}).get("is_visit"):
            return ()
        names = (*VISIT_FIELDS, *self._get_ticket_fields())
        return tuple(
            (name, line[name].id if self._fields[name].relational else line[name])
            for name in names
        )

    def _count_visit_minutes(self):
        """Return the minutes of the lines that were there before on the same visit."""
        visit = self._get_visit()
        if not visit:
            return 0
        own = self._origin.id
        return sum(
            line._get_worked_minutes()
            for line in self._search_visit(visit)
            if not own or line.id < own
        )

    def _get_visits(self):
        return {visit for line in self if (visit := line._get_visit())}

    @api.model
    def _search_visit(self, visit):
        """Return the lines (sudo) of a visit in the order in which they were made."""
        domain = Domain.AND(Domain(name, "=", value) for name, value in visit)
        lines_sudo = self.env["account.analytic.line"].sudo().search(domain, order="id")
        return lines_sudo.filtered(lambda line: line._get_visit())

    def _follow_visits(self, visits):
        """Meter again the lines whose visit has other lines before them now."""
        followed = self.env["account.analytic.line"].sudo()
        for visit in sorted(visits, key=str):
            before = 0
            for line in self._search_visit(visit):
                if line.prepaid_visit_minutes != before:
                    line.prepaid_visit_minutes = before
                    followed |= line
                before += line._get_worked_minutes()
        if followed:
            followed._sync_prepaid_draws(followed._get_booked_draws())
