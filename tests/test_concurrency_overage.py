from odoo.tests import tagged

from .common_concurrency import MINUTES, ConcurrencyCommon


@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestConcurrencyOverage(ConcurrencyCommon):
    """Work beyond the credit is billed once, whoever bills it at the same time."""

    def _make(self, env):
        ids = super()._make(env)
        service = env["product.product"].create(
            {
                "name": "Racing hour",
                "type": "service",
                "uom_id": env.ref("uom.product_uom_hour").id,
                "taxes_id": False,
            }
        )
        env["prepaid.contract"].browse(ids["contract"]).plan_id.write(
            {
                "overdraft_policy": "allow",
                "overdraft_settlement": "invoice",
                "overage_product_id": service.id,
            }
        )
        self.created.append(service)
        return ids

    def _bill(self, env):
        contract = env["prepaid.contract"].browse(self.ids["contract"])
        return contract.action_invoice_overage()

    def _get_lines(self, contract):
        domain = [("prepaid_overage_contract_id", "=", contract.id)]
        return contract.env["account.move.line"].search(domain)

    def test_two_people_who_bill_at_once_make_one_draft(self):
        for _number in range(8):
            self._commit(self._log)
        self.assertEqual(self._race(self._bill, 2), (1, 1))
        packs = self._read(lambda c: self._get_lines(c)._get_overage_units())
        self.assertEqual(packs, (8 * MINUTES - 60) * 1000)

    def test_credit_that_comes_while_the_draft_is_posted_settles_nothing_twice(self):
        for _number in range(8):
            self._commit(self._log)
        self._commit(self._bill)
        turns = ["post", "grant"]

        def settle(env):
            contract = env["prepaid.contract"].browse(self.ids["contract"])
            if self._take_turn(turns) == "post":
                return self._get_lines(contract).move_id.action_post()
            vals = {"contract_id": contract.id, "quantity": 30, "name": "Goodwill"}
            return env["prepaid.grant"].create(vals)

        self._race(settle, 2)
        billed, balance = self._read(
            lambda c: (
                sum(self._get_lines(c).prepaid_grant_ids.mapped("quantity")),
                c.balance,
            )
        )
        self.assertEqual(balance, billed + 30 - 20)
        self.assertIn(balance, (10, 30))
