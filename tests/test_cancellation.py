from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_cancel import DAY, CancelCommon


@tagged("post_install", "-at_install")
class TestCancellation(CancelCommon):
    """What is typed on the public page ends what it names, once it is confirmed."""

    # === WHO IS ASKED === #

    def test_the_address_on_file_gets_a_link_and_nothing_ends_before(self):
        request = self._request()
        mail = self._get_mails()
        self.assertEqual(len(mail), 1)
        self.assertIn("/prepaid/cancel/link?token=", mail.body_html)
        self.assertEqual(request.contract_ids, self.contract)
        self.assertEqual(request.state, "requested")
        self.assertFalse(self.schedule.date_end)

    def test_a_number_without_its_address_is_kept_and_nobody_is_mailed(self):
        request = self._request(email="stranger@example.com")
        self.assertFalse(request.contract_ids or request.partner_id)
        self.assertFalse(request.is_due)
        self.assertFalse(self._get_mails())

    def test_an_order_and_an_invoice_name_their_contract(self):
        order = self._get_orders(self.schedule)
        for name in (order.name, order.invoice_ids.name.lower()):
            request = self._request(reference=name, email="AZURE@example.com ")
            self.assertEqual(request.contract_ids, self.contract, name)

    def test_a_pack_bought_once_names_its_contract(self):
        invoice = self._bill(self.allowance)
        contract = invoice.invoice_line_ids.sudo().prepaid_grant_ids.contract_id
        request = self._request(reference=invoice.name)
        self.assertEqual(request.contract_ids, contract)

    def test_who_pays_and_its_logins_may_end_it(self):
        payer = self.env["res.partner"].create(
            {"name": "Holding", "is_company": True, "email": "pay@example.com"}
        )
        user = new_test_user(self.env, "prepaid_payer", groups="base.group_portal")
        user.partner_id.write({"parent_id": payer.id, "email": "ann@example.com"})
        other = self.env["res.partner"].create(
            {"name": "Bob", "parent_id": payer.id, "email": "bob@example.com"}
        )
        self.contract.partner_invoice_id = payer
        for email, partner in (
            ("pay@example.com", payer),
            ("ann@example.com", user.partner_id),
            (other.email, other.browse()),
        ):
            self.assertEqual(self._request(email=email).partner_id, partner)

    def test_a_company_with_its_own_website_is_not_asked_on_another(self):
        other = self.setup_other_company()["company"]
        site = self.env["website"].search([], limit=1).copy({"company_id": other.id})
        request = self._request()
        self.assertEqual(request.company_id, self.company)
        names = ("reference", "email", "matter", "kind")
        vals = {name: request[name] for name in names}
        foreign = request.create(
            vals | {"company_id": other.id, "date": f"{DAY} 10:00:00"}
        )
        self.assertEqual(foreign.company_id, site.company_id)
        with self._on(DAY):
            self._run_cron("prepaid_cancellation_cron")
        self.assertFalse(foreign.contract_ids)

    def test_a_person_gets_three_links_a_day_and_a_network_asks_so_often(self):
        for number in range(5):
            self._request(reason=str(number), address=f"192.0.2.{number}")
        self.assertEqual(len(self._get_mails()), 3)
        self.assertEqual(self._request("2026-03-18", reason="next").state, "requested")
        self.assertEqual(len(self._get_mails()), 4)
        path = "odoo.addons.sale_timesheet_prepaid.models.client.prepaid_cancellation"
        with patch(f"{path}.REQUESTS", 3):
            made = [
                self._request(reason=f"x{number}", address="2001:db8::" + str(number))
                for number in range(5)
            ]
        self.assertEqual([bool(each) for each in made], [True] * 3 + [False] * 2)

    def test_what_is_sent_twice_is_kept_once(self):
        self.assertEqual(self._request(), self._request())

    # === WHAT ENDS === #

    def test_all_ends_with_the_period_and_the_receipt_says_so(self):
        self.client.lang = "en_US"
        request = self._confirm(self._request())
        self.assertEqual(self.schedule.date_end, date(2026, 3, 31))
        self.assertEqual(self.contract.refill_trigger, "none")
        self.assertEqual((request.state, request.date_end), ("done", date(2026, 3, 31)))
        receipt = self._get_mails()[-1]
        self.assertIn("03/31/2026", receipt.body_html)
        self.assertIn("Credit left", receipt.body_html)
        self.assertIn("Azure", str(self.contract.message_ids.mapped("body")))

    def test_the_client_reads_its_own_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.client.lang = "fr_FR"
        request = self._confirm(self._request().with_context(lang="en_US"))
        self.assertIn("31/03/2026", request.result)
        self.assertIn("31/03/2026", self._get_mails()[-1].body_html)

    def test_who_previews_the_mail_gets_no_link_that_confirms(self):
        request = self._request()
        self.assertIn("token=", request._get_link())
        self.assertNotIn("token=", request.with_user(self.user)._get_link())

    def test_it_is_confirmed_once(self):
        request = self._confirm(self._confirm(self._request()))
        self.assertEqual(len(self._get_mails()), 2)
        self.assertEqual(request.state, "done")

    def test_notice_counts_from_the_day_it_was_typed(self):
        self.schedule.notice_days = 14
        request = self._request("2026-03-17")
        self._run("2026-04-01")
        self.assertEqual(self.schedule.next_date, date(2026, 5, 1))
        self._confirm(request, "2026-04-01")
        self.assertEqual(self.schedule.date_end, date(2026, 3, 31))

    def test_notice_and_commitment_hold_and_are_told(self):
        self.schedule.write({"notice_days": 30, "commitment_months": 6})
        request = self._confirm(self._request())
        self.assertEqual(self.schedule.date_end, date(2026, 8, 31))
        self.assertIn("30", request.result)
        self.assertIn("08/31/2026", request.result)

    def test_a_later_day_ends_with_its_period(self):
        request = self._request(when="day", date_wanted="2026-05-10")
        self._confirm(request)
        self.assertEqual(self.schedule.date_end, date(2026, 5, 31))

    def test_top_ups_alone_leave_the_schedule(self):
        self._confirm(self._request(matter="automatic"))
        self.assertFalse(self.schedule.date_end)
        self.assertEqual(self.contract.refill_trigger, "none")

    def test_the_schedule_alone_leaves_top_ups(self):
        self._confirm(self._request(matter="schedule"))
        self.assertTrue(self.schedule.date_end)
        self.assertEqual(self.contract.refill_trigger, "threshold")

    def test_what_is_paused_ends_at_once(self):
        self._change(self.schedule, "pause", "2026-04-01", today=DAY)
        self._confirm(self._request())
        self.assertEqual(self.schedule.state, "ended")

    def test_what_ends_sooner_already_keeps_its_day(self):
        self._change(self.schedule, "stop", "2026-03-25", today=DAY)
        self._confirm(self._request(when="day", date_wanted="2026-06-01"))
        self.assertEqual(self.schedule.date_end, date(2026, 3, 24))

    # === WHAT SOMEBODY DECIDES === #

    def test_a_cause_goes_to_staff_with_its_text(self):
        request = self._confirm(self._request(kind="cause", reason="You <b>never</b>"))
        self.assertEqual(request.state, "confirmed")
        self.assertFalse(self.schedule.date_end)
        activity = self.contract.activity_ids
        self.assertEqual(activity.user_id, self.user)
        self.assertIn("&lt;b&gt;never", activity.note)
        self.assertIn("03/31/2026", request.result)
        self._change(self.schedule, "stop", "2026-04-01", today=DAY)
        request.with_user(self.user).action_done()
        self.assertEqual((request.state, request.date_end), ("done", date(2026, 3, 31)))
        self.assertFalse(self.contract.activity_ids)
        self.assertEqual(len(self._get_mails()), 3)

    def test_businesses_stop_themselves_where_the_plan_lets_them(self):
        self.plan.client_stop = False
        self.assertEqual(self._confirm(self._request()).state, "confirmed")

    def test_consumers_stop_whatever_the_plan_says(self):
        self.plan.client_stop = False
        self.contract.buyer_choice = "consumer"
        self.assertEqual(self._confirm(self._request()).state, "done")

    def test_a_refusal_has_its_answer(self):
        request = self._confirm(self._request(kind="cause"))
        mine = request.with_user(self.user)
        with self.assertRefused("Say in the answer"):
            mine.action_refuse()
        mine.answer = "We did."
        mine.action_refuse()
        self.assertEqual(request.state, "refused")
        self.assertIn("We did.", self._get_mails()[-1].body_html)

    # === WHO READS IT, AND HOW LONG === #

    def test_only_those_who_keep_contracts_read_it(self):
        request = self._request()
        portal = new_test_user(self.env, "prepaid_p", groups="base.group_portal")
        for user in (portal, self.technician):
            with self.assertRaises(AccessError):
                request.with_user(user).read(["email"])
        mine = request.with_user(self.user)
        self.assertEqual(mine.email, self.client.email)
        for vals in ({"state": "done"}, {"email": "x@example.com"}):
            with self.assertRaises(AccessError):
                mine.write(vals)

    def test_what_nobody_confirms_is_closed_and_erased(self):
        lost, done = self._request(), self._request(matter="schedule")
        self._confirm(done)
        with self._on("2026-03-24"):
            lost._gc_outdated()
        self.assertEqual((lost.state, done.state), ("expired", "done"))
        self.assertIn("Ask the client", self.contract.activity_ids.note)
        with self.assertRefused("proof", UserError):
            done.unlink()
        with self._on("2026-05-01"):
            lost._gc_outdated()
        self.assertFalse(lost.exists())
        self.assertTrue(done.exists())
        with self._on("2029-05-01"):
            done._gc_outdated()
        self.assertFalse(done.exists())
