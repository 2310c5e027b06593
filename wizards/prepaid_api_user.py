import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

API_GROUP = "sale_timesheet_prepaid.sale_timesheet_prepaid_group_api"


class PrepaidApiUser(models.TransientModel):
    """A key for a machine, and its user: one that can call the API and nothing else."""

    _name = "prepaid.api.user"
    _description = "Key for a Machine"

    user_id = fields.Many2one(
        "res.users",
        "API User",
        domain=lambda self: [("all_group_ids", "in", self.env.ref(API_GROUP).id)],
        help="Empty: a new one is made, who can call the API and nothing else.",
    )
    name = fields.Char(
        "System", required=True, help="What the key is for, for example: Monitoring."
    )
    company_ids = fields.Many2many(
        "res.company",
        string="Companies",
        required=True,
        default=lambda self: self.env.company,
        help="The key reaches the contracts of these companies, and no others.",
    )
    days = fields.Selection(
        [("90", "3 months"), ("365", "1 year"), ("0", "Until it is revoked")],
        "Valid for",
        required=True,
        default="365",
    )

    def action_make(self):
        """Make the key, and show it once: nobody can read it later."""
        self.ensure_one()
        self.env["res.users"].check_access("create")
        user = self.user_id or self._make_user()
        if user not in self._get_machines():
            raise UserError(
                self.env._(
                    "%(user)s can do more than call the API. Make a user of its own "
                    "for the machine, so that its key opens nothing else.",
                    user=user.name,
                )
            )
        return self._show(self._make_key(user))

    @api.model
    def _get_machines(self):
        """Return the users who can call the API and nothing else."""
        group = self.env.ref(API_GROUP)
        return group.sudo().user_ids.filtered(lambda user: user.group_ids == group)

    def _make_user(self):
        users = self.env["res.users"].with_context(no_reset_password=True)
        return users.create(
            {
                "name": self.name,
                "login": f"prepaid-api-{secrets.token_hex(4)}",
                "company_id": self.company_ids[0].id,
                "company_ids": [Command.set(self.company_ids.ids)],
                "group_ids": [Command.set(self.env.ref(API_GROUP).ids)],
            }
        )

    def _make_key(self, user):
        """Return a new key of the user. Who makes users may make theirs."""
        days = int(self.days)
        end = days and fields.Datetime.now() + timedelta(days=days)
        keys_sudo = self.env["res.users.apikeys"].with_user(user).sudo()
        return keys_sudo._generate("rpc", self.name, end or None)

    @api.model
    def _show(self, key):
        view = self.env.ref("sale_timesheet_prepaid.prepaid_api_key_view_form")
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.users.apikeys.show",
            "name": self.env._("API Key Ready"),
            "views": [(view.id, "form")],
            "target": "new",
            "context": {"default_key": key},
        }
