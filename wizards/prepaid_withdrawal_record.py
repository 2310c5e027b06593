from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..models.client.prepaid_withdrawal import TOOK


class PrepaidWithdrawalRecord(models.TransientModel):
    """A withdrawal that came by letter, email or telephone, recorded by a colleague."""

    _name = "prepaid.withdrawal.record"
    _description = "Record a Withdrawal"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    until = fields.Date(related="order_id.prepaid_withdrawal_until")
    pack_ids = fields.Many2many(
        "sale.order.line",
        compute="_compute_pack_ids",
        compute_sudo=True,
        export_string_translation=False,
    )
    line_ids = fields.Many2many(
        "sale.order.line",
        string="Packs",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        domain="[('id', 'in', pack_ids)]",
        help="What the client withdraws from.",
    )
    channel = fields.Selection(TOOK[1:], "How", required=True, default="mail")
    date = fields.Date(
        "Sent on",
        required=True,
        default=lambda self: self.env.company._get_prepaid_today(),
        help="The day on which the client sent or said it: that counts.",
    )
    person = fields.Char(
        "Declared by", compute="_compute_client", store=True, readonly=False
    )
    email = fields.Char(
        "Receipt to", compute="_compute_client", store=True, readonly=False
    )

    @api.depends("order_id")
    def _compute_pack_ids(self):
        for wizard in self:
            wizard.pack_ids = wizard.order_id.order_line._filter_withdrawable()

    @api.depends("order_id")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = wizard.pack_ids

    @api.depends("order_id")
    def _compute_client(self):
        for wizard in self:
            wizard.person = wizard.order_id.partner_id.name
            wizard.email = wizard.order_id.partner_id.email

    def action_apply(self):
        """Declare it for the client; the receipt goes out, too."""
        self.ensure_one()
        self.order_id.check_access("write")
        self._check_record()
        withdrawal_sudo = (
            self.env["prepaid.withdrawal"]
            .sudo()
            ._declare(
                (self.line_ids & self.order_id.order_line).sudo(),
                {
                    "person": self.person,
                    "email": self.email,
                    "channel": self.channel,
                    "date": self._get_moment(),
                    "origin": self.env._(
                        "Recorded by %(user)s", user=self.env.user.name
                    ),
                },
            )
        )
        withdrawal = withdrawal_sudo.sudo(False)
        if not withdrawal.has_access("read"):
            return {"type": "ir.actions.act_window_close"}
        return withdrawal._get_records_action()

    def _check_record(self):
        if not self.pack_ids and self.order_id.order_line._get_withdrawals():
            raise ValidationError(
                self.env._(
                    "The withdrawal from %(order)s is recorded already.",
                    order=self.order_id.name,
                )
            )
        if not self.line_ids & self.order_id.order_line:
            raise ValidationError(self.env._("Choose the packs they withdraw from."))
        if not (self.person or "").strip():
            raise ValidationError(self.env._("Say who declared it."))
        if self.date > self.order_id.company_id._get_prepaid_today():
            raise ValidationError(self.env._("It cannot be sent on a day to come."))

    def _get_moment(self):
        """Return the moment (naive, UTC): now, or the noon of an earlier day."""
        company = self.order_id.company_id
        if self.date == company._get_prepaid_today():
            return fields.Datetime.now()
        return company._get_prepaid_day_start(self.date) + timedelta(hours=12)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_record_withdrawal(self):
        """Open the dialog that records what a client wrote or said."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record a Withdrawal"),
            "res_model": "prepaid.withdrawal.record",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_order_id": self.id},
        }
