"""What people do with invoices: payments, credit notes, drafts that stand and fall."""

from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import Form

FIRST = date(2026, 1, 1)
LAST = date(2026, 3, 31)


def day(number):
    return min(FIRST + timedelta(number), LAST)


class Skipped(Exception):
    """There is nothing to do the step with."""


class MoveSteps:
    """Steps on the invoices and credit notes that were made so far."""

    # === PAYMENT === #

    def _play(self, name, args):
        """Play one step; what is refused or has nothing to act on changes nothing."""
        kept = [list(x) for x in (self.invoices, self.refunds, self.orders, self.works)]
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_do_{name}")(*args)
                self.env.flush_all()
            self._observe()
            outcome = "done"
        except (UserError, Skipped) as error:
            self.env.invalidate_all()
            self.invoices, self.refunds, self.orders, self.works = kept
            outcome = f"{type(error).__name__}: {str(error)[:150]}"
        self.played.append((name, args, outcome))

    def _do_pay(self, index, number, part):
        """Pay an invoice, on some day, or write part of it off."""
        invoice = self._pick(self.invoices, index)
        if invoice.state != "posted" or not invoice.amount_residual:
            raise Skipped
        seat = self._get_seat(invoice)
        expense = seat["company"].expense_currency_exchange_account_id.copy()
        over = {"payment_date": max(day(number), invoice.invoice_date)}
        if part < 1:
            over |= {
                "amount": invoice.currency_id.round(invoice.amount_residual * part),
                "payment_difference_handling": "reconcile",
                "writeoff_account_id": expense.id,
            }
        self._register_payment(invoice, **over)

    def _get_seat(self, record):
        return self.seats[self.companies.ids.index(record.company_id.id)]

    def _do_decide(self, index, granted):
        invoice = self._pick(self.invoices, index)
        if not invoice.prepaid_asks_write_off:
            raise Skipped
        if granted:
            invoice.action_grant_written_off()
        else:
            invoice.action_refuse_written_off()

    def _get_receivable(self, invoice):
        return invoice.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    def _do_unpay(self, index):
        invoice = self._pick(self.invoices, index)
        lines = self._get_receivable(invoice)
        self.taken_off[invoice] = lines.matched_credit_ids.credit_move_id
        lines.remove_move_reconcile()

    def _do_pay_again(self, index):
        """Match an invoice again with what had paid it."""
        invoice = self._pick(list(self.taken_off), index)
        if invoice.state != "posted":
            raise Skipped
        lines = self._get_receivable(invoice)
        lines |= (
            self.taken_off[invoice]
            .exists()
            .filtered(lambda line: line.account_id == lines.account_id)
        )
        lines.filtered(
            lambda line: not line.reconciled and line.parent_state == "posted"
        ).reconcile()

    # === CREDIT AND DEBIT NOTES === #

    def _do_credit(self, index, number, what, part, way):
        """Credit an invoice through the wizard, by quantity or by value."""
        invoice = self._pick(self.invoices, index)
        if invoice.state != "posted":
            raise Skipped
        refund = self._reverse(invoice, day(number), replace=way == "replace")
        if way == "replace":
            replacement = refund
            self.copies[replacement] = invoice
            replacement.invoice_date = max(day(number), invoice.invoice_date)
            replacement.action_post()
            self.refunds += invoice.reversal_move_ids[:1]
            self._keep(replacement)
            return
        refund.prepaid_price_only = way == "price"
        refund.prepaid_credit_use = "owe" if way == "owe" else "forgive"
        for line in refund.invoice_line_ids:
            name = "quantity" if what == "quantity" else "price_unit"
            line[name] = round(line[name] * part, 2)
        refund.action_post()
        self.refunds.append(refund)

    def _reverse(self, move, when, replace=False):
        """Return the draft that the wizard of credit notes makes."""
        wizard = (
            move.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": move.journal_id.id, "date": max(when, move.date)})
        )
        wizard.reverse_moves(is_modify=replace)
        return wizard.new_move_ids

    def _do_credit_by_hand(self, seat, pack, number, part):
        """Credit a pack by hand, unrelated to any document."""
        seat = self.seats[seat]
        with Form(
            seat["env"]["account.move"].with_context(default_move_type="out_refund")
        ) as form:
            form.partner_id = seat["client"]
            form.invoice_date = day(number)
            with form.invoice_line_ids.new() as line:
                line.product_id = self.packs[pack]
        refund = form.save()
        refund.invoice_line_ids.write(
            {"price_unit": self.packs[pack].list_price * part, "tax_ids": False}
        )
        refund.action_post()
        self.refunds.append(refund)

    def _do_debit(self, index, number, amount):
        if "account.debit.note" not in self.env:
            raise Skipped
        invoice = self._pick(self.invoices, index)
        wizard = (
            invoice.env["account.debit.note"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"copy_lines": True, "date": day(number)})
        )
        note = invoice.browse(wizard.create_debit()["res_id"])
        note.invoice_line_ids[1:].unlink()
        note.invoice_line_ids.write({"quantity": 1, "price_unit": amount})
        note.action_post()
        self._keep(note)

    # === DOCUMENTS THAT STAND AND FALL === #

    def _do_reset(self, index, pack):
        """Reset an invoice to draft, perhaps with another pack."""
        invoice = self._pick(self.invoices, index)
        invoice.button_draft()
        if pack is not None:
            line = invoice.invoice_line_ids.filtered("product_id.type")[:1]
            line.write({"product_id": self.packs[pack].id, "tax_ids": False})

    def _do_reset_refund(self, index):
        self._pick(self.refunds, index).button_draft()

    def _do_post(self, index):
        drafts = [m for m in self.invoices + self.refunds if m.state == "draft"]
        self._pick(drafts, index).action_post()

    def _do_cancel(self, index):
        drafts = [m for m in self.invoices + self.refunds if m.state == "draft"]
        self._pick(drafts, index).button_cancel()
