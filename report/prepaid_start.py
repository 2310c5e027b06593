from typing import Any, NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

# Who sees which section of the page. Nobody sees money who reads no prices elsewhere.
SECTIONS = {
    "contracts": "sale_timesheet_prepaid.sale_timesheet_prepaid_group_user",
    "books": "account.group_account_invoice,account.group_account_readonly",
    "work": "hr_timesheet.group_hr_timesheet_user",
}


class Figure(NamedTuple):
    """A number that leads to the records behind it.

    ``filters`` are those of the action's search view that show them; ``domain`` counts
    them. ``action_domain`` is what no filter of the view says, ``context`` what the
    action's views need.
    """

    key: str
    label: str
    model: str
    domain: Domain
    action: str
    filters: tuple = ()
    action_domain: Any = None
    context: Any = None


class PrepaidStart(models.AbstractModel):
    """What waits for the present user, by their roles: plain data for one page.

    Records are read with the rights of the user, and each section refuses others.
    """

    _name = "prepaid.start"
    _description = "Start Page"

    # === ASKED BY THE PAGE === #

    @api.model
    @api.readonly
    def get_sections(self):
        """Return the names of the sections that the user sees, in their order."""
        return [name for name in SECTIONS if self.env.user.has_groups(SECTIONS[name])]

    @api.model
    def open_figure(self, section, key, whose="all"):
        """Return the action that shows the records behind a figure."""
        self._check_section(section)
        figures = {figure.key: figure for figure in self._get_figures(section, whose)}
        figure = figures[key]
        action = self.env["ir.actions.actions"]._for_xml_id(figure.action)
        filters = {f"search_default_{name}": 1 for name in figure.filters}
        context = (figure.context or {}) | filters
        action |= {"context": context, "display_name": figure.label}
        if figure.action_domain is not None:
            action["domain"] = list(figure.action_domain)
        return action

    # === BUSINESS METHODS === #

    @api.model
    def _check_section(self, name):
        if not self.env.user.has_groups(SECTIONS.get(name, ".")):
            raise AccessError(
                self.env._("Your rights do not include this part of the start page.")
            )

    @api.model
    def _get_figures(self, section, whose):
        """Return the figures of a section (Figure). Each section adds its own."""
        return []

    @api.model
    def _tell_figures(self, figures):
        """Return figures that the user may read as plain data, counted in one query."""
        readable = [
            figure for figure in figures if self.env[figure.model].has_access("read")
        ]
        counts = self._count([(figure.model, figure.domain) for figure in readable])
        return [
            {"key": figure.key, "label": figure.label, "count": count}
            for figure, count in zip(readable, counts, strict=True)
        ]

    @api.model
    def _count(self, searches):
        """Return how many records each (model, domain) finds, all in one query."""
        if not searches:
            return []
        parts = [
            SQL("(SELECT COUNT(*) FROM (%s) found)", found.select())
            for found in (self.env[model]._search(domain) for model, domain in searches)
        ]
        return self.env.execute_query(SQL("SELECT %s", SQL(", ").join(parts)))[0]
