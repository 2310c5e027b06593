from datetime import date

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_schedule import ScheduleCommon


@tagged("post_install", "-at_install")
class TestScheduleEnemies(ScheduleCommon):
    """Documents of a schedule in the hands of people: cancelled, credited, reset."""

    def _started(self, **over):
        schedule = self._schedule((self.allowance, 1), (self.site, 3), **over)
        with self._on("2026-03-01"):
            schedule.action_start()
        return schedule

    def _reduce(self, schedule, day="2026-03-17"):
        wanted = [(self.allowance, 1), (self.site, 1)]
        return self._change(schedule, "options", date.fromisoformat(day), wanted)

    def _credit(self, invoice, lines=None):
        """Credit an invoice as the accountant does; of some lines only, if so said."""
        move = invoice._reverse_moves(
            [{"date": date(2026, 3, 10), "invoice_date": date(2026, 3, 10)}]
        )
        if lines:
            sold = move.invoice_line_ids.filtered(lambda line: line.product_id == lines)
            (move.invoice_line_ids - sold).unlink()
        move.action_post()
        return move

    def test_what_is_given_back_waits_for_its_invoice_and_says_so(self):
        schedule = self._started()
        invoice = self._get_invoices(schedule)
        with self._on("2026-03-10"):
            invoice.button_draft()
        preview, order = self._reduce(schedule)
        self.assertIsNone(preview["now"])
        self.assertFalse(order)
        self.assertIn("not posted yet", preview["texts"][0])
        self.assertIn("29.03", preview["texts"][0])
        with self._on("2026-03-20"):
            invoice.action_post()
        self._run("2026-04-01")
        # A month of 270 less 60 x 15 / 31.
        self.assertEqual(self._get_invoices(schedule)[-1].amount_untaxed, 240.97)

    def test_what_the_accountant_credited_is_not_given_back_again(self):
        schedule = self._started()
        self._credit(self._get_invoices(schedule))
        preview, order = self._reduce(schedule)
        self.assertIsNone(preview["now"])
        self.assertFalse(order)
        self.assertFalse(preview["later"])

    def test_what_was_credited_in_part_is_given_back_for_the_rest(self):
        schedule = self._started()
        credit = self._credit(self._get_invoices(schedule), self.site)
        self.assertEqual(credit.amount_untaxed, 90)
        _preview, order = self._change(
            schedule, "stop", date(2026, 3, 17), gives_back=True
        )
        # Of the allowance alone: 240 x 15 / 31.
        self.assertEqual(order.amount_untaxed, -116.13)

    def test_a_credit_note_says_how_many_of_which_days(self):
        schedule = self._started()
        preview, _order = self._change(schedule, "stop", date(2026, 3, 17))
        names = [line["name"] for line in preview["now"]["lines"]]
        self.assertIn("1 less from 03/17/2026 to 03/31/2026: 15 of 31 days", names[0])
        self.assertIn("3 less from 03/17/2026 to 03/31/2026: 15 of 31 days", names[1])

    def test_who_replaces_a_planned_change_is_told_so(self):
        schedule = self._started()
        wanted = [(self.allowance, 1), (self.site, 1)]
        self._change(schedule, "options", date(2026, 4, 1), wanted, today="2026-03-10")
        preview, _order = self._reduce(schedule)
        self.assertIn("04/01/2026 is replaced", preview["texts"][0])

    def test_what_is_new_is_not_called_more(self):
        schedule = self._started()
        phone = self._option("Phone", 10)
        wanted = [(self.allowance, 1), (self.site, 3), (phone, 2)]
        preview, _order = self._change(schedule, "options", date(2026, 3, 17), wanted)
        names = [line["name"] for line in preview["now"]["lines"]]
        self.assertIn("\n2 from 03/17/2026", names[0])

    def test_credit_has_the_taxes_that_were_invoiced(self):
        tax = self.env["account.tax"].create(
            {"name": "20", "amount": 20, "company_id": self.company.id}
        )
        other = tax.copy({"name": "10", "amount": 10})
        self.site.taxes_id = tax
        schedule = self._started()
        self.site.taxes_id = other
        preview, order = self._reduce(schedule)
        self.assertEqual(order.order_line.tax_ids, tax)
        self.assertEqual(preview["now"]["total"], 34.84)
        self.assertEqual(order.amount_total, -34.84)

    def test_days_of_a_cancelled_order_are_seen_and_billed_again_once(self):
        self.contract.refill_mode = "quotation"
        schedule = self._started()
        order = self._get_orders(schedule)
        with self._on("2026-03-02"):
            order._action_cancel()
        self._run("2026-04-01")
        self.assertEqual(
            sorted(self._get_orders(schedule).mapped("amount_untaxed")), [330, 330]
        )
        self.assertIn("03/01/2026", schedule.off_text)
        with self._on("2026-04-02"):
            schedule.action_bill_again()
        self.assertFalse(schedule.off_text)
        again = self._get_orders(schedule).sorted("id")[-1]
        self.assertEqual(again.amount_untaxed, 330)
        self.assertNotEqual(again, order)
        with self._on("2026-04-02"), self.assertRefused("are billed"):
            schedule.action_bill_again()

    def test_nothing_is_given_back_of_what_was_cancelled(self):
        self.contract.refill_mode = "quotation"
        schedule = self._started()
        with self._on("2026-03-02"):
            self._get_orders(schedule)._action_cancel()
        preview, order = self._reduce(schedule)
        self.assertFalse(order)
        self.assertFalse(preview["later"])
        with self._on("2026-03-18"):
            schedule.action_bill_again()
        # 16 days of three sites and 15 of one, and the allowance.
        again = self._get_orders(schedule).sorted("id")[-1]
        self.assertEqual(again.amount_untaxed, 240 + 60.97)

    def test_a_contract_is_not_closed_while_it_renews(self):
        schedule = self._started()
        with self.assertRefused("Stop it before"):
            self.contract.with_user(self.user).action_close()
        self._change(schedule, "stop", date(2026, 3, 17))
        with self._on("2026-03-18"):
            self.contract.with_user(self.user).action_close()
        self.assertEqual(self.contract.state, "closed")

    def test_a_draft_ends_with_its_contract(self):
        schedule = self._schedule()
        self.contract.action_close()
        self.assertEqual(schedule.state, "ended")

    def test_a_product_that_cannot_be_billed_any_more_leaves_nothing_half_done(self):
        schedule = self._started()
        self.site.invoice_policy = "delivery"
        with mute_logger("odoo.addons.sale_timesheet_prepaid.cron"):
            self._run("2026-04-01")
        self.assertEqual(len(schedule.sudo().claim_ids), 2)
        self.assertIn("in advance", self.contract.sudo().cron_faults["schedule"])
        self.site.invoice_policy = "order"
        self._run("2026-04-02")
        self.assertEqual(self._get_invoices(schedule)[-1].amount_untaxed, 330)

    def test_an_archived_product_and_pricelist_go_on(self):
        schedule = self._started()
        self.site.active = False
        schedule.sudo().pricelist_id.active = False
        self._run("2026-04-01")
        self.assertEqual(self._get_invoices(schedule)[-1].amount_untaxed, 330)

    def test_a_customer_merged_while_it_is_paused_goes_on_as_the_other(self):
        schedule = self._started()
        self._change(schedule, "pause", date(2026, 4, 1), today="2026-03-20")
        twin = self.env["res.partner"].create({"name": "Twin"})
        self.env["base.partner.merge.automatic.wizard"]._merge(
            [self.contract.partner_id.id, twin.id], twin
        )
        with self._on("2026-04-10"):
            change = self.env["prepaid.schedule.change"].with_user(self.user)
            change.create(
                {
                    "schedule_id": schedule.id,
                    "kind": "resume",
                    "date": "2026-04-10",
                    "reason": "back",
                }
            ).action_apply()
        self.assertEqual(schedule.partner_id, twin)
        self.assertEqual(self._get_invoices(schedule)[-1].partner_id, twin)

    def test_another_current_company_bills_for_the_schedule_s_own(self):
        schedule = self._started()
        other = self.setup_other_company(name="Other Ltd")["company"]
        with self._on("2026-04-01"):
            schedule.with_company(other).sudo()._renew()
        self.assertEqual(
            self._get_invoices(schedule).company_id, self.contract.company_id
        )

    def test_what_is_given_up_is_never_off(self):
        schedule = self._started()
        self._change(schedule, "stop", date(2026, 3, 17), gives_back=False)
        self.assertTrue(any(schedule.sudo().claim_ids.mapped("is_given_up")))
        self.assertFalse(schedule.off_text)
