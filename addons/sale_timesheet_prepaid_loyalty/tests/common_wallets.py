from odoo.fields import Command

from odoo.addons.sale_timesheet_prepaid.tests.common_migration import MigrationCommon


class WalletsCommon(MigrationCommon):
    """A client whose money is on an eWallet, and the plan it may go to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.currency = cls.company.currency_id
        cls.credit_plan = cls._plan("Credit", unit="money", currency_id=cls.currency.id)
        cls.top_up = cls.env["product.product"].create(
            {"name": "Top-up", "type": "service", "taxes_id": False, "list_price": 50}
        )
        cls.program = cls._program("Wallet")

    @classmethod
    def _program(cls, name, **over):
        vals = {
            "name": name,
            "program_type": "ewallet",
            "applies_on": "future",
            "trigger": "auto",
            "company_id": cls.company.id,
            "currency_id": cls.currency.id,
            "rule_ids": [
                Command.create(
                    {
                        "reward_point_mode": "money",
                        "reward_point_amount": 1,
                        "product_ids": [Command.set(cls.top_up.ids)],
                    }
                )
            ],
            "reward_ids": [
                Command.create(
                    {
                        "reward_type": "discount",
                        "discount_mode": "per_point",
                        "discount": 1,
                        "discount_applicability": "order",
                        "required_points": 1,
                    }
                )
            ],
        }
        return cls.env["loyalty.program"].sudo().create(vals | over)

    @classmethod
    def _wallet(cls, points, client=None, **over):
        vals = {
            "program_id": cls.program.id,
            "partner_id": (client or cls.client).id,
            "points": points,
        }
        return cls.env["loyalty.card"].sudo().create(vals | over)

    def _find_wallet(self, migration, card):
        return migration.line_ids.filtered(lambda row: row.loyalty_card_id == card)

    def _take_wallets(self, *cards):
        migration = self._look()
        for row in migration.line_ids:
            row.is_chosen = row.loyalty_card_id in cards
        action = migration.action_run()
        return self.env[action["res_model"]].browse(action["res_id"]).sudo()
