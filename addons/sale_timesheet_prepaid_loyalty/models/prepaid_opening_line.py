from odoo import fields, models


class PrepaidOpeningLine(models.Model):
    """Credit that was the balance of an eWallet."""

    _inherit = "prepaid.opening.line"

    _prepaid_user_fields = frozenset()

    loyalty_card_id = fields.Many2one(
        "loyalty.card",
        "eWallet",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The eWallet whose balance this was.",
    )

    def _has_source(self):
        return super()._has_source() or bool(self.loyalty_card_id)

    def _read_sources(self):
        """Override: a wallet's balance is its price, too."""
        wallets = self.filtered("loyalty_card_id")
        balances = {
            line: card._get_balance()
            if line._is_bought_by(card.partner_id, card)
            else 0
            for line in wallets
            if (card := line.loyalty_card_id)
        }
        return super()._read_sources() | {
            line: (balance, balance) for line, balance in balances.items()
        }

    def _close_sources(self):
        result = super()._close_sources()
        for line in self.filtered("loyalty_card_id"):
            env = line.contract_id._with_client_lang().env
            line.loyalty_card_id._move_balance(
                -line.quantity,
                env._(
                    "Now credit of the contract %(contract)s",
                    contract=line.contract_id.name,
                ),
            )
        return result

    def _reopen_sources(self):
        result = super()._reopen_sources()
        for line in self.filtered("loyalty_card_id"):
            env = line.contract_id._with_client_lang().env
            line.loyalty_card_id._move_balance(
                line.quantity,
                env._(
                    "Back from the contract %(contract)s",
                    contract=line.contract_id.name,
                ),
            )
        return result
