from odoo import api, fields, models
from odoo.exceptions import UserError

from ..contract.access import PRICE_GROUPS


class PrepaidContract(models.Model):
    """Small rests of credit that the buyer's place lets clients ask to be paid."""

    _inherit = "prepaid.contract"

    rest_asked_on = fields.Date(
        "Rest Asked for on",
        readonly=True,
        copy=False,
        help="When the client asked for the small rest to be paid out.",
    )
    rest_note = fields.Html(
        "Small Rest", compute="_compute_rest_note", groups=PRICE_GROUPS
    )

    @api.depends("grant_ids.remaining", "grant_ids.owed", "buyer_kind", "held")
    @api.depends_context("lang")
    def _compute_rest_note(self):
        for contract in self:
            amount = contract.sudo()._get_rest()
            contract.rest_note = bool(amount) and contract._get_rest_rule()._get_html()

    # === ACTION METHODS === #

    def action_pay_out_rest(self):
        """Draft the credit note over what is left, and open it."""
        self.ensure_one()
        self.check_access("write")
        contract_sudo = self.sudo()
        if not contract_sudo._get_rest():
            raise UserError(
                self.env._(
                    "Nothing is left on %(contract)s that a rule lets the client ask "
                    "for. Close the contract to refund its credit.",
                    contract=self.name,
                )
            )
        grants_sudo = contract_sudo.grant_ids
        notes_sudo = grants_sudo._pay_out(
            self.env._("Small rest of %(contract)s", contract=self.name)
        )
        contract_sudo.rest_asked_on = False
        notes = (notes_sudo or grants_sudo._get_payout_drafts()).with_env(self.env)
        self.message_post(
            body=self.env._(
                "The small rest is to be paid out: a credit note waits for the "
                "accountant."
            )
        )
        if notes.has_access("read"):
            return notes._get_records_action(name=self.env._("Credit Notes"))
        return True

    # === BUSINESS METHODS === #

    def _get_rest_rule(self):
        """Return the rule in sudo about small rests, if there is one."""
        rules = self.sudo()._get_rules()
        return rules.get("rest", self.env["prepaid.jurisdiction"].sudo().browse())

    def _get_rest(self):
        """Return what the client may ask to be paid, in company currency, else 0.

        That is what was paid without taxes for the credit left, where it is below the
        limit of the buyer's place and nothing is set aside or owed by the client.
        """
        self.ensure_one()
        rule = self._get_rest_rule()
        if not rule or self.held or self.debt:
            return 0
        currency, today = self.company_id.currency_id, self._get_today()
        coins = sum(
            coins
            for grant, coins in self.grant_ids._get_unearned().items()
            if grant._is_invoiced()
        )
        amount = currency.round(coins * currency.rounding)
        asked = currency._convert(amount, rule.currency_id, self.company_id, today)
        return amount if asked < rule.rest_amount else 0

    def _ask_for_rest(self):
        """Keep that the client asks for the rest, once, and ask the seller to pay."""
        self.ensure_one()
        if self.rest_asked_on or not self._get_rest():
            return
        self.rest_asked_on = self._get_today()
        self.message_post(
            body=self.env._("The client asks for the rest of the credit in money.")
        )
        if not (user := self.user_id or self.company_id.prepaid_user_id):
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=self.env._("Pay out the small rest"),
            note=self._get_rest_rule()._get_html(),
        )
