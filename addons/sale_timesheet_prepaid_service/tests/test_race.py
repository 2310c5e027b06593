from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.sale_timesheet_prepaid.tests.common_concurrency import (
    ConcurrencyCommon,
)


@tagged("post_install", "-at_install", "-standard", "prepaid_concurrency")
class TestRace(ConcurrencyCommon):
    """Double clicks and two people at once: booked once, ended once."""

    def _make(self, env):
        self.ids = super()._make(env)
        contract = env["prepaid.contract"].browse(self.ids["contract"])
        contract.refill_trigger = "none"
        project = env["project.project"].browse(self.ids["project"])
        project.privacy_visibility = "portal"
        service = env["product.template"].create(
            {
                "name": "Racing review",
                "type": "service",
                "sale_ok": False,
                "is_prepaid_service": True,
                "prepaid_service_plan_ids": [Command.set(contract.plan_id.ids)],
                "prepaid_service_quantity": 45,
                "prepaid_service_project_id": project.id,
            }
        )
        self.created = [service, *self.created]
        self.ids["user"] = self._hire(env)
        return self.ids | {"service": service.id}

    def _sweep(self):
        with self.registry_.cursor() as cr:
            cr.execute("ALTER TABLE prepaid_entry DISABLE TRIGGER USER")
            contract = [self.ids["contract"]]
            for query in (
                "UPDATE prepaid_entry SET hold_id = NULL WHERE contract_id = %s",
                "DELETE FROM prepaid_service_request WHERE contract_id = %s",
                "DELETE FROM prepaid_hold WHERE contract_id = %s",
                "UPDATE prepaid_contract SET held = 0 WHERE id = %s",
            ):
                cr.execute(query, contract)
            cr.execute("ALTER TABLE prepaid_entry ENABLE TRIGGER USER")
        self._commit(lambda env: self._dismiss(env, self.ids["user"]))
        return super()._sweep()

    def _book(self, reference):
        def book(env):
            return (
                env["prepaid.service.request"]
                ._book(
                    env["prepaid.contract"].browse(self.ids["contract"]),
                    env["product.template"].browse(self.ids["service"]),
                    env["res.partner"].browse(self.ids["client"]),
                    {"text": "Race", "reference": reference},
                )
                .id
            )

        return book

    def _verb(self, id_, verb, *args):
        def run(env):
            requests = env["prepaid.service.request"].with_user(self.ids["user"]).sudo()
            getattr(requests.browse(id_), verb)(*args)

        return run

    def _figures(self):
        return self._read(lambda contract: (contract.balance, contract.held))

    def test_a_form_sent_four_times_at_once_books_once(self):
        self.assertEqual(self._race(self._book("a" * 32), 4), (4, 0))
        self.assertEqual(self._figures(), (60, 45))
        tickets = self._read(lambda c: len(c.service_request_ids.task_id))
        self.assertEqual(tickets, 1)

    def test_two_forms_for_the_last_credit_book_one(self):
        left = [self._book("b" * 32), self._book("c" * 32)]
        self.assertEqual(self._race(lambda e: self._take_turn(left)(e), 2), (1, 1))
        self.assertEqual(self._figures(), (60, 45))

    def test_all_ends_at_once_and_one_wins(self):
        for number in range(3):
            balance, held = self._figures()
            if balance < 45:
                break
            id_ = self._commit(self._book(f"{number:032x}"))
            left = [
                self._verb(id_, "_deliver", 10, "Done"),
                self._verb(id_, "_decline", "No"),
                self._verb(id_, "_withdraw"),
                self._verb(id_, "_deliver", 10, "Done"),
                lambda env, id_=id_: (
                    env["prepaid.service.request"].browse(id_).hold_id._expire()
                ),
            ]
            self._race(lambda e, left=left: self._take_turn(left)(e), len(left))
            state, hold = self._read(
                lambda c, id_=id_: (
                    (r := c.service_request_ids.browse(id_)).state,
                    r.hold_id.state,
                )
            )
            used = 45 if state == "delivered" else 0
            self.assertEqual(hold == "posted", bool(used))
            self.assertNotEqual(hold, "held")
            self.assertEqual(self._figures(), (balance - used, 0))
