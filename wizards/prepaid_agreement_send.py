from odoo import api, fields, models
from odoo.exceptions import UserError


class PrepaidAgreementSend(models.TransientModel):
    """Show the agreement and who gets it, before it goes."""

    _name = "prepaid.agreement.send"
    _description = "Send a Prepaid Agreement"

    contract_id = fields.Many2one("prepaid.contract", required=True, readonly=True)
    customer_id = fields.Many2one(related="contract_id.partner_id", string="Client")
    recipient_ids = fields.Many2many(
        "res.partner", string="Recipients", compute="_compute_recipients"
    )
    recipient_text = fields.Char("Goes to", compute="_compute_recipients")
    fault = fields.Char(compute="_compute_recipients")
    can_send = fields.Boolean(compute="_compute_recipients")
    is_replacing = fields.Boolean(compute="_compute_is_replacing")
    body = fields.Html("Text", compute="_compute_body", sanitize=False)

    @api.depends("contract_id")
    @api.depends_context("lang")
    def _compute_recipients(self):
        for wizard in self:
            wizard.contract_id.check_access("read")
            people = wizard.contract_id.sudo()._get_contacts()
            reached = people.filtered("email")
            wizard.recipient_ids = people
            wizard.recipient_text = ", ".join(
                reached.mapped(lambda p: f"{p.display_name} <{p.email}>")
            )
            wizard.can_send = bool(reached)
            wizard.fault = wizard._get_fault(people - reached)

    def _get_fault(self, people):
        """Return whom the mail does not reach, with the remedy, or False."""
        return bool(people) and self.env._(
            "No email address: %(names)s. Open the contact and enter one, or choose "
            "others on the contract's page Notices.",
            names=", ".join(people.mapped("display_name")),
        )

    @api.depends("contract_id")
    def _compute_is_replacing(self):
        for wizard in self:
            wizard.is_replacing = wizard.contract_id.agreement_state == "sent"

    @api.depends("contract_id")
    def _compute_body(self):
        for wizard in self:
            wizard.contract_id.check_access("read")
            contract_sudo = wizard.contract_id.sudo()
            wizard.body = bool(contract_sudo) and contract_sudo._render_agreement()

    def action_send(self):
        self.ensure_one()
        if not self.can_send:
            raise UserError(self.fault)
        return self.contract_id.action_send_agreement()

    def action_open_contact(self):
        """Open who has no email address, to enter one."""
        self.ensure_one()
        people = self.recipient_ids.filtered(lambda partner: not partner.email)
        return people._get_records_action(name=self.env._("Contacts"))
