from odoo import models
from odoo.fields import Command


class AccountPayment(models.Model):
    """The entries that take a payment back, and let it stand again."""

    _inherit = "account.payment"

    def _return_to_payer(self, amount, reason):
        """Book that so much was taken back, on the accounts of the payment.

        What it paid is open again by as much. A payment without an entry waits for its
        lines of the bank, both ways: it is rejected, and the bank's lines pay the rest.
        """
        self.ensure_one()
        if not self.move_id:
            self.action_reject()
            return self.move_id
        _liquidity, counterpart, _rest = self._seek_for_lines()
        matched = counterpart.matched_debit_ids.debit_move_id
        matched |= counterpart.matched_credit_ids.credit_move_id
        returns = matched.filtered("move_id.prepaid_returned_id")
        paid = matched.filtered(lambda line: line.move_id.is_invoice(True))
        move = self.env["account.move"].create(self._prepare_return_vals(amount))
        move.ref = reason
        move.action_post()
        counterpart.remove_move_reconcile()
        returns |= move.line_ids.filtered(
            lambda line: line.account_id == counterpart.account_id
        )
        (counterpart | returns)._match_open()
        (counterpart | paid)._match_open()
        return move

    def _prepare_return_vals(self, amount):
        """Return the vals of the entry that takes an amount of the payment back.

        It mirrors the payment's entry, at its rate; a part of it in proportion.
        """
        _liquidity, counterpart, _rest = self._seek_for_lines()
        share = amount / self.amount
        others = [
            self._prepare_return_line_vals(
                line,
                line.company_currency_id.round(-line.balance * share),
                line.currency_id.round(-line.amount_currency * share),
            )
            for line in self.move_id.line_ids - counterpart
        ]
        mine = self._prepare_return_line_vals(
            counterpart[:1],
            -sum(vals["balance"] for vals in others),
            -sum(vals["amount_currency"] for vals in others),
        )
        journal, company = self.journal_id, self.company_id
        return {
            "move_type": "entry",
            "journal_id": journal.id,
            "date": company._get_open_date(journal, company._get_prepaid_today()),
            "partner_id": self.partner_id.id,
            "prepaid_returned_id": self.payment_transaction_id.id,
            "line_ids": [Command.create(vals) for vals in (*others, mine)],
        }

    def _prepare_return_line_vals(self, line, balance, amount_currency):
        return {
            "name": self.env._("Taken back: %(payment)s", payment=self.name),
            "account_id": line.account_id.id,
            "partner_id": line.partner_id.id,
            "currency_id": line.currency_id.id,
            "balance": balance,
            "amount_currency": amount_currency,
        }

    def _stand_again(self, invoices):
        """Undo what took the payment back, and let it pay the invoices again."""
        if not self.move_id:
            if self.state == "rejected":
                self.state = "in_process"
            return
        company = self.company_id
        _liquidity, counterpart, _rest = self._seek_for_lines()
        returns = self.payment_transaction_id.prepaid_return_ids.filtered(
            lambda move: move.state == "posted" and not move.reversal_move_ids
        )
        lines = returns.line_ids.filtered(
            lambda line: line.account_id == counterpart.account_id
        )
        lines.remove_move_reconcile()
        for move in returns:
            today = company._get_open_date(
                move.journal_id, company._get_prepaid_today()
            )
            # Posting it matches both where neither is on a statement of the bank.
            reversal = move._reverse_moves(
                [
                    {
                        "date": today,
                        "ref": self.env._("Undone: %(entry)s", entry=move.ref),
                    }
                ]
            )
            reversal.action_post()
        (counterpart | invoices.line_ids)._match_open()


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _match_open(self):
        """Match what is open of these lines, account by account."""
        lines = self.filtered(
            lambda line: (
                line.account_type == "asset_receivable"
                and line.parent_state == "posted"
                and not line.reconciled
            )
        )
        for mine in lines.grouped("account_id").values():
            if len(mine) > 1:
                mine.reconcile()
