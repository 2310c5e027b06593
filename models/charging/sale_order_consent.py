from odoo import api, fields, models

from ..contract.access import PRICE_GROUPS
from ..sales.prepaid_plan_refill import REFILL_TERMS


class SaleOrder(models.Model):
    """Automatic refills that a buyer of packs wants, before there is a saved method."""

    _inherit = "sale.order"

    prepaid_refill_offer = fields.Json(
        "Automatic Refill Wanted",
        readonly=True,
        copy=False,
        groups=PRICE_GROUPS,
        help="The text that the buyer agreed to at checkout, and its terms.",
    )

    # Called in sudo, in the language of the buyer's page.

    def _prepare_refill_offer(self):
        """Return what the buyer of a cart can agree to, as plain data, or {}.

        That is one pack for one contract, which may be new.
        """
        self.ensure_one()
        lines = self.order_line._filter_pack_lines()
        contract = len(lines) == 1 and self._get_contract_to_refill(lines)
        pack = contract and (contract._get_agreeable_pack() or lines.product_id)
        if not pack or contract.state == "closed" or not self.amount_total:
            return {}
        cap = contract._get_consent_price(pack)
        method = self.env._("the payment method with which you pay this order")
        return {
            "contract_id": contract._origin.id,
            "product_id": pack.id,
            "cap_amount": cap,
            "scope": contract._get_consent_scope(pack),
            "method": method,
            "text": contract._get_consent_text(pack, method, cap),
        }

    def _get_contract_to_refill(self, line):
        """Return the contract of a pack's line, as it will be where it is new."""
        contract, plan = line._get_prepaid_contract(), line._get_prepaid_plan()
        partner, company, sold = self.partner_id, self.company_id, line._get_sold()
        if not contract._takes_plan(plan):
            contract = contract._find_of_plan(partner, plan, company)
        if contract:
            return contract
        terms = {name: plan[name] for name in REFILL_TERMS}
        vals = contract._prepare_purchased_vals(partner, sold, company)
        return contract.new(terms | vals | {"state": "active"})

    def _get_refill_offer(self):
        """Return the offer that the buyer agreed to, if it is still what the page says.

        A cart that changed, or another language, makes another text: it asks again.
        """
        agreed = self.prepaid_refill_offer or {}
        fresh = agreed and self._prepare_refill_offer()
        return agreed if fresh and fresh.items() <= agreed.items() else {}

    @api.model
    def _wants_saved_method(self, order_id):
        """Tell whether the buyer of an order wants its payment method saved."""
        order_sudo = self.sudo().browse(order_id or ()).exists()
        return bool(order_sudo and order_sudo._get_refill_offer())


class PaymentTransaction(models.Model):
    """A payment at checkout whose method the buyer lets be charged again."""

    _inherit = "payment.transaction"

    prepaid_refill_offer = fields.Json(
        "Automatic Refill Wanted", readonly=True, copy=False, groups=PRICE_GROUPS
    )

    def _tokenize(self, payment_data):
        result = super()._tokenize(payment_data)
        self.filtered("is_post_processed")._give_wanted_consents()
        return result

    def _post_process(self):
        result = super()._post_process()
        self.sudo()._give_wanted_consents()
        return result

    def _give_wanted_consents(self):
        """Let methods be charged again as the buyer agreed, once they are saved."""
        for tx in self.sudo():
            offer, contract = tx.prepaid_refill_offer, tx._get_bought_contract()
            if not offer or not tx.token_id or tx.state != "done" or not contract:
                continue
            if tx._may_give_consent(contract):
                vals = tx._prepare_consent_vals(offer)
                tx.env["prepaid.consent"]._give(contract, vals)
            tx.prepaid_refill_offer = False

    def _get_bought_contract(self):
        """Return the contract whose pack was paid, none while it is not known."""
        lines = self.sale_order_ids.order_line._filter_pack_lines()
        return lines[:1]._get_pack_contract() if lines else lines.prepaid_contract_id

    def _may_give_consent(self, contract):
        """Tell whether the method is one that the contract may be charged to."""
        offer = self.prepaid_refill_offer or {}
        return (
            offer.get("contract_id") in (False, contract.id)
            and contract._owns_method(self.token_id)
            and not contract._get_token_blocker(self.token_id)
        )

    def _prepare_consent_vals(self, offer):
        names = ("product_id", "cap_amount", "partner_id", "origin")
        named = f"{offer['method']} ({self.token_id._get_prepaid_name()})"
        scope = offer.get("scope", {})
        return (
            {name: offer[name] for name in names}
            | scope
            | {
                "token_id": self.token_id.id,
                "text": offer["text"].replace(offer["method"], named),
            }
        )
