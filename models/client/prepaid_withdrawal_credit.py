from contextlib import suppress
from datetime import date, timedelta

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...metering import to_quantity
from .withdrawal import DAYS_TO_PAY


class PrepaidWithdrawal(models.Model):
    """What a withdrawal gives back: what was paid, less what was asked for and used."""

    _inherit = "prepaid.withdrawal"

    def _take_effect(self):
        """Freeze the credit, draft what goes back, and ask who looks after it."""
        withdrawal = self.with_user(SUPERUSER_ID)
        withdrawal = withdrawal.with_company(self.company_id)
        day = self.company_id._get_prepaid_day(self.date)
        withdrawal.pay_by = day + timedelta(days=DAYS_TO_PAY)
        # What cannot come home by itself is frozen where it is: `_credit` says so.
        with suppress(UserError), self.env.cr.savepoint():
            withdrawal._bring_home()
        withdrawal._freeze()
        withdrawal.contract_id._get_consent()._revoke(self.person)
        withdrawal._give_back()

    def _give_back(self):
        """Draft the credit notes, or cancel what nobody billed yet.

        What cannot be credited here by itself is for the accountant: the buyer has
        withdrawn all the same.
        """
        fault = ""
        try:
            with self.env.cr.savepoint():
                self._credit()
        except UserError as error:
            fault = error.args[0]
        self._follow_notes()
        if self.state != "refunded":
            self._ask_accountant(fault)

    def _credit(self):
        lines = self.order_id.order_line._filter_pack_lines()._get_billed_packs()
        if not lines:
            self._cancel_order()
            return
        self.order_id._get_prepaid_grants()._get_origins()._check_refundable()
        due = self._get_due_back(lines)
        reason = self.with_context(lang=self.partner_id.lang).display_name
        for move, part in lines.grouped("move_id").items():
            coins = {line: due[line] for line in part if due.get(line, 0) > 0}
            if coins:
                note = move._draft_prepaid_refund(coins, reason)
                note.prepaid_withdrawal_id = self
        self.is_nothing_due = not self.note_ids
        if self.company_id.prepaid_withdrawal_posts:
            self.note_ids.action_post()

    def _get_due_back(self, lines):
        """Return {invoice line: coins} of company currency, without taxes.

        That is what the documents say was paid. Where the buyer asked to begin, what
        was used of it is earned, in proportion.
        """
        Grant = self.env["prepaid.grant"]
        documents = Grant._read_documents(lines, date.max)
        due = {line: documents[line.id][0] for line in lines if line.id in documents}
        if not self.begin_text:
            return due
        for pool in Grant._read_pools(lines, date.max):
            for lot, price in zip(pool.lots, pool.get_prices(), strict=True):
                due[pool.line] -= sum(self.company_id._earn(lot, price).values())
        return due

    def _cancel_order(self):
        """Cancel the order, of which nothing was billed.

        What was used of its credit is owed if the buyer asked for it, else given.
        """
        order = self.order_id
        if order.amount_paid or "posted" in order.invoice_ids.mapped("state"):
            raise UserError(
                self.env._(
                    "%(order)s was paid, and its packs are not invoiced: invoice and "
                    "credit them, or cancel the order and pay back by hand.",
                    order=order.name,
                )
            )
        if order.order_line.filtered("price_subtotal") - (
            order.order_line._filter_pack_lines()
        ):
            raise UserError(
                self.env._(
                    "Not everything of %(order)s is a pack, and nothing is invoiced: "
                    "take its packs off the order yourself.",
                    order=order.name,
                )
            )
        self._thaw()
        used = {} if self.begin_text else self._get_used()
        order._action_cancel()
        self._give_used(used)
        self.is_nothing_due = True

    def _get_used(self):
        """Return {contract: units} that were used of the purchase."""
        return {
            contract: units
            for contract, grants in self._get_grants().grouped("contract_id").items()
            if (units := grants._get_used_units())
        }

    def _give_used(self, used):
        """Give clients what they used without having asked: nobody pays for it."""
        self.env["prepaid.grant"].create(
            [
                {
                    "contract_id": contract.id,
                    "kind": "goodwill",
                    "quantity": to_quantity(units),
                    "date": contract._get_today(),
                    "name": self.display_name,
                }
                for contract, units in used.items()
            ]
        )

    def _ask_accountant(self, fault):
        """Ask who looks after the contract to see the money back in time."""
        contract = self.contract_id
        person = contract.user_id or self.order_id.user_id
        person = person or self.company_id.prepaid_user_id
        values = {
            "person": self.person,
            "date": self._format_date(),
            "order": self.order_id.name,
            "day": format_date(self.env, self.pay_by),
        }
        text = self.env._(
            "%(person)s withdrew from %(order)s on %(date)s. Check and post the credit "
            "note, and pay back by %(day)s, the way it was paid.",
            **values,
        )
        schedules = self.order_id.order_line.prepaid_claim_ids.schedule_id
        if schedules:
            text += " " + self.env._("The order renews: end what the client takes.")
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.pay_by,
            user_id=(person or self.env.ref("base.user_admin")).id,
            summary=self.env._("Pay back what was withdrawn from"),
            note=" ".join(filter(None, [text, fault])),
        )

    def _follow_notes(self):
        """Bring the credit in line with what the credit notes are now. Repeatable."""
        for withdrawal in self.sudo():
            if withdrawal.state == "received":
                withdrawal._freeze()
            else:
                withdrawal._thaw()
            if withdrawal.state in ("refunded", "void"):
                withdrawal.activity_unlink(["mail.mail_activity_data_todo"])


class AccountMove(models.Model):
    """Credit notes of withdrawals, by whoever they are made."""

    _inherit = "account.move"

    prepaid_withdrawal_id = fields.Many2one(
        "prepaid.withdrawal",
        "Withdrawal",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        for note in posted.filtered("reversed_entry_id"):
            withdrawal_sudo = note.sudo()._find_withdrawal()
            if withdrawal_sudo and not note.prepaid_withdrawal_id:
                note.sudo().prepaid_withdrawal_id = withdrawal_sudo
        posted.sudo().prepaid_withdrawal_id._follow_notes()
        return posted

    def _invoice_paid_hook(self):
        """Override: what is paid back asks nobody any more."""
        result = super()._invoice_paid_hook()
        self.sudo().prepaid_withdrawal_id._follow_notes()
        return result

    def button_draft(self):
        result = super().button_draft()
        self.sudo().prepaid_withdrawal_id._follow_notes()
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self.sudo().prepaid_withdrawal_id._follow_notes()
        return result

    def _find_withdrawal(self):
        """Return the open withdrawal from the order that a credit note credits."""
        orders = self.reversed_entry_id.invoice_line_ids.sale_line_ids.order_id
        withdrawals = orders.filtered("prepaid_withdrawal_until").prepaid_withdrawal_ids
        return withdrawals.filtered(lambda found: found.state == "received")[:1]

    def _is_settled(self):
        """Tell whether nothing of the document is to be paid any more."""
        return self.payment_state in ("paid", "in_payment", "reversed")
