from odoo.tests import tagged

from odoo.addons.sale_timesheet_prepaid.tests.common_concurrency import (
    ConcurrencyCommon,
)


# Not "standard": see TestConcurrency.
@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestRace(ConcurrencyCommon):
    """Clicks at the same moment: credit is held once and ends once."""

    def _make(self, env):
        ids = super()._make(env)
        self.ids = ids
        ids["user"] = self._hire(env)
        contract = env["prepaid.contract"].browse(ids["contract"])
        contract.refill_trigger = "none"
        service = env["product.product"].create(
            {
                "name": "Racing review",
                "type": "service",
                "is_prepaid_service": True,
                "prepaid_service_plan_ids": [(6, 0, contract.plan_id.ids)],
                "prepaid_service_quantity": 20,
                "prepaid_service_project_id": ids["project"],
            }
        )
        self.created.insert(0, service)
        return ids | {"service": service.id}

    def _book(self, env, token=None):
        contract = env["prepaid.contract"].browse(self.ids["contract"])
        service = env["product.product"].browse(self.ids["service"])
        requests = env["prepaid.request"]
        return requests._book(contract, service, contract.partner_id, "x", token)

    def _sweep(self):
        def sweep(env):
            requests = env["prepaid.request"].search(
                [("contract_id", "=", self.ids["contract"])]
            )
            tasks, holds = requests.task_id, requests.hold_id
            env.cr.execute(
                "UPDATE prepaid_entry SET hold_id = NULL WHERE hold_id = ANY(%s)",
                [holds.ids],
            )
            env.cr.execute(
                "DELETE FROM prepaid_request WHERE id = ANY(%s)", [requests.ids]
            )
            env.cr.execute("DELETE FROM prepaid_hold WHERE id = ANY(%s)", [holds.ids])
            env.cr.execute(
                "UPDATE prepaid_contract SET held = 0 WHERE id = %s",
                [self.ids["contract"]],
            )
            env.invalidate_all()
            tasks.timesheet_ids.prepaid_contract_id = False
            tasks.timesheet_ids.unlink()
            tasks.unlink()
            self._dismiss(env, self.ids["user"])

        with self.registry_.cursor() as cr:
            cr.execute("ALTER TABLE prepaid_entry DISABLE TRIGGER USER")
        self._commit(sweep)
        return super()._sweep()

    def test_the_same_form_from_two_devices_books_once(self):
        self._race(lambda env: self._book(env, "form"), 4)
        self.assertEqual(self._read(lambda c: (len(c.request_ids), c.held)), (1, 20))

    def test_the_last_credit_is_booked_once(self):
        done, refused = self._race(self._book, 5)
        self.assertEqual((done, refused), (3, 2))
        self.assertEqual(self._read(lambda c: c.available), 0)

    def test_delivered_declined_and_withdrawn_at_once_end_once(self):
        request_id = self._commit(lambda env: self._book(env).id)
        ends = ["deliver", "decline", "withdraw"]

        def end(env):
            request = env["prepaid.request"].browse(request_id)
            turn = self._take_turn(ends)
            if turn == "deliver":
                request.with_user(self.ids["user"]).deliver(10)
            elif turn == "decline":
                request.with_user(self.ids["user"]).decline("No")
            else:
                request._end("withdrawn")

        done, refused = self._race(end, 3)
        self.assertEqual((done, refused), (1, 2))

        def look(contract):
            return contract.request_ids.state, contract.balance, contract.held

        state, balance, held = self._read(look)
        self.assertEqual(held, 0)
        self.assertEqual(balance, 40 if state == "delivered" else 60)
