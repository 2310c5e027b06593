from odoo import api, fields, models


class AccountMove(models.Model):
    """Invoices tell what they sell, and lead to the contracts that it goes to."""

    _inherit = "account.move"

    has_prepaid_pack = fields.Boolean(compute="_compute_has_prepaid_pack")
    prepaid_contract_count = fields.Integer(
        compute="_compute_prepaid_contract_count", compute_sudo=True
    )

    @api.depends("state", "move_type", "invoice_line_ids.product_id")
    def _compute_has_prepaid_pack(self):
        for move in self:
            lines = move.invoice_line_ids
            move.has_prepaid_pack = any(line._is_noted() for line in lines)

    @api.depends("state", "invoice_line_ids.prepaid_note")
    def _compute_prepaid_contract_count(self):
        for move in self:
            move.prepaid_contract_count = len(move._get_prepaid_contracts())

    def action_open_prepaid_contracts(self):
        self.ensure_one()
        return self.sudo()._get_prepaid_contracts()._get_open_action()

    def _get_prepaid_contracts(self):
        """Return the contracts that packs of the invoice went or will go to."""
        contracts = self.env["prepaid.contract"]
        for line in self.invoice_line_ids.filtered(lambda line: line._is_noted()):
            contracts |= (
                line._get_noted_grants().contract_id or line._get_planned_contract()
            )
        return contracts


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.depends(
        "product_id", "quantity", "parent_state", "move_id.payment_state", "partner_id"
    )
    def _compute_prepaid_note(self):
        return super()._compute_prepaid_note()

    def _is_noted(self):
        """Tell whether the line sells packs: not what takes them back."""
        return (
            self.display_type == "product"
            and self.move_id.move_type in ("out_invoice", "out_receipt")
            and self.parent_state != "cancel"
            and self.quantity > 0
            and super()._is_noted()
        )

    def _get_noted_packs(self):
        if self.parent_state == "draft":
            return self._count_packs(self.quantity), 0
        claim = self._get_prepaid_claim()
        is_granted = claim.is_earned or bool(self._get_noted_grants().sale_line_id)
        return claim.packs, claim.packs if is_granted else 0

    def _get_noted_grants(self):
        return self.prepaid_grant_ids | self.sale_line_ids.prepaid_grant_ids

    def _get_planned_contract(self):
        plan, named = self._get_prepaid_plan(), self._get_named_contract()
        if named._takes_plan(plan):
            return named
        return named._find_of_plan(self._get_prepaid_customer(), plan, self.company_id)
