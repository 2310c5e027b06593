from contextlib import suppress
from datetime import date, timedelta

from odoo import SUPERUSER_ID, models
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
        fault = withdrawal._end_what_follows()
        withdrawal._give_back(fault)

    def _give_back(self, *faults):
        """Draft the credit notes, or cancel what nobody billed yet.

        What cannot be credited here by itself is for the accountant: the buyer has
        withdrawn all the same.
        """
        faults = [*faults]
        try:
            with self.env.cr.savepoint():
                self._credit()
        except UserError as error:
            faults.append(error.args[0])
        self._follow_notes()
        if self.state != "refunded" or any(faults):
            self._ask_accountant(faults)

    def _credit(self):
        lines = self.line_ids._get_billed_packs()
        if not lines:
            self._cancel_order()
            return
        self.line_ids._get_prepaid_grants()._get_origins()._check_refundable()
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

    def _draft_rest(self):
        """Draft anew what is left to give back, as documents changed it.

        A note by hand gave some of it, or more was billed. No more than what is left of
        its credit is set aside from then on.
        """
        for withdrawal in self:
            held = withdrawal.hold_ids.filtered(lambda hold: hold.state == "held")
            held._release()
            withdrawal._freeze()
            drafts = withdrawal.note_ids.filtered(lambda note: note.state == "draft")
            # What cannot be drafted stays as it is, for the accountant to judge.
            with suppress(UserError), self.env.cr.savepoint():
                drafts.unlink()
                if withdrawal.line_ids._get_billed_packs():
                    withdrawal._credit()
            withdrawal._follow_notes()

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
        if order.order_line.filtered("price_subtotal") - self.line_ids:
            raise UserError(
                self.env._(
                    "Not everything of %(order)s was withdrawn from, and these packs "
                    "are not invoiced: take them off the order yourself.",
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

    def _ask_accountant(self, faults):
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
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.pay_by,
            user_id=(person or self.env.ref("base.user_admin")).id,
            summary=self.env._("Pay back what was withdrawn from"),
            note=" ".join(filter(None, [text, *faults])),
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
