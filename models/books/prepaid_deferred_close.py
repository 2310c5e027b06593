from odoo import api, fields, models
from odoo.tools import format_date, format_datetime


class PrepaidDeferredClose(models.Model):
    """What was known of deferred revenue when a month was closed, and who closed it."""

    _name = "prepaid.deferred.close"
    _description = "Closed Month of Deferred Revenue"
    _inherit = "prepaid.guarded"
    _order = "month desc, known_at desc, id desc"
    _allow_sudo_commands = False

    _prepaid_user_fields = frozenset()

    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="restrict"
    )
    month = fields.Date(required=True, help="Its first day.")
    known_at = fields.Datetime(
        "As Known on",
        required=True,
        help="The statement of the month as known then is the one that was closed.",
    )
    user_id = fields.Many2one("res.users", "Closed by", required=True)

    @api.depends("known_at", "month", "user_id.name")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for close in self:
            close.display_name = self.env._(
                "%(month)s, closed on %(moment)s by %(person)s",
                month=format_date(self.env, close.month, date_format="MMMM yyyy"),
                moment=format_datetime(self.env, close.known_at, dt_format="short"),
                person=close.sudo().user_id.name,
            )

    @api.model
    def _keep(self, company, day):
        """Keep the present moment as that at which the month of a day was closed."""
        moment = company.sudo()._log_prepaid_deferred()
        vals = {
            "company_id": company.id,
            "month": fields.Date.start_of(day, "month"),
            "known_at": moment,
            "user_id": self.env.uid,
        }
        return self.sudo().create(vals).sudo(False)
