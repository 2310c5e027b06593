import re
from datetime import date, datetime

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .common_review import ReviewCommon

FIRST, LAST = date(2025, 10, 1), date(2025, 12, 31)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestReviewSend(ReviewCommon):
    """A review is a draft, and what was sent stays as it was."""

    # === BY HAND === #

    def test_the_last_full_quarter_is_reviewed_unless_another_is_chosen(self):
        review = self._review()
        self.assertEqual((review.date_from, review.date_to), (FIRST, LAST))
        self.assertIn("Q4 2025", review.display_name)

    def test_periods_have_names(self):
        for first, last, name in (
            (date(2026, 2, 1), date(2026, 2, 28), "February 2026"),
            (date(2025, 1, 1), date(2025, 12, 31), "2025"),
            (date(2025, 10, 1), date(2025, 12, 30), "10/01/2025 to 12/30/2025"),
        ):
            review = self._review(date_from=first, date_to=last)
            self.assertEqual(review._get_period(), name)

    def test_the_draft_shows_the_figures_of_now(self):
        review = self._review()
        self.assertIn("1 h 30", self._log_and_preview(review, 60))

    def _log_and_preview(self, review, minutes):
        self._log(minutes, day=date(2025, 11, 21))
        self._book_before()
        return str(review.preview)

    def test_what_was_sent_does_not_change_any_more(self):
        review = self._review(note="A quiet quarter.")
        review.action_send()
        self.assertEqual(review.state, "sent")
        preview, pdf = str(review.preview), review.sudo().pdf
        self.assertTrue(pdf)
        self.assertIn("A quiet quarter.", preview)
        self.assertEqual(self._log_and_preview(review, 60), preview)
        self.assertEqual(review.sudo().pdf, pdf)
        for vals in (
            {"note": "A loud quarter."},
            {"date_to": date(2025, 12, 30)},
            {"has_advice": False},
        ):
            with self.assertRefused("was sent and stays as it was"):
                review.write(vals)
        with self.assertRefused("was sent and stays as it was"):
            review.unlink()

    def test_the_client_gets_it_with_its_paper_and_a_link(self):
        review = self._review(note="A quiet quarter.")
        review.action_send()
        mail = self._mails()
        self.assertEqual(mail.notified_partner_ids, self.client)
        self.assertIn("Q4 2025", mail.subject)
        self.assertIn("A quiet quarter.", mail.body)
        self.assertIn(f"/my/prepaid/{self.contract.id}/review/{review.id}", mail.body)
        self.assertNotIn(self.contract.sudo().access_token, mail.body)
        [file] = mail.attachment_ids
        self.assertEqual(
            file.name, f"Review - Azure - {self.contract.name} - Q4 2025.pdf"
        )
        self.assertEqual(file.raw, review.sudo()._get_pdf())

    def test_a_sent_review_goes_again_as_it_was(self):
        review = self._review()
        review.action_send()
        first = self._mails().attachment_ids.raw
        self._log_and_preview(review, 60)
        review.action_send()
        self.assertEqual(len(self._mails()), 2)
        self.assertEqual(set(self._mails().attachment_ids.mapped("raw")), {first})

    def test_a_review_that_reaches_nobody_is_not_sent(self):
        self.client.email = False
        review = self._review()
        with self.assertRefused("email address"):
            review.action_send()
        self.assertEqual(review.state, "draft")

    def test_advice_can_be_left_out(self):
        self.plan.overdraft_policy = "allow"
        self._log(700)
        self._book_before()
        review = self._review()
        self.assertIn("beyond the credit", str(review.preview))
        review.has_advice = False
        self.assertNotIn("beyond the credit", str(review.preview))

    def test_a_period_is_a_period(self):
        with (
            self.assertRefused("check_dates", IntegrityError),
            mute_logger("odoo.sql_db"),
        ):
            self._review(date_from=LAST, date_to=FIRST)
        with self.assertRefused("more than 36 months", ValidationError):
            self._review(date_from=date(2020, 1, 1))
        review = self._review(date_from=date(2023, 1, 1), date_to=date(2025, 12, 31))
        self.assertIn("2025", str(review.preview))

    def test_one_draft_of_a_period_is_enough(self):
        review = self._review()
        with (
            self.assertRefused("draft_unique", IntegrityError),
            mute_logger("odoo.sql_db"),
        ):
            self._review()
        action = self.contract.with_user(self.user).action_review()
        self.assertEqual(action["res_id"], review.id)
        review.action_send()
        self.assertFalse(self.contract.with_user(self.user).action_review()["res_id"])
        self._review()

    def test_the_client_reads_it_in_its_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.client.lang = "fr_FR"
        review = self._review(date_from=date(2025, 11, 1), date_to=date(2025, 11, 30))
        self.assertIn("novembre 2025", review.sudo()._get_filename())
        self.assertIn(
            "20/11/2025",
            str(
                self._review(
                    date_from=date(2025, 11, 20), date_to=date(2025, 11, 21)
                ).preview
            ),
        )

    def test_a_contract_without_anything_is_reviewed_too(self):
        other = self.env["res.partner"].create({"name": "Deco", "email": "d@e.com"})
        review = self._review(contract_id=self._contract(client=other).id)
        self.assertIn("No work in this period", str(review.preview))
        review.action_send()

    def test_every_part_is_told_on_page_and_paper(self):
        day = {"day": date(2025, 11, 22)}
        self._log(20, prepaid_charge="goodwill", **day)
        self._log(25, prepaid_charge="included", **day)
        for number in range(17):
            self._log(5 + number, task=self._task(f"Ticket {number}"), **day)
        response = self.env["prepaid.response"].create(
            {"plan_id": self.plan.id, "name": "Within 2 h", "hours": 2}
        )
        self._task("Promised").sudo().write(
            {
                "prepaid_response_id": response.id,
                "prepaid_requested_at": datetime(2025, 11, 22, 9),
                "prepaid_answered_at": datetime(2025, 11, 22, 10),
            }
        )
        entry = self.contract.sudo().entry_ids.filtered("timesheet_id")[:1]
        self.env["prepaid.dispute"].sudo().create(
            {"entry_id": entry.id, "partner_id": self.client.id, "reason": "Why?"}
        )
        self._book_before()
        self.env.cr.execute("UPDATE prepaid_dispute SET create_date = '2025-12-01'")
        self.env.invalidate_all()
        review = self._review(note="Thank you.")
        paper, _type = self.env["ir.actions.report"]._render_qweb_html(
            "sale_timesheet_prepaid.prepaid_review_action_report", review.ids
        )
        for html in (str(review.preview), paper.decode()):
            text = " ".join(re.sub(r"<[^>]*>", " ", html).split())
            for told in (
                "From us to you Thank you.",
                "Offered: 20 min of work, which would have used 20 min",
                "Included in your terms: 25 min of work",
                "1 1 0 0 1 h From your request",
                "Asked: 1 . Explained: 0 . Corrected: 0 . Open: 1 .",
                "One of your questions is open: we owe you an answer.",
                "Ticket 16 ",
                "8 others",
                "By month: credit used",
                "Nov 2025",
            ):
                self.assertIn(told, text)

    def test_money_is_told_as_money(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        plan = self._plan("Money", unit="money", currency_id=euro.id)
        self._rate(plan, price_hour=90)
        contract = self._contract(plan=plan, is_default=False)
        self._grant(contract, 500, date=date(2025, 1, 1))
        chosen = {"prepaid_contract_id": contract.id, "day": date(2025, 12, 1)}
        self._log(20, **chosen)
        self._log(10, prepaid_charge="goodwill", **chosen)
        self._book_before()
        text = str(self._review(contract_id=contract.id).preview)
        for amount in ("470.00", "30.00", "15.00"):
            self.assertRegex(text, rf"{amount}.?€|€.?{amount}")

    # === RIGHTS === #

    def test_technicians_and_clients_read_no_reviews(self):
        review = self._review()
        review.action_send()
        portal = self._user("ann", "base.group_portal")
        portal.partner_id.parent_id = self.client
        for user in (self.technician, portal):
            with self.subTest(user.login), self.assertRefused("", AccessError):
                review.with_user(user).read(["note"])
            with self.subTest(user.login), self.assertRefused("", AccessError):
                review.with_user(user).action_send()
            with self.subTest(user.login), self.assertRefused("", AccessError):
                self.contract.with_user(user).read(["review_ids"])
            with self.subTest(user.login), self.assertRefused("", AccessError):
                self._print(review.with_user(user))

    def test_accountants_read_reviews_and_send_none(self):
        review = self._review().with_user(self.accountant)
        self.assertTrue(review.preview)
        self.assertTrue(self._print(review))
        for verb in (
            review.action_send,
            review.unlink,
            lambda: review.write({"note": "Forged"}),
            lambda: self._review(self.accountant),
        ):
            with self.assertRefused("", AccessError):
                verb()

    def _print(self, review):
        Report = review.env["report.sale_timesheet_prepaid.prepaid_review_document"]
        return Report._get_report_values(review.ids)

    def test_another_company_sees_nothing(self):
        review = self._review()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._user(
            "stranger",
            "sale_timesheet_prepaid.sale_timesheet_prepaid_group_user",
            company=other,
        )
        with self.assertRefused("", AccessError):
            review.with_user(stranger).read(["note"])
        with self.assertRefused("", AccessError):
            self._review(stranger)
        draft = (
            self.env["prepaid.review"]
            .with_user(stranger)
            .new({"contract_id": self.contract.id, "date_from": FIRST, "date_to": LAST})
        )
        self.assertNotIn("Your credit", str(draft.preview))
        self.assertIn("Your credit", str(review.preview))
