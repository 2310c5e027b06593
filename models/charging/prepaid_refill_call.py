from datetime import timedelta
from operator import methodcaller

from odoo import api, fields, models
from odoo.fields import Domain

from ...cron import run_each
from . import answers
from .claims import claimed

# The first number of the advisory locks that claim charges.
CLAIM = 0x50484852
# Providers answer a repeated request alike for a day; an hour less, for their clocks.
REPEATABLE_FOR = timedelta(hours=23)
# How long to wait for a provider that did not answer.
SILENCE = timedelta(minutes=10)


class PrepaidRefill(models.Model):
    """The calls that charge: claim, commit, call, commit, book.

    No call is made in a transaction that may be run again. A worker that dies leaves
    the charge as it stood at the last commit, and the next run goes on with the same
    transaction, which charges once however often it is sent.
    """

    _inherit = "prepaid.refill"

    @api.model
    def _cron_charge(self):
        """Make the calls of the charges under way, and book what came of them."""
        domain = Domain("state", "=", "charging") | (
            Domain("state", "=", "pending") & Domain("move_id", "!=", False)
        )
        domain &= Domain("date_next", "=", False) | Domain(
            "date_next", "<=", fields.Datetime.now()
        )
        run_each(
            self.search(domain, order="id"),
            methodcaller("_charge"),
            domain,
            lambda refill, reason: refill.contract_id._keep_fault("charge", reason),
        )

    @api.model
    def _wake_charges(self, at=None):
        cron = self.env.ref("sale_timesheet_prepaid.prepaid_charge_cron")
        cron.sudo()._trigger(at)

    def _claim(self):
        """Claim the charge for one worker: see `claims.claimed`."""
        return claimed(self.env.cr.dbname, CLAIM, self.id)

    def _commit(self):
        """Commit, so that others see it and what follows cannot take it back."""
        self.env["ir.cron"]._commit_progress()

    def _charge(self):
        """Go on with a charge: call, hear, book. Safe to repeat, at any point."""
        self.ensure_one()
        refill = self.with_company(self.company_id)
        with refill._claim() as is_mine:
            # What another worker did before the claim was ours.
            refill._commit()
            if is_mine and refill.state == "pending" and refill.move_id:
                refill._attempt()
            if is_mine and refill.state == "charging":
                refill._charge_claimed()

    def _charge_claimed(self):
        tx = self._get_charge()
        if tx.state == "draft" and not self._stop_charge(tx):
            self._call(tx)
        if tx.state in ("pending", "authorized", "done") and not tx.is_post_processed:
            tx._post_process()
            self._commit()
        self._follow_charge()

    # === BEFORE THE CALL === #

    def _stop_charge(self, tx):
        """Give up a charge that nobody sent yet if it may not go out; tell whether."""
        if tx.prepaid_sent_at:
            return False
        contract, order = self.contract_id, self.sale_order_id
        blocker = contract._get_refill_blocker()
        fallback = contract._get_charge_blocker(order, self.product_id)
        # Another plan, or another payment method, to which the client agreed since.
        is_other = not contract._takes_pack(self.product_id) or (
            tx.token_id != contract.payment_token_id
        )
        payments = self._get_client_payments()
        is_open = order.state in ("draft", "sent")
        if not (blocker or fallback or is_other or payments or not is_open):
            return False
        self.write({"state": "pending", "date_next": False})
        tx._set_canceled()
        if not is_open:
            self._close("waiting")
        elif payments:
            self._wait_for_client()
        elif is_other:
            self._start_anew()
        elif blocker:
            self._refuse(blocker)
        else:
            self._fall_back(fallback)
        return True

    def _start_anew(self):
        """Order again, by the terms of the contract as it is now."""
        self._withdraw()
        self.write({"sale_order_id": False, "reason": False})
        self._attempt()

    # === THE CALL === #

    def _call(self, tx):
        """Ask the provider to charge, once whatever happens; hear what it says."""
        if tx.prepaid_sent_at and not self._may_repeat(tx):
            return
        now = fields.Datetime.now()
        if not tx.prepaid_sent_at:
            tx.prepaid_sent_at = now
            # Of a client who revokes at this moment and us, one is run again.
            self.contract_id._get_consent().date_used = now
        self._commit()
        with answers.watched():
            tx._charge_with_token()
        if tx.state == "draft":
            self._keep_unknown(tx.state_message)
        self._commit()

    def _may_repeat(self, tx):
        """Tell whether a call whose outcome is unknown is to be sent again.

        The provider is asked first, where it can be. Where it cannot, and would charge
        twice, a person must look.
        """
        self._commit()
        with answers.watched() as silences:
            is_known = tx._get_prepaid_outcome()
        if tx.state != "draft":
            self._commit()
            return False
        is_fresh = tx.prepaid_sent_at > fields.Datetime.now() - REPEATABLE_FOR
        if is_fresh and tx.provider_id._is_prepaid_repeatable():
            return True
        if is_known and not silences:
            tx._set_canceled(self.env._("The provider knows nothing of it."))
            return False
        self._keep_unknown(
            self.env._(
                "Nobody knows whether %(reference)s was charged. Look it up at "
                "%(provider)s.",
                reference=tx.reference,
                provider=tx.provider_id.name,
            )
        )
        return False

    def _keep_unknown(self, reason):
        """Keep a charge of unknown outcome; go on with the same transaction later."""
        date_next = fields.Datetime.now() + SILENCE
        self.write({"reason": reason, "date_next": date_next})
        self._wake_charges(date_next)

    # === AFTER THE CALL === #

    def _follow_charge(self):
        """Bring refills in line with their latest charge. Safe to repeat."""
        for refill in self.filtered(lambda r: r.state in ("charging", "bank")):
            tx = refill._get_charge()
            if tx.state in ("pending", "authorized"):
                refill.write({"state": "bank", "reason": False, "date_next": False})
            elif tx.state == "done" and tx.is_post_processed:
                refill._close("waiting")
            elif tx.state in ("error", "cancel"):
                refill._decline(tx)
