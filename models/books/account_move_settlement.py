from odoo import api, fields, models

SETTLED_STATES = ("paid", "in_payment", "reversed")
# Less than was agreed, written off, is a rounding; more asks what it means.
WRITE_OFF_PERCENT_MAX = 5


class AccountMove(models.Model):
    """When an invoice of packs is settled: by money, by credit, by nothing to pay."""

    _inherit = "account.move"

    prepaid_write_off = fields.Selection(
        [("grant", "Grant the credit"), ("refuse", "Grant nothing")],
        "Credit of a Written-off Invoice",
        copy=False,
        readonly=True,
        help="What was decided about an invoice that was settled by a write-off.",
    )
    prepaid_asks_write_off = fields.Boolean(
        compute="_compute_prepaid_asks_write_off", compute_sudo=True
    )

    @api.depends("payment_state", "prepaid_write_off")
    def _compute_prepaid_asks_write_off(self):
        for move in self:
            move.prepaid_asks_write_off = bool(
                move.id
                and move.payment_state in SETTLED_STATES
                and not move.prepaid_write_off
                and move._is_written_off()
                and move._get_lines_to_pay()
            )

    # === ACTION METHODS === #

    def action_grant_written_off(self):
        """Grant the credit although part of its price was written off."""
        self._decide_write_off("grant")

    def action_refuse_written_off(self):
        """Grant nothing: the client did not pay for it."""
        self._decide_write_off("refuse")

    def _decide_write_off(self, decision):
        self.check_access("write")
        self.sudo().prepaid_write_off = decision
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self._sync_prepaid_grants()

    # === BUSINESS METHODS === #

    def _get_lines_to_pay(self):
        """Return the lines whose credit is usable once they are paid."""
        lines = self._get_pack_lines()
        return lines.filtered(lambda line: line._get_sold().policy == "paid")

    def _is_prepaid_settled(self):
        """Tell whether nothing is open, and not because it was given up."""
        self.ensure_one()
        # What a credit note sells is paid by what it credits.
        if self.move_type == "out_refund":
            return True
        if self.payment_state not in SETTLED_STATES:
            return False
        return self.prepaid_write_off == "grant" or not self._is_written_off()

    def _get_prepaid_date_settled(self):
        """Return the day of what settled the invoice last, its own date at least."""
        date = self.invoice_date or self.date
        partials = self._get_prepaid_partials()
        return max([date, *partials.credit_move_id.mapped("date")])

    def _get_prepaid_partials(self):
        """Return what is matched with the invoice, exchange differences aside."""
        lines = self.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        return lines.matched_credit_ids

    def _is_written_off(self):
        """Tell whether more than a small part was written off, by any entry.

        A write-off is what the matched entries book as an expense. Cash discounts that
        the payment terms promised are payments, and so are credit notes.
        """
        written_off = sum(
            partial.amount * partial.credit_move_id.move_id._get_write_off_part()
            for partial in self._get_prepaid_partials()
        )
        total = abs(self.amount_total_signed)
        return written_off * 100 > total * WRITE_OFF_PERCENT_MAX

    def _get_write_off_part(self):
        """Return the part (0 to 1) of what an entry pays that it books as expense."""
        if self.move_type != "entry" or not self.line_ids:
            return 0
        company = self.company_id
        promised = (
            company.account_journal_early_pay_discount_loss_account_id
            | company.account_journal_early_pay_discount_gain_account_id
            | company.expense_currency_exchange_account_id
            | company.income_currency_exchange_account_id
        )
        given_up = self.line_ids.filtered(
            lambda line: (
                line.account_id.internal_group in ("expense", "income")
                and line.account_id not in promised
            )
        )
        paid = self.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        amount = -sum(paid.mapped("balance"))
        return max(sum(given_up.mapped("balance")), 0) / amount if amount > 0 else 0

    def _ask_about_write_off(self):
        """Leave the accountant a task on each invoice that was written off."""
        for move in self.filtered("prepaid_asks_write_off"):
            move.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=(move.invoice_user_id or self.env.user).id,
                summary=self.env._("Written off: grant its prepaid credit?"),
                note=self.env._(
                    "More than %(percent)s %% of this invoice was written off. Its "
                    "credit waits until you grant or refuse it, by a button on the "
                    "invoice.",
                    percent=WRITE_OFF_PERCENT_MAX,
                ),
            )
