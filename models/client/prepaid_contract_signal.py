from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_amount

from ..contract.access import PRICE_GROUPS


class PrepaidContract(models.Model):
    """Why somebody should call the client of a contract, on the contract itself."""

    _inherit = "prepaid.contract"

    signal_ids = fields.One2many("prepaid.signal", "contract_id", groups=PRICE_GROUPS)
    signal_text = fields.Text(compute="_compute_signal_text", groups=PRICE_GROUPS)

    @api.depends("signal_ids.state", "signal_ids.facts")
    @api.depends_context("lang")
    def _compute_signal_text(self):
        rows = self.env["prepaid.signal"].sudo().search(self._get_signal_domain())
        of_contract = rows.filtered("contract_id")
        by_contract = of_contract.grouped("contract_id")
        by_client = (rows - of_contract).grouped(
            lambda row: (row.company_id, row.partner_id)
        )
        for contract in self:
            client = contract.company_id, contract.partner_id
            its = by_contract.get(contract._origin, rows.browse())
            its |= by_client.get(client, rows.browse())
            contract.signal_text = "\n".join(its.mapped("reason"))

    def action_open_signals(self):
        """List why somebody should call, and what to do."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_signal_action"
        )
        return action | {"domain": list(self._get_signal_domain()), "context": {}}

    def _get_signal_domain(self):
        """Return the open rows of these contracts, and those of their clients."""
        of_client = Domain("contract_id", "=", False) & Domain.OR(
            Domain("company_id", "=", contract.company_id.id)
            & Domain("partner_id", "=", contract.partner_id.id)
            for contract in self
        )
        of_contract = Domain("contract_id", "in", self._origin.ids)
        return Domain("state", "=", "open") & (of_contract | of_client)

    def _get_saving(self):
        """Return what the client may know of a bigger pack, as plain data, or None.

        Where the plan tells it, and the pack is in the shop.
        """
        self.ensure_one()
        if not self.plan_id.is_saving_told:
            return None
        product, saving = self._get_best_packs().get(self, (None, 0))
        currency = self.company_id.currency_id
        if not product or currency.compare_amounts(saving, 0) <= 0:
            return None
        pack = product.product_tmpl_id
        if not (product.active and pack.is_published and pack._is_for_sale_online()):
            return None
        return {
            "url": pack.website_url,
            "text": self.env._(
                "With the pack of %(credit)s you would have saved %(amount)s in the "
                "last six months.",
                credit=self._format_quantity(product.prepaid_quantity),
                amount=format_amount(self.env, saving, currency),
            ),
        }


class PrepaidPlan(models.Model):
    _inherit = "prepaid.plan"

    _prepaid_user_fields = {"is_saving_told"}

    is_saving_told = fields.Boolean(
        "Tell Clients what They Would Save",
        help="On the page of their contract clients read how much a bigger pack would "
        "have saved them in the last six months. Only packs in the shop are told.",
    )
