from odoo import api, fields, models
from odoo.fields import Domain

from ...cron import run_each
from ...metering import QUANTITY_DIGITS
from ..contract.access import PRICE_GROUPS


class PrepaidGrant(models.Model):
    """How credit that expired is paid back: by credit notes, one an invoice."""

    _inherit = "prepaid.grant"

    is_payout_due = fields.Boolean(
        "To Be Paid Back",
        readonly=True,
        copy=False,
        help="Expired with the promise to pay back what is left; its credit note is "
        "drafted by the next run.",
    )
    owed_amount = fields.Monetary(
        "Owed without Taxes",
        currency_field="company_currency_id",
        compute="_compute_owed_amount",
        compute_sudo=True,
        groups=PRICE_GROUPS,
        help="What was paid for the credit that expired and is still owed.",
    )

    _payout_idx = models.Index("(contract_id) WHERE is_payout_due")

    @api.depends("owed", "remaining", "amount")
    def _compute_owed_amount(self):
        owed = self.filtered("owed")
        unearned = owed._get_unearned()
        for grant in self:
            coins = unearned.get(grant._origin, 0) * grant.company_currency_id.rounding
            whole = grant.owed + grant.remaining
            grant.owed_amount = coins * grant.owed / whole if whole else 0

    # === BUSINESS METHODS === #

    @api.model
    def _cron_expire(self):
        """Override: what is to be paid back goes on one credit note an invoice."""
        result = super()._cron_expire()
        domain = Domain(
            "grant_ids",
            "any",
            Domain("is_payout_due", "=", True) & Domain("remaining", "=", 0),
        )
        run_each(
            self.env["prepaid.contract"].search(domain),
            lambda contract: contract._pay_out_expired(),
            domain,
            lambda contract, reason: contract._keep_fault("payout", reason),
        )
        return result

    def _follow_outcome(self):
        due = self.filtered(lambda grant: grant.expiry_outcome == "refund")
        due.is_payout_due = True
        return super()._follow_outcome()

    def _tell_revival(self):
        """Override: a draft that would take the credit is no longer wanted."""
        for contract, grants in self.grouped("contract_id").items():
            if drafts := grants._get_payout_drafts():
                contract.message_post(
                    body=self.env._(
                        "A draft credit note over %(invoices)s would take this credit: "
                        "delete it, unless the client is to be paid all the same.",
                        invoices=", ".join(drafts.reversed_entry_id.mapped("name")),
                    )
                )
        return super()._tell_revival()

    def _is_invoiced(self):
        """Tell whether an invoice here sold the grant, so that a note credits it."""
        return bool(self.move_id.is_sale_document(include_receipts=True))

    def _get_payout_drafts(self):
        """Return the drafts of credit notes over what sold these grants."""
        moves_sudo = self.sudo().move_id
        return moves_sudo.reversal_move_ids.filtered(lambda note: note.state == "draft")

    def _pay_out(self, reason):
        """Draft what pays this credit back; none where a draft or nothing is there."""
        self.is_payout_due = False
        worth = self & self.union(*self._get_unearned())
        waiting = worth.filtered(lambda grant: not grant._get_payout_drafts())
        invoiced = waiting.filtered(lambda grant: grant._is_invoiced())
        if not invoiced:
            return self.env["account.move"]
        notes = invoiced._draft_refunds(reason)
        for note in notes:
            note._ask_to_pay_out(invoiced.contract_id[:1])
        return notes


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    owed = fields.Float(
        "Owed after Expiry",
        digits=QUANTITY_DIGITS,
        compute="_compute_owed",
        search="_search_owed",
        compute_sudo=True,
        help="Credit that expired and is neither lost nor settled.",
    )

    @api.depends("grant_ids.owed")
    def _compute_owed(self):
        for contract in self:
            contract.owed = sum(contract.grant_ids.mapped("owed"))

    def _search_owed(self, operator, value):
        return Domain("grant_ids", "any", [("owed", operator, value)])

    def action_open_owed(self):
        """Open the credit that expired and is still owed."""
        self.ensure_one()
        return self.grant_ids.filtered("owed")._get_open_action()

    def _pay_out_expired(self):
        """Draft the credit notes over what expired with the promise to pay it back."""
        due = self.grant_ids.filtered(
            lambda grant: grant.is_payout_due and not grant.remaining
        )
        by_hand = due.filtered(lambda grant: not grant._is_invoiced())
        notes = due._pay_out(
            self.env._("Expired credit of %(contract)s", contract=self.name)
        )
        if notes:
            self.message_post(
                body=self.env._(
                    "Credit expired that is to be paid back. A credit note waits for "
                    "the accountant: %(invoices)s.",
                    invoices=", ".join(notes.reversed_entry_id.mapped("name")),
                )
            )
        if by_hand:
            self.message_post(
                body=self.env._(
                    "%(credit)s expired and is to be paid back, but no invoice here "
                    "sold it. It stays owed: pay it back by hand, then write it off.",
                    credit=", ".join(by_hand.mapped("name")),
                )
            )


class AccountMove(models.Model):
    _inherit = "account.move"

    def _ask_to_pay_out(self, contract):
        """Leave the accountant a task on the draft that pays credit back."""
        user = self.invoice_user_id or contract.user_id or self.env.user
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=self.env._("Check and post: credit paid back"),
            note=self.env._(
                "Credit of %(customer)s on %(contract)s is to be paid back. Posting "
                "the note takes the credit; then pay the client.",
                customer=contract.partner_id.display_name,
                contract=contract.name,
            ),
        )
