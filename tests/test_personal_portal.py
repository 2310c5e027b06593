from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPersonalPortal(PrepaidCommon, HttpCase):
    """People ask for a copy or the erasure from their own page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, login="ann", groups="base.group_portal")
        cls.portal.partner_id.parent_id = cls.client
        cls.contract = cls._contract(600)
        cls.env["website"].search([], limit=1).company_id = cls.company

    def _ask(self, kind):
        page = self.url_open("/my/prepaid/personal")
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        return self.url_open(
            "/my/prepaid/personal/ask", data={"csrf_token": token, "kind": kind}
        )

    def test_a_request_is_one_activity_with_a_month_to_answer(self):
        self.contract.user_id = self.manager
        self.authenticate("ann", "ann")
        self.assertIn("Your personal data", self.url_open("/my/prepaid").text)
        self.assertIn("You asked for it", self._ask("copy").text)
        self.url_open("/my/prepaid/personal")
        activity = self.portal.partner_id.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.manager)
        self.assertEqual(str(activity.date_deadline), "2026-04-16")
        self.portal.partner_id.sudo()._request_prepaid_data("copy", self.company)
        self.assertEqual(self.portal.partner_id.activity_ids, activity)

    def test_an_erasure_ends_its_request(self):
        person = self.portal.partner_id
        person.sudo()._request_prepaid_data("erasure", self.company)
        wizard = self.env["prepaid.personal.data"].with_user(self.manager)
        wizard.create({"partner_id": person.id, "reason": "Asked"}).action_erase()
        self.assertFalse(person.activity_ids)

    def test_nobody_else_asks(self):
        self.authenticate(None, None)
        answer = self.url_open("/my/prepaid/personal", allow_redirects=False)
        self.assertIn("/web/login", answer.headers["Location"])
        self.authenticate(self.user.login, self.user.login)
        answer = self.url_open("/my/prepaid/personal", allow_redirects=False)
        self.assertTrue(answer.headers["Location"].endswith("/my"))

    def test_nothing_else_is_asked(self):
        self.authenticate("ann", "ann")
        self._ask("everything")
        self.assertFalse(self.portal.partner_id.activity_ids)
