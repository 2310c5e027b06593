from odoo.fields import Command
from odoo.tests import tagged

from .common_concurrency import ConcurrencyCommon


# Not "standard": see TestConcurrency.
@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestWithdrawalRace(ConcurrencyCommon):
    """Two clicks at the same moment, each in its own transaction."""

    def _make(self, env):
        ids = super()._make(env)
        client = env["res.partner"].browse(ids["client"])
        client.country_id = env.ref("base.fr")
        order = env["sale.order"].create(
            {
                "partner_id": client.id,
                "order_line": [
                    Command.create({"product_id": ids["pack"], "product_uom_qty": 1})
                    for _number in range(2)
                ],
            }
        )
        order.action_confirm()
        order._create_invoices().action_post()
        return ids | {"order": order.id}

    def _sweep(self):
        self._commit(self._sweep_withdrawals)
        return super()._sweep()

    def _sweep_withdrawals(self, env):
        env.cr.execute(
            """
            UPDATE sale_order_line SET prepaid_withdrawal_id = NULL
             WHERE order_id = %(order)s;
            DELETE FROM prepaid_hold WHERE withdrawal_id IN (
                   SELECT id FROM prepaid_withdrawal WHERE order_id = %(order)s);
            DELETE FROM prepaid_withdrawal WHERE order_id = %(order)s;
            """,
            {"order": self.ids["order"]},
        )

    def _withdraw(self, env):
        order = env["sale.order"].browse(self.ids["order"])
        vals = {"person": "Racer", "channel": "page"}
        return env["prepaid.withdrawal"]._declare(order.order_line, vals)

    def test_two_clicks_are_one_withdrawal(self):
        self.assertEqual(self._race(self._withdraw, 3), (3, 0))
        self.assertEqual(self._commit(self._count), (1, 1))

    def _count(self, env):
        order = env["sale.order"].browse(self.ids["order"])
        withdrawals = order.prepaid_withdrawal_ids
        return len(withdrawals), len(withdrawals.note_ids)
