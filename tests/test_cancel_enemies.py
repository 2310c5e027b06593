from datetime import date
from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from .common_cancel import DAY, CancelCommon


@tagged("post_install", "-at_install")
class TestCancelEnemies(CancelCommon):
    """What happens between what is typed and its end, and whoever types it."""

    def test_an_address_is_the_same_in_capitals_and_another_with_a_plus(self):
        self.client.email = "Ann+Shop@Example.com"
        self.assertTrue(self._request(email="ann+SHOP@example.COM").contract_ids)
        self.assertFalse(self._request(email="ann@example.com").contract_ids)
        self.assertTrue(self._request(email="Ann <ann+shop@example.com>").contract_ids)

    def test_somebody_of_the_client_without_login_or_notices_ends_nothing(self):
        colleague = self.env["res.partner"].create(
            {"name": "Bob", "parent_id": self.client.id, "email": "bob@example.com"}
        )
        self.assertFalse(self._request(email="bob@example.com").contract_ids)
        self.contract.sudo().notice_partner_ids = colleague
        self.assertEqual(
            self._request(email="bob@example.com", reason="now").partner_id, colleague
        )

    def test_a_customer_who_was_merged_meanwhile_ends_it_all_the_same(self):
        request = self._request()
        twin = self.client.copy({"name": "Azure twin", "email": self.client.email})
        merge = self.env["base.partner.merge.automatic.wizard"].sudo()
        merge._merge((twin | self.client).ids, twin)
        request.invalidate_recordset()
        self.assertEqual(request.partner_id, twin)
        self.assertEqual(self._confirm(request).state, "done")
        self.assertTrue(self.schedule.date_end)

    def test_what_ended_before_the_link_was_opened_is_told_so(self):
        request = self._request()
        self._change(self.schedule, "stop", "2026-03-18", today=DAY)
        self._run("2026-04-02")
        self.assertEqual(self.schedule.state, "ended")
        with self._on("2026-04-02"):
            self.contract.sudo().state = "closed"
        self._confirm(request, "2026-04-02")
        self.assertEqual(request.state, "done")
        self.assertIn("Nothing is renewed", request.result)
        late = self._request("2026-09-01", reason="again")
        self.assertEqual(self._confirm(late, "2026-09-01").state, "done")

    def test_a_link_that_is_used_after_the_end_changes_nothing(self):
        self._change(self.schedule, "stop", "2026-03-18", today=DAY)
        request = self._request("2026-03-19")
        self._confirm(request, "2026-03-20")
        self.assertEqual(request.state, "done")
        self.assertEqual(self.schedule.date_end, date(2026, 3, 17))

    def test_the_day_is_that_of_the_company(self):
        """Half past eleven in the morning in London is the first of April there."""
        for zone, end in (
            ("Pacific/Auckland", date(2026, 4, 30)),
            ("America/Los_Angeles", date(2026, 3, 31)),
        ):
            with self.subTest(zone=zone), self.env.cr.savepoint() as savepoint:
                self.company.partner_id.tz = zone
                with freeze_time("2026-03-31 11:30:00"):
                    request = self._request("2026-03-31 11:30:00")
                    request._confirm()
                self.assertEqual(self.schedule.date_end, end)
                self.env.flush_all()
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_payment_under_way_is_not_denied(self):
        contract = self.contract.sudo()
        with self._on(DAY):
            contract.refill_mode = "draft_invoice"
            refill = self.env["prepaid.refill"].sudo()
            order = self.env["sale.order"].sudo()
            order = order.create({"partner_id": self.client.id})
            refill = refill.create(
                {
                    "contract_id": contract.id,
                    "mode": "charge",
                    "state": "charging",
                    "sale_order_id": order.id,
                }
            )
        request = self._confirm(self._request(matter="automatic"))
        self.assertIn(f"{order.name} was under way", request.result)
        self.assertEqual(refill.state, "charging")

    def test_visitors_behind_one_proxy_are_not_one_visitor(self):
        path = "odoo.addons.sale_timesheet_prepaid.models.client.prepaid_cancellation"
        with patch(f"{path}.REQUESTS", 1):
            made = {
                address: [
                    bool(
                        self._request(
                            reason=f"{address} {number}", address=address, ask=False
                        )
                    )
                    for number in range(3)
                ]
                for address in ("10.1.2.3", "192.0.2.9")
            }
        self.assertEqual(made["10.1.2.3"], [True] * 3)
        self.assertEqual(made["192.0.2.9"], [True, False, False])
