from collections import defaultdict

from odoo import models


class AccountMove(models.Model):
    """On which account packs and their discounts are sold."""

    _inherit = "account.move"

    def _settle_pack_accounts(self):
        """Put packs, and nothing else, on the deferral account before posting.

        The product chose the account of each line when it was made; what the line
        sells may differ by now. Discounts go along where packs are all that is sold.
        """
        for move in self:
            lines = move.sudo()._get_product_lines()
            packs = lines._filter_pack_lines()
            waiting = packs.filtered(lambda line: not line._is_overage())
            (lines - waiting)._leave_deferral()
            waiting._enter_deferral()
            move.sudo()._settle_discount_accounts()

    def _settle_discount_accounts(self):
        """Defer a discount where packs on one account bear all of it, else not."""
        bearers, borne = defaultdict(self.env["account.move.line"].browse), {}
        for pack, shares in self._share_prepaid_discounts().items():
            for discount, value, _coins in shares:
                bearers[discount] |= pack
                borne[discount] = borne.get(discount, 0) + value
        for line in self._get_discount_lines():
            accounts = bearers[line].account_id
            is_whole = borne.get(line) == line._get_bill_value()
            if is_whole and len(accounts) == 1 and accounts._is_deferral():
                line.account_id = accounts
            elif not is_whole and line.account_id._is_deferral():
                line._compute_account_id()


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _enter_deferral(self):
        """Defer packs whose product is none any more, where it chose the account."""
        for line in self:
            accounts = line._get_pack_accounts()
            if not line.product_id.is_prepaid_pack:
                if line.account_id == accounts["income"]:
                    line.account_id = accounts["deferred"] or accounts["income"]

    def _leave_deferral(self):
        """Take lines off that sold no pack, though their product is one by now."""
        for line in self.filtered("product_id.is_prepaid_pack"):
            accounts = line._get_pack_accounts()
            if line.account_id == accounts["deferred"]:
                line.account_id = accounts["income"]

    def _get_earning_accounts(self):
        """Return {name: account}: `prepaid_income` earns the price, else `income`.

        Asked when the revenue of what this line sold is booked; what names no product
        answers otherwise.
        """
        template = self.product_id.product_tmpl_id.with_company(self.company_id)
        return template.get_product_accounts(self.move_id.fiscal_position_id)

    def _get_pack_accounts(self):
        """Return {income, deferred: account} of the line's product, mapped."""
        position = self.move_id.fiscal_position_id
        template = self.product_id.product_tmpl_id.with_company(self.company_id)
        accounts = template.get_product_accounts(fiscal_pos=position)
        deferred = self.company_id._get_prepaid_setting("deferred_revenue_account_id")
        return {
            "income": accounts.get("prepaid_income", accounts["income"]),
            "deferred": position.map_account(deferred) if position else deferred,
        }


class AccountAccount(models.Model):
    _inherit = "account.account"

    def _is_deferral(self):
        """Tell whether revenue may wait on the account: it is a liability."""
        return (self.account_type or "").startswith("liability")
