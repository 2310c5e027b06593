from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_amount

from ..contract.access import PRICE_GROUPS
from . import answers

# A client who began to pay may be on the page of the bank.
UNDER_WAY = ("draft", "pending", "authorized", "done")


class PaymentTransaction(models.Model):
    """An attempt to charge a refill, and payments of the same order by the client."""

    _name = "payment.transaction"
    _inherit = ["payment.transaction", "prepaid.guarded"]

    prepaid_refill_id = fields.Many2one(
        "prepaid.refill",
        "Refill",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        groups=PRICE_GROUPS,
    )
    prepaid_sent_at = fields.Datetime(
        "Sent to the Provider",
        readonly=True,
        copy=False,
        help="From then on the provider may have charged, whatever Odoo heard of it.",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse a second payment of an order whose saved method is being charged."""
        txs = super().create(vals_list)
        for tx in txs.sudo():
            if not tx.prepaid_refill_id and tx.operation in (
                "online_direct",
                "online_redirect",
                "online_token",
                "offline",
            ):
                tx._get_refills_to_pay()._check_no_charge_under_way()
        return txs

    def write(self, vals):
        """Let the refill follow what became of its charge, whoever heard of it."""
        result = super().write(vals)
        if "state" in vals:
            self.sudo().prepaid_refill_id._follow_charge()
            self._wake_post_processing()
        return result

    # === BUSINESS METHODS === #

    def _set_error(self, state_message, extra_allowed_states=()):
        """Override of `payment`: no answer is no refusal, the outcome is unknown."""
        unknown = self.browse()
        if answers.is_silent():
            unknown = self.filtered(
                lambda tx: tx.state == "draft" and tx._keeps_unknown()
            )
            unknown.write({"state_message": state_message})
        rest = super(PaymentTransaction, self - unknown)
        return rest._set_error(state_message, extra_allowed_states)

    def _keeps_unknown(self):
        """Tell whether a call without an answer is repeated: the outcome is unknown."""
        self.ensure_one()
        return bool(self.sudo().prepaid_refill_id)

    def _post_process(self):
        result = super()._post_process()
        self.sudo().prepaid_refill_id._follow_charge()
        return result

    def _send_invoice(self):
        """Override of `sale`: invoices of refills are printed after they are booked."""
        charged = self.filtered(lambda tx: tx.sudo().prepaid_refill_id)
        for invoice in charged.invoice_ids:
            if invoice.state == "posted" and not invoice.is_move_sent:
                invoice._send_prepaid_invoice()
        return super(PaymentTransaction, self - charged)._send_invoice()

    def _wake_post_processing(self):
        """Book what a provider's message settled at once, not at the next full hour."""
        if self.sudo().filtered(lambda tx: tx.prepaid_refill_id and tx.state == "done"):
            self.env.ref("payment.cron_post_process_payment_tx").sudo()._trigger()

    def _get_refills_to_pay(self):
        refills = self.invoice_ids._get_prepaid_refills()
        return refills | self.sale_order_ids._get_prepaid_refills()

    # === HOOKS FOR PROVIDERS === #

    def _is_prepaid_hold(self):
        """Tell whether the amount is only held, whatever the provider does elsewhere.

        Providers capture a part of it later. Override it for what is held.
        """
        self.ensure_one()
        return False

    def _get_prepaid_outcome(self):
        """Ask the provider what became of a charge that it was sent, and apply it.

        Called outside any transaction that may be run again. Override it for a provider
        that can be asked: look the payment up, hand it to ``_process``, and return
        True where the provider knows it or surely never got it. False: nobody knows.
        """
        self.ensure_one()
        return False

    def _needs_prepaid_client(self):
        """Tell whether a refused charge works once its client confirms it (SCA).

        Override it for a provider that says so: the client gets a link that pays the
        order, instead of another try without them.
        """
        self.ensure_one()
        return False


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_prepaid_refills(self):
        refills_sudo = self.env["prepaid.refill"].sudo()
        return refills_sudo.search([("sale_order_id", "in", self.ids)])

    def _has_to_be_paid(self):
        """Override of `sale`: what is being charged is not offered to be paid again."""
        states = self._get_prepaid_refills().mapped("state")
        return not {"charging", "bank"} & set(states) and super()._has_to_be_paid()


class AccountMove(models.Model):
    _inherit = "account.move"

    def _has_to_be_paid(self):
        """Override of `account_payment`: what is being charged is not offered again."""
        refills = self._get_prepaid_refills().filtered("move_id")
        states = set(refills.mapped("state"))
        return not {"charging", "bank"} & states and super()._has_to_be_paid()


class PrepaidRefill(models.Model):
    _inherit = "prepaid.refill"

    def _check_no_charge_under_way(self):
        """Refuse to pay refills that are being charged.

        Of a client who pays and a worker who charges at the same moment, the later one
        is run again and sees the other: both write the refill.
        """
        for refill in self:
            if refill.state in ("charging", "bank"):
                document = refill.move_id or refill.sale_order_id
                raise ValidationError(
                    self.env._(
                        "%(amount)s for %(order)s is being charged to %(method)s "
                        "already. You need not pay it again.",
                        amount=format_amount(
                            self.env, document.amount_total, document.currency_id
                        ),
                        order=document.name,
                        method=refill._get_charge().token_id.display_name,
                    )
                )
            refill.date_client_paying = fields.Datetime.now()
