from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ...metering import QUANTITY_DIGITS, to_quantity, to_units

# Kinds of entry that take unused credit back, or undo that.
TAKING_KINDS = ("void", "adjust")


class PrepaidGrant(models.Model):
    """What clients are still to be told of credit that was given or taken back."""

    _inherit = "prepaid.grant"

    taken_notice_quantity = fields.Float(
        "Taken Back, Not Told Yet",
        digits=QUANTITY_DIGITS,
        readonly=True,
        copy=False,
        help="In the plan's unit. What comes back before the client is told of it goes "
        "from here.",
    )

    _taken_notice_idx = models.Index("(id) WHERE taken_notice_quantity > 0")

    @api.model_create_multi
    def create(self, vals_list):
        grants = super().create(vals_list)
        if any(grants.mapped("grant_notice_due")):
            self._wake_notices()
        return grants

    @api.model
    def _wake_notices(self):
        cron = self.env.ref("sale_timesheet_prepaid.prepaid_contract_notify_cron")
        cron.sudo()._trigger()

    def _add_taken(self, units):
        """Keep what was taken back (units below zero: came back) to tell of it."""
        self.ensure_one()
        due = max(to_units(self.taken_notice_quantity) + units, 0)
        if due != to_units(self.taken_notice_quantity):
            self.taken_notice_quantity = to_quantity(due)
        if units > 0:
            self._wake_notices()

    def _forget_taken(self):
        """Tell nobody: what was taken back is no news, or told otherwise."""
        self.filtered("taken_notice_quantity").taken_notice_quantity = 0

    def _get_taken_reason(self):
        """Return why a person took credit back, or nothing where a document did."""
        last = self.env["prepaid.entry"].search(
            [("grant_id", "=", self.id), ("kind", "in", TAKING_KINDS)], limit=1
        )
        return last.name if last.kind == "adjust" else ""


class PrepaidEntry(models.Model):
    _inherit = "prepaid.entry"

    def _update_figures(self):
        """Override: what is taken back is to be told."""
        result = super()._update_figures()
        taken = defaultdict(int)
        for entry in self:
            if entry.kind in TAKING_KINDS and entry.grant_id._is_credit():
                taken[entry.grant_id] -= to_units(entry.quantity)
        for grant, units in taken.items():
            grant._add_taken(units)
        return result


class PrepaidContract(models.Model):
    """The mails that tell of it."""

    _inherit = "prepaid.contract"

    @api.model
    def _get_notice_domains(self):
        """Override: credit that was taken back is told after what was granted."""
        taken = Domain("grant_ids.taken_notice_quantity", ">", 0)
        return super()._get_notice_domains() | {"taken": taken}

    def _notify_taken(self):
        """Tell of credit that was taken back, once."""
        grants = self.grant_ids.filtered(lambda grant: grant.taken_notice_quantity > 0)
        taken = [
            (grant, grant.taken_notice_quantity, grant._get_taken_reason())
            for grant in grants
        ]
        grants._forget_taken()
        if self.company_id.prepaid_taken_notice:
            self.with_context(prepaid_taken=taken)._post_notice(
                "prepaid_contract_mail_template_taken"
            )


class ResCompany(models.Model):
    _inherit = "res.company"

    _prepaid_user_fields = {"prepaid_given_notice", "prepaid_taken_notice"}

    prepaid_given_notice = fields.Boolean(
        "Tell of Credit Given",
        default=True,
        help="Clients are told by email of credit that was given to them.",
    )
    prepaid_taken_notice = fields.Boolean(
        "Tell of Credit Taken Back",
        default=True,
        help="Clients are told by email of credit that was taken back.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    prepaid_given_notice = fields.Boolean(
        related="company_id.prepaid_given_notice", readonly=False
    )
    prepaid_taken_notice = fields.Boolean(
        related="company_id.prepaid_taken_notice", readonly=False
    )
