from datetime import timedelta
from operator import methodcaller

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command, Domain

from odoo.addons.sale_timesheet_prepaid.cron import run_each
from odoo.addons.sale_timesheet_prepaid.models.charging import answers
from odoo.addons.sale_timesheet_prepaid.models.charging.claims import claimed

# The first number of the advisory locks that claim sessions.
CLAIM = 0x50485353
# A refused capture or release is tried again so often, with growing pauses.
TRIES_MOST = 5
PAUSE = timedelta(minutes=10)


class PrepaidSession(models.Model):
    """Taking what is due, and giving the rest back: claim, commit, call, commit.

    Nothing is asked of a provider in a transaction that may be run again. A worker
    that dies leaves each capture as it stood at the last commit; the next one goes on
    with the same transaction.
    """

    _inherit = "prepaid.session"

    @api.model
    def _cron_collect(self):
        """Settle what is over, one by one, and give back what is held in vain."""
        domain = self._get_collect_domain()
        run_each(
            self.search(domain, order="id"),
            methodcaller("_collect"),
            domain,
            lambda session, reason: reason and session._keep_refusal(reason),
        )

    @api.model
    def _get_collect_domain(self):
        """Sessions that are over, or ended with an amount still held on a card."""
        ended = Domain("state", "in", ("settled", "cancelled", "expired", "failed"))
        ended &= Domain("transaction_ids.state", "=", "authorized")
        due = Domain("date_next", "=", False) | Domain(
            "date_next", "<=", fields.Datetime.now()
        )
        return (Domain("state", "=", "done") | ended) & due

    @api.model
    def _wake(self, name, at=None):
        cron = self.env.ref(
            f"sale_timesheet_prepaid_session.prepaid_session_{name}_cron"
        )
        cron.sudo()._trigger(at)

    def _commit(self):
        self.env["ir.cron"]._commit_progress()

    def _collect(self):
        """Go on with what is due: bill, take, release, book. Safe to repeat."""
        self.ensure_one()
        session = self.with_company(self.company_id)
        with claimed(self.env.cr.dbname, CLAIM, self.id) as is_mine:
            # What another worker did before the claim was ours.
            session._commit()
            if is_mine:
                session._collect_claimed()

    def _collect_claimed(self):
        if self.state == "done":
            self._log()
            self._bill()
            self._commit()
        if self.state == "done":
            self._take_due()
        self._release_rest()
        if self.state == "done":
            self._settle_paid()

    def action_retry(self):
        """Charge again what failed: a person has looked."""
        self.check_access("write")
        for session_sudo in self.sudo():
            session_sudo._check_state("failed")
            session_sudo.write({"state": "done", "tries": 0, "date_next": False})
            session_sudo._wake("collect")

    # === TAKING === #

    def _take_due(self):
        """Take what the invoice is still owed from what secures it."""
        if self.secured_by == "token":
            self._charge_token()
        elif self.secured_by == "card":
            captures = self._get_captures()
            for source, amount in captures:
                self._ask(source, amount, "_send_capture_request", "done")
            held = sum(amount for _source, amount in captures)
            if self.currency_id.compare_amounts(held, self._get_due_total()) < 0:
                self._keep_refusal(self.env._("The card holds less than what is due."))

    def _get_captures(self):
        """Return [(transaction, amount)]: what is taken of which, the oldest first."""
        rest = self._get_due_total()
        captures = []
        for source in self.transaction_ids.sorted("id"):
            if not source._is_prepaid_held():
                continue
            amount = self.currency_id.round(min(source.amount, rest))
            rest -= amount
            if amount > 0:
                captures.append((source, amount))
        return captures

    def _ask(self, source, amount, request, state):
        """Send a capture or a release of an authorised amount, once."""
        child = source.child_transaction_ids.filtered(
            lambda tx: tx.prepaid_request == request and tx.state != "error"
        )[:1]
        if not child and source.state == "authorized":
            source._ensure_provider_is_not_disabled()
            child = source._create_child_transaction(amount, prepaid_request=request)
        if child.state == "draft":
            child.prepaid_sent_at = child.prepaid_sent_at or fields.Datetime.now()
            self._commit()
            with answers.watched():
                try:
                    getattr(child, request)()
                except ValidationError as error:
                    child._set_error(str(error))
            self._commit()
        if child.state == "done" and not child.is_post_processed:
            child._post_process()
            self._commit()
        if child.state not in (state, "pending"):
            self._keep_refusal(
                child.state_message or self.env._("The provider did not answer.")
            )

    def _release_rest(self):
        """Give back at once what is held beyond what was taken. Safe to repeat."""
        if self.state == "done" and self._is_waiting_for_provider():
            return
        for source in self.transaction_ids.sorted("id"):
            rest = source._get_prepaid_rest()
            if source.state == "authorized" and rest > 0:
                self._ask(source, rest, "_send_void_request", "cancel")

    def _is_waiting_for_provider(self):
        """Tell whether a capture is not done: what it takes must not be released."""
        taken = sum(
            self.transaction_ids.child_transaction_ids.filtered(
                lambda tx: (
                    tx.prepaid_request == "_send_capture_request" and tx.state == "done"
                )
            ).mapped("amount")
        )
        due = sum(amount for _source, amount in self._get_captures())
        return self.currency_id.compare_amounts(taken, due) < 0

    def _charge_token(self):
        """Charge the saved card for the invoice, with one transaction until refused."""
        move = self.invoice_id
        tx = self.transaction_ids.filtered(
            lambda tx: tx.operation == "offline" and tx.state not in ("error", "cancel")
        )[:1]
        if not tx and move.amount_residual:
            tx = self.env["payment.transaction"].create(self._prepare_charge_vals())
        if tx.state == "draft":
            self._commit()
            if tx.prepaid_sent_at and not self._may_repeat(tx):
                return
            tx.prepaid_sent_at = tx.prepaid_sent_at or fields.Datetime.now()
            self._commit()
            with answers.watched():
                tx._charge_with_token()
            self._commit()
        if tx.state in ("pending", "authorized", "done") and not tx.is_post_processed:
            tx._post_process()
            self._commit()
        if tx.state in ("draft", "error", "cancel"):
            self._keep_refusal(
                tx.state_message or self.env._("The provider did not answer.")
            )

    def _may_repeat(self, tx):
        """Tell whether a charge whose outcome is unknown is sent again."""
        with answers.watched():
            tx._get_prepaid_outcome()
        self._commit()
        return tx.state == "draft" and tx.provider_id._is_prepaid_repeatable()

    def _prepare_charge_vals(self):
        move = self.invoice_id
        vals = self._prepare_token_vals(self.token_id, move.amount_residual)
        return vals | {"invoice_ids": [Command.set(move.ids)]}

    # === AFTERWARDS === #

    def _settle_paid(self):
        """Send the invoice; the session is settled once that is paid."""
        move = self.invoice_id
        if move and not move.is_move_sent and not move.sending_data:
            if self.secured_by == "link" or move._is_prepaid_paid():
                move._send_prepaid_invoice()
        if not move or move._is_prepaid_paid():
            self._settled()
        elif self.secured_by == "link" and not self.date_next:
            # Odoo tells when the client has paid: see `account.move`.
            self.date_next = fields.Datetime.now() + timedelta(days=365)

    def _keep_refusal(self, reason):
        """Try again later; after that the client gets the link, and a person looks."""
        tries = self.tries + 1
        self.write({"tries": tries, "reason": reason})
        if tries < TRIES_MOST:
            self.date_next = fields.Datetime.now() + PAUSE * 2 ** (tries - 1)
            return self._wake("collect", self.date_next)
        self.write({"date_next": fields.Datetime.now() + timedelta(days=1)})
        if self.state == "done":
            self.state = "failed"
            move = self.invoice_id
            if move and not move.is_move_sent:
                move._send_prepaid_invoice()
        self.reason = False
        return self._tell_fault(reason)
