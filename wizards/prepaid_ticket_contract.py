from odoo import api, fields, models

MANAGER = "sale_timesheet_prepaid.sale_timesheet_prepaid_group_user"


class PrepaidTicketContract(models.TransientModel):
    """Choose which contract pays for a ticket that none covers by itself."""

    _name = "prepaid.ticket.contract"
    _description = "Contract of a Ticket"
    _inherit = "prepaid.of.ticket"

    task_id = fields.Many2one("project.task", readonly=True)
    customer_id = fields.Many2one("res.partner", compute="_compute_customer_id")
    allowed_ids = fields.Many2many("prepaid.contract", compute="_compute_customer_id")
    contract_id = fields.Many2one(
        "prepaid.contract", required=True, domain="[('id', 'in', allowed_ids)]"
    )
    is_foreign = fields.Boolean(compute="_compute_is_foreign")

    @api.depends("task_id")
    def _compute_customer_id(self):
        """Offer the customer's contracts; account managers may offer another's."""
        for wizard in self:
            task = wizard._get_ticket()
            customer = task._get_prepaid_customer().commercial_partner_id
            companies = task._get_prepaid_company().parent_ids
            wizard.customer_id = customer
            domain = [("state", "!=", "closed"), ("company_id", "in", companies.ids)]
            if not self.env.user.has_group(MANAGER):
                payers = customer.sudo()._get_prepaid_payers()
                domain.append(("id", "in", payers.ids))
            wizard.allowed_ids = self.env["prepaid.contract"].search(domain)

    @api.depends("contract_id")
    def _compute_is_foreign(self):
        for wizard in self:
            contract, task = wizard.contract_id.sudo(), wizard._get_ticket().sudo()
            wizard.is_foreign = bool(contract) and not contract._covers(
                task._get_prepaid_customer(), task._get_prepaid_company()
            )

    def action_choose(self):
        """Let the contract pay for the ticket, and for its customer if it does not."""
        self.ensure_one()
        if self.is_foreign:
            self.contract_id.beneficiary_ids |= self.customer_id
        self._get_ticket().prepaid_contract_id = self.contract_id
        return {"type": "ir.actions.act_window_close"}


class PrepaidTicket(models.AbstractModel):
    _inherit = "prepaid.ticket"

    def action_choose_contract(self):
        """Open the form that chooses the contract of this ticket."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_ticket_contract_action"
        )
        return action | {"context": self._get_prepaid_link_context()}
