from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import format_date

from .prepaid_jurisdiction import SCHEMES

# Who noted what comes with the addon.
MAKER = "Prepaid Hours"


class PrepaidJurisdiction(models.Model):
    """Where a rule can be read up: one click away, or said that it cannot."""

    _inherit = "prepaid.jurisdiction"

    source_text = fields.Char("Source as Told", compute="_compute_source_text")

    @api.depends("source", "source_url", "date_checked")
    @api.depends_context("lang")
    def _compute_source_text(self):
        """Say who noted what has no public source, and when."""
        for rule in self:
            if rule.source_url or not rule.source:
                rule.source_text = rule.source
                continue
            person = rule.sudo().write_uid
            by_us = person and person.id != SUPERUSER_ID
            rule.source_text = self.env._(
                "%(law)s (no public source; noted by %(person)s, %(date)s)",
                law=rule.source,
                person=person.name if by_us else MAKER,
                date=format_date(self.env, rule.date_checked) or self.env._("no date"),
            )

    def _get_source_link(self, for_staff=False):
        """Return the source as HTML, for whatever shows a sentence that a rule made.

        It links to the source; without an address, to the rule for ``for_staff``.
        Empty for no rule.
        """
        return Markup("; ").join(rule._link_source(for_staff) for rule in self)

    def _link_source(self, for_staff):
        url, text = self.source_url or "", self.source
        if not url.startswith(SCHEMES):
            url = self._get_rule_url() if for_staff else ""
            text = self.env._("%(law)s (no public source)", law=text)
        if not url:
            return Markup.escape(text)
        link = Markup('<a href="%s" target="_blank" rel="noopener">%s</a>')
        return link % (url, text)

    def _get_rule_url(self):
        return f"/odoo/{self._name}/{self.id}"
