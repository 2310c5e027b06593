from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

HOURS = 4


class PrepaidDuty(models.Model):
    """Who takes calls right now. It ends by itself."""

    _name = "prepaid.duty"
    _description = "On Duty for Calls"
    _inherit = "prepaid.guarded"
    _rec_name = "user_id"

    _prepaid_user_fields = frozenset()
    _prepaid_personal_fields = {"user_id": "row"}

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    until = fields.Datetime(required=True)

    _user_unique = models.UniqueIndex("(user_id)", "A person is on duty once.")

    @api.model
    def _get_users(self):
        """Return who is on duty now."""
        now = fields.Datetime.now()
        return self.search(Domain("until", ">", now)).user_id.filtered("active")

    # === VERBS OF STAFF === #

    @api.model
    def get_mine(self):
        """Return until when I am on duty: text in UTC, False where I am not.

        None where no talk page is with me: there is nothing to be on duty for.
        """
        user = self.env.user
        offers = self.env["prepaid.session.offer"].sudo()
        if not offers.search_count([("user_ids", "in", user.ids)], limit=1):
            return None
        mine = self.sudo().search([("user_id", "=", user.id)])
        is_on = mine and mine.until > fields.Datetime.now()
        return fields.Datetime.to_string(mine.until) if is_on else False

    @api.model
    def begin(self):
        """Take calls for some hours from now on. Beginning twice is beginning once."""
        if self.get_mine() is None:
            raise UserError(
                self.env._("No talk page is with you. Ask who sets them up to add you.")
            )
        until = fields.Datetime.now() + timedelta(hours=HOURS)
        mine = self.sudo().search([("user_id", "=", self.env.user.id)])
        if mine:
            mine.until = until
        else:
            self.sudo().create({"user_id": self.env.user.id, "until": until})
        return self.get_mine()

    @api.model
    def end(self):
        """Take no more calls. Ending twice is ending once."""
        self.sudo().search([("user_id", "=", self.env.user.id)]).unlink()
        return self.get_mine()

    @api.autovacuum
    def _gc_over(self):
        self.sudo().search([("until", "<", fields.Datetime.now())]).unlink()
