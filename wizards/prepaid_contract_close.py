from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ..metering import QUANTITY_DIGITS, to_units


class PrepaidContractClose(models.TransientModel):
    """Close a contract that still has credit, and say what becomes of it."""

    _name = "prepaid.contract.close"
    _description = "Close a Prepaid Contract"

    contract_id = fields.Many2one("prepaid.contract", required=True, readonly=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", string="Client")
    company_id = fields.Many2one(related="contract_id.company_id")
    unit = fields.Selection(related="contract_id.unit")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    credit = fields.Float(
        "Credit Left", digits=QUANTITY_DIGITS, compute="_compute_credit"
    )
    deferred = fields.Monetary(
        "Deferred Revenue",
        compute="_compute_credit",
        currency_field="company_currency_id",
        help="What the client paid for this credit, without taxes: not earned yet.",
    )
    outcome = fields.Selection(
        [
            ("refund", "Refund it: draft a credit note"),
            ("transfer", "Transfer it to another contract"),
            ("expire", "Let it expire today"),
            ("keep", "Keep it for when the contract is reactivated"),
        ],
        "The Credit",
        required=True,
        default="keep",
    )
    target_id = fields.Many2one(
        "prepaid.contract",
        "To Contract",
        domain="[('partner_id', '=', partner_id), ('company_id', '=', company_id),"
        " ('id', '!=', contract_id), ('state', '!=', 'closed')]",
    )
    reason = fields.Char(required=True)

    @api.depends("contract_id")
    def _compute_credit(self):
        for wizard in self:
            wizard.contract_id.check_access("read")
            contract_sudo = wizard.contract_id.sudo()
            wizard.credit = sum(contract_sudo.grant_ids.mapped("remaining"))
            coins = sum(
                coins
                for grant, coins in contract_sudo._get_unearned().items()
                if grant.move_line_id.account_id._is_deferral()
            )
            wizard.deferred = coins * wizard.company_currency_id.rounding

    def action_apply(self):
        """Do what was chosen with the credit, then close. All of it, or nothing."""
        self.ensure_one()
        contract = self.contract_id
        contract.check_access("write")
        if not self.reason.strip():
            raise ValidationError(self.env._("Say why you close the contract."))
        notes = getattr(self, f"_apply_{self.outcome}")(contract.sudo())
        contract.action_close()
        contract.message_post(body=self._get_told(notes))
        notes = notes.with_env(self.env)
        if notes and notes.has_access("read"):
            return notes._get_records_action(name=self.env._("Credit Notes"))
        return {"type": "ir.actions.act_window_close"}

    def _apply_refund(self, contract_sudo):
        notes_sudo = contract_sudo._draft_refunds(self.reason)
        # Posted, the credit note takes back what it sold; gifts go now.
        given = contract_sudo.grant_ids.filtered(lambda grant: not grant._is_bought())
        given._expire_now(self.reason)
        return notes_sudo

    def _apply_transfer(self, contract_sudo):
        wizard = self.env["prepaid.contract.transfer"].create(
            {
                "contract_id": self.contract_id.id,
                "target_id": self.target_id.id,
                "is_new": False,
                "quantity": self.credit,
                "reason": self.reason,
            }
        )
        wizard.action_apply()
        return self.env["account.move"]

    def _apply_expire(self, contract_sudo):
        contract_sudo.grant_ids._expire_now(self.reason)
        return self.env["account.move"]

    def _apply_keep(self, contract_sudo):
        return self.env["account.move"]

    def _get_told(self, notes):
        """Return what the chatter keeps: what became of how much, and why."""
        values = {
            "credit": self.contract_id._format_quantity(self.credit),
            "reason": self.reason,
            "notes": ", ".join(notes.mapped("display_name")),
            "target": self.target_id.name,
        }
        if self.outcome == "refund":
            text = self.env._(
                "Closed: %(reason)s. %(credit)s left, to be refunded by %(notes)s.",
                **values,
            )
        elif self.outcome == "transfer":
            text = self.env._(
                "Closed: %(reason)s. %(credit)s left, transferred to %(target)s.",
                **values,
            )
        elif self.outcome == "expire":
            text = self.env._(
                "Closed: %(reason)s. %(credit)s left, which expired.", **values
            )
        else:
            text = self.env._(
                "Closed: %(reason)s. %(credit)s left, which stay.", **values
            )
        return text


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def _get_unearned(self):
        """Return {grant: coins} of what was paid for the credit left, not earned yet.

        In company currency, without taxes, as the books say it of all that is booked.
        """
        self.ensure_one()
        company, unearned = self.company_id, {}
        lines = self.grant_ids.filtered("remaining").move_line_id
        for pool in self.env["prepaid.grant"]._read_pools(lines, date.max):
            for lot, price in zip(pool.lots, pool.get_prices(), strict=True):
                if lot.grant.contract_id == self and lot.grant.remaining:
                    unearned[lot.grant] = price - sum(
                        company._earn(lot, price).values()
                    )
        return {grant: coins for grant, coins in unearned.items() if coins > 0}

    def _draft_refunds(self, reason):
        """Draft credit notes over what is not earned of this credit, one an invoice."""
        unearned = self._get_unearned()
        if not unearned:
            raise UserError(
                self.env._(
                    "No invoice sold the credit left on %(contract)s: there is nothing "
                    "to refund. Let it expire, or keep it.",
                    contract=self.name,
                )
            )
        grants = self.env["prepaid.grant"].union(*unearned)
        grants = grants.with_company(self.company_id)
        grants._check_invoiced()
        grants._check_refundable()
        notes = self.env["account.move"]
        for move, sold in grants.grouped("move_id").items():
            coins = {
                line: sum(unearned[grant] for grant in part)
                for line, part in sold.grouped("move_line_id").items()
            }
            notes |= move._draft_prepaid_refund(coins, reason)
        return notes


class PrepaidGrant(models.Model):
    _inherit = "prepaid.grant"

    def _is_bought(self):
        """Tell whether a document sold it; what came with it as a bonus is a gift."""
        is_sold = bool(self.move_line_id or self.sale_line_id)
        return is_sold and self._get_sold_kind() == "purchase"

    def _check_invoiced(self):
        """Refuse to credit what no invoice sold here: opening balances."""
        for grant in self:
            if not grant.move_id.is_sale_document(include_receipts=True):
                raise UserError(
                    self.env._(
                        "“%(grant)s” was sold before, elsewhere: no invoice here can "
                        "be credited. Make its credit note by hand, and take the "
                        "credit back from the contract, or let it expire.",
                        grant=grant.name,
                    )
                )

    def _check_refundable(self):
        """Refuse where a credit note would take back credit of another contract."""
        for grant in self:
            family = grant._get_origins()._get_family()
            others = family.filtered("remaining").contract_id - self.contract_id
            if others:
                raise UserError(
                    self.env._(
                        "Part of “%(grant)s” was transferred to %(contract)s and is "
                        "left there. Transfer it back first, or transfer this part "
                        "too.",
                        grant=grant.name,
                        contract=others[0].name,
                    )
                )

    def _expire_now(self, reason):
        """Let what remains expire today. A later expiry, by hand, brings it back."""
        left = self.filtered("remaining")
        for grant in left:
            grant.date_expiry = max(grant.date, grant._get_today())
        self.env["prepaid.entry"].create(
            [
                grant._prepare_out_entry_vals(
                    "expire", to_units(grant.remaining), grant._get_today(), reason
                )
                for grant in left
            ]
        )


class AccountMove(models.Model):
    _inherit = "account.move"

    def _draft_prepaid_refund(self, coins, reason):
        """Return the draft of a credit note over {line: coins}, for the accountant.

        Coins are of company currency, at the rate of the invoice. Posted, it takes
        the credit of that value back.
        """
        self.ensure_one()
        today = self.company_id._get_prepaid_today()
        note = self._reverse_moves(
            [{"invoice_date": today, "date": today, "ref": reason}]
        )
        commands = []
        for line, copy in zip(
            self.invoice_line_ids.sorted("id"),
            note.invoice_line_ids.sorted("id"),
            strict=True,
        ):
            if line not in coins:
                commands.append(Command.delete(copy.id))
                continue
            whole = abs(line.balance) / self.company_id.currency_id.rounding
            price = line.quantity * line.price_unit * (1 - line.discount / 100)
            vals = {
                "quantity": 1,
                "discount": 0,
                "price_unit": self.currency_id.round(price * coins[line] / whole),
            }
            commands.append(Command.update(copy.id, vals))
        note.invoice_line_ids = commands
        return note
