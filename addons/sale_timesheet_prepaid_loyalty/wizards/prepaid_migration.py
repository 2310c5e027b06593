from odoo import api, fields, models
from odoo.tools import format_date


class PrepaidMigration(models.TransientModel):
    """Balances of eWallets."""

    _inherit = "prepaid.migration"

    @api.model
    def _find_sources(self, company):
        """Override: add the eWallets that hold money."""
        cards = self.env["loyalty.card"]._find_wallets(company)
        return super()._find_sources(company) + [
            card._prepare_migration_vals(company) for card in cards
        ]


class PrepaidMigrationLine(models.TransientModel):
    _inherit = "prepaid.migration.line"

    loyalty_card_id = fields.Many2one("loyalty.card", readonly=True, ondelete="cascade")

    def _get_source(self):
        return self.loyalty_card_id or super()._get_source()

    def _get_booked_accounts(self):
        """Override: where the products that fill the wallets are booked."""
        company = self.migration_id.company_id
        products = self.sudo().loyalty_card_id.program_id.trigger_product_ids
        accounts = super()._get_booked_accounts()
        for product in products.with_company(company):
            accounts |= product.product_tmpl_id.get_product_accounts()["income"]
        return accounts

    def _prepare_opening_vals(self):
        """Override: the balance is the price, in the currency of the wallet."""
        vals = super()._prepare_opening_vals()
        if self.loyalty_card_id:
            vals |= {
                "loyalty_card_id": self.loyalty_card_id.id,
                "amount": self.quantity,
            }
        return vals


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _prepare_migration_vals(self, company):
        """Return the vals of a line of the preview for this eWallet."""
        balance, currency = self._get_balance(), self.currency_id
        status, note = self._judge_wallet(company)
        today = company._get_prepaid_today()
        price = currency._convert(max(balance, 0), company.currency_id, company, today)
        return {
            "loyalty_card_id": self.id,
            "topic": (
                f"loyalty.program,{self.program_id.id}",
                self.program_id.name,
                "money",
                currency,
            ),
            "partner_id": self.partner_id.commercial_partner_id.id,
            "name": self._get_migrated_name(),
            "date": min(company._get_prepaid_day(self.create_date), today),
            "date_expiry": self.expiration_date,
            "left": balance,
            "amount": 0 if status == "out" else price,
            "status": status,
            "note": note,
        }

    def _get_migrated_name(self):
        """Return program and code; what came on it later has a number."""
        name = f"{self.program_id.name} · {self.code}"
        taken = self.env["prepaid.opening.line"].search_count(
            [("loyalty_card_id", "=", self.id), ("is_booked", "=", True)]
        )
        return f"{name} ({taken + 1})" if taken else name

    def _judge_wallet(self, company):
        """Return (status, remark) of an eWallet in the preview."""
        if not self.partner_id:
            return "out", self.env._(
                "It belongs to no client. Set its owner, then look again."
            )
        if not (self.active and self.program_id.active):
            return "out", self.env._("It is archived.")
        if self.points < 0:
            return "out", self.env._("More was spent than paid in: the client owes it.")
        expiry = self.expiration_date
        if expiry and expiry < company._get_prepaid_today():
            return "out", self.env._(
                "It expired on %(date)s.", date=format_date(self.env, expiry)
            )
        return "ready", self.env._(
            "Its price is the balance, without taxes: check how top-ups were taxed."
        )
