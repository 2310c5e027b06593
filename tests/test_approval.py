import re

from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .common import TODAY, PrepaidCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestApproval(PrepaidCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.overdraft_policy = "consent"
        cls.contract = cls._contract(10)
        cls.approval = cls.env["prepaid.approval"].create(
            {
                "name": "Restore <b>the</b> backup",
                "contract_id": cls.contract.id,
                "task_id": cls.task.id,
                "quantity": 60,
            }
        )
        cls.approval.action_ask()
        cls.colleague = cls._portal_user("prepaid_colleague", cls.client)
        cls.stranger = cls._portal_user("prepaid_stranger", cls.partner_a)
        cls.path = f"/my/prepaid/approval/{cls.approval.id}"

    @classmethod
    def _portal_user(cls, login, parent):
        user = new_test_user(cls.env, login=login, groups="base.group_portal")
        user.partner_id.parent_id = parent
        return user

    def _answer(self, token="", **values):
        page = self.url_open(f"{self.path}?access_token={token}").text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        data = {"csrf_token": found and found[1], "access_token": token}
        return self.url_open(
            f"{self.path}/answer", data | values, allow_redirects=False
        )

    def test_the_link_of_the_mail_is_enough_to_approve(self):
        self.authenticate(None, None)
        self._answer(self.approval.access_token, answer="approve", name="Ada")
        self.assertEqual(
            (self.approval.state, self.approval.answered_by),
            ("approved", "Ada (by link)"),
        )

    def test_a_colleague_approves_signed_in(self):
        self.authenticate(self.colleague.login, self.colleague.login)
        self._answer(answer="refuse", name="Bob", comment="Not now")
        self.assertEqual(
            (self.approval.state, self.approval.comment), ("refused", "Not now")
        )

    def test_the_contracts_page_asks_for_the_answer(self):
        self.authenticate(self.colleague.login, self.colleague.login)
        url = f"/my/prepaid/{self.contract.id}"
        self.assertIn(self.path, self.url_open(url).text)
        self._answer(answer="approve", name="Ann")
        self.assertNotIn(self.path, self.url_open(url).text)

    def test_who_has_answered_finds_the_way_back_and_by_link_there_is_none(self):
        back = f'href="/my/prepaid/{self.contract.id}"'
        token = self.approval.access_token
        self.authenticate(None, None)
        self.assertNotIn(back, self.url_open(f"{self.path}?access_token={token}").text)
        self.authenticate(self.colleague.login, self.colleague.login)
        self._answer(answer="approve", name="Ann")
        self.assertIn(back, self.url_open(self.path).text)

    def test_what_is_asked_is_shown_as_text(self):
        self.authenticate(self.colleague.login, self.colleague.login)
        page = self.url_open(self.path).text
        self.assertIn("Restore &lt;b&gt;the&lt;/b&gt; backup", page)

    def test_strangers_get_nothing(self):
        missing = f"/my/prepaid/approval/{self.approval.id + 1000}"
        for login in (None, self.stranger.login):
            self.authenticate(login, login)
            for path in (self.path, f"{self.path}?access_token=forged", missing):
                with self.subTest(login=login, path=path):
                    answer = self.url_open(path, allow_redirects=False)
                    self.assertEqual(answer.status_code, 303)
                    self.assertNotIn("backup", answer.text)
        self.assertEqual(self.approval.state, "asked")

    def test_an_answer_without_the_forms_token_is_refused(self):
        self.authenticate(self.colleague.login, self.colleague.login)
        answer = self.url_open(f"{self.path}/answer", {"answer": "approve"})
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.approval.state, "asked")
