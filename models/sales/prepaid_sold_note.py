from odoo import api, fields, models

from ...metering import to_quantity


class PrepaidGrantSource(models.AbstractModel):
    """What a line of packs sells and where its credit goes, told on its document."""

    _inherit = "prepaid.grant.source"

    prepaid_note = fields.Char(
        "Credit Sold",
        compute="_compute_prepaid_note",
        compute_sudo=True,
        help="What the line sells and the contract that it goes to. No price.",
    )

    @api.depends_context("lang")
    def _compute_prepaid_note(self):
        for line in self:
            line.prepaid_note = line._is_noted() and line._describe_prepaid()

    # === THE DOCUMENT'S RULES === #

    def _is_noted(self):
        """Tell whether there is something to tell: the line sells packs."""
        return self._is_pack_line()

    def _get_noted_packs(self):
        """Return (packs sold and not credited, those of them that are granted)."""
        return 0, 0

    def _get_noted_grants(self):
        return self.prepaid_grant_ids

    def _get_planned_contract(self):
        """Return the contract that the credit will go to, as far as there is one."""
        return self.env["prepaid.contract"]

    # === THE TEXT === #

    def _describe_prepaid(self):
        """Return one sentence: the credit, when it is usable, and its contract."""
        sold, granted = self._get_noted_packs()
        contracts = self._get_noted_grants().contract_id or self._get_planned_contract()
        values = {
            "credit": self._format_packs(sold),
            "granted": self._format_packs(granted),
            "contract": ", ".join(contracts.mapped("name"))
            or self.env._("a new contract"),
        }
        if not sold:
            if not self._get_noted_grants():
                return False
            return self.env._("Taken back from %(contract)s", **values)
        if granted >= sold:
            return self.env._("%(credit)s → %(contract)s", **values)
        if granted > 0:
            return self.env._(
                "%(granted)s of %(credit)s usable → %(contract)s", **values
            )
        return self._describe_awaited(values)

    def _describe_awaited(self, values):
        """Return the text of credit that is not granted yet, by what it waits for."""
        policy = self._get_sold().policy
        if policy == "confirmed":
            return self.env._(
                "%(credit)s, usable once ordered → %(contract)s", **values
            )
        if policy == "posted":
            return self.env._(
                "%(credit)s, usable once invoiced → %(contract)s", **values
            )
        return self.env._("%(credit)s, usable once paid → %(contract)s", **values)

    def _format_packs(self, packs):
        units = sum(self._get_pack_units(packs).values())
        return self._get_prepaid_plan()._format_quantity(to_quantity(units))


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.depends(
        "product_id",
        "product_uom_qty",
        "qty_delivered",
        "prepaid_contract_id",
        "order_id.prepaid_contract_id",
        "order_id.partner_id",
        "state",
    )
    def _compute_prepaid_note(self):
        return super()._compute_prepaid_note()

    def _is_noted(self):
        return not self.display_type and self.state != "cancel" and super()._is_noted()

    def _get_noted_packs(self):
        if not self._origin:
            return self._get_ordered_packs(), 0
        return self._get_prepaid_claim().packs, self._get_granted_packs()

    def _get_noted_grants(self):
        return self.prepaid_grant_ids | self.invoice_lines.prepaid_grant_ids

    def _get_planned_contract(self):
        order = self.order_id
        contract = self._get_prepaid_contract()
        if contract._takes_plan(self._get_prepaid_plan()):
            return contract
        return contract._find_of_plan(
            order.partner_id, self._get_prepaid_plan(), order.company_id
        )


class SaleOrder(models.Model):
    _inherit = "sale.order"

    prepaid_contract_count = fields.Integer(
        compute="_compute_prepaid_contract_count", compute_sudo=True
    )

    @api.depends("state", "prepaid_contract_id", "order_line.prepaid_note")
    def _compute_prepaid_contract_count(self):
        for order in self:
            order.prepaid_contract_count = len(order._get_prepaid_contracts())

    def action_open_prepaid_contracts(self):
        self.ensure_one()
        return self.sudo()._get_prepaid_contracts()._get_open_action()

    def _get_prepaid_contracts(self):
        """Return the contracts that the packs of the order went or will go to."""
        contracts = self.env["prepaid.contract"]
        for line in self.order_line._filter_pack_lines():
            contracts |= (
                line._get_noted_grants().contract_id or line._get_planned_contract()
            )
        return contracts
