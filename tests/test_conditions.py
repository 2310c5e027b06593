from odoo.tests import HttpCase, freeze_time, tagged

from .common import TODAY, make_calendar
from .common_shop import ShopCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestConditions(ShopCommon, HttpCase):
    """Whoever buys or signs reads the hours, the promises and how far debt goes."""

    def _agree(self):
        self.plan.write(
            {
                "calendar_id": make_calendar(self.env, self.company).id,
                "overdraft_policy": "allow",
                "overdraft_limit": 120,
            }
        )
        self.env["prepaid.response"].create(
            [
                {
                    "plan_id": self.plan.id,
                    "name": "answered within 2 hours",
                    "hours": 2,
                    "factor": 1.5,
                    "is_business_hours": True,
                },
                {"plan_id": self.plan.id, "name": "within a day", "hours": 24},
            ]
        )

    TEXTS = (
        "Business hours",
        "Monday to Friday: 9:00–17:00",
        "Time of America/New_York, without public holidays",
        "Answered within 2 hours",
        "On request: work counts × 1.5, unless we answer late",
        "Business hours count",
        "On request, at no extra cost",
        "Urgent work goes on, up to 2 h beyond the credit",
    )

    def test_they_stand_on_the_pages_of_pack_and_plan(self):
        self._agree()
        self.env["resource.calendar"].flush_model()
        for url in (
            self.pack.product_tmpl_id.website_url,
            self.plan.website_url,
        ):
            page = self.url_open(url).text
            for text in self.TEXTS:
                self.assertIn(text, page, url)

    def test_they_stand_in_the_agreement_in_the_clients_time(self):
        self._agree()
        self.client.tz = "Europe/Brussels"
        contract = self._contract()
        text = contract.with_user(self.user)._render_agreement()
        for words in self.TEXTS:
            self.assertIn(words.replace("America/New_York", "Europe/Brussels"), text)

    def test_what_is_not_agreed_is_not_told(self):
        page = self.url_open(self.plan.website_url).text
        for text in ("Business hours", "When credit runs out", "On request"):
            self.assertNotIn(text, page)

    def test_a_part_of_the_last_pack_is_a_limit_too(self):
        self.plan.write({"overdraft_policy": "allow", "overdraft_stop_percent": 130})
        rows = self.plan.sudo()._get_public_conditions()
        self.assertEqual(
            [row["terms"] for row in rows],
            [["Urgent work goes on, up to 30% of the last pack"]],
        )

    def test_french_reads_french_days(self):
        self._agree()
        self.env["res.lang"]._activate_lang("fr_FR")
        plan = self.plan.sudo().with_context(lang="fr_FR")
        hours = plan._get_public_conditions()[0]["terms"][0]
        self.assertIn("9:00–17:00", hours)

    def test_days_with_other_hours_stand_apart(self):
        calendar = make_calendar(self.env, self.company)
        calendar.attendance_ids.filtered(lambda a: a.dayofweek == "2").hour_to = 12.5
        self.assertEqual(
            calendar._get_prepaid_hours(),
            [
                "Monday to Tuesday: 9:00–17:00",
                "Wednesday: 9:00–12:30",
                "Thursday to Friday: 9:00–17:00",
            ],
        )
