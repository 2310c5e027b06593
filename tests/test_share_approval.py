import re

from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .common import TODAY
from .common_share import ShareCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestShareApproval(ShareCommon, HttpCase):
    """Approvers allow more than a share, and each site sees its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.logins = {
            name: cls._portal(name, parent)
            for name, parent in (
                ("chief", cls.client),
                ("lyonnais", cls.lyon),
                ("parisian", cls.paris),
                ("stranger", cls.partner_a),
            )
        }
        cls.lyon_share = cls._share(
            cls.lyon,
            60,
            is_hard=True,
            approver_ids=[Command.set(cls.logins["chief"].partner_id.ids)],
        )
        cls.paris_share = cls._share(cls.paris, 90)
        cls.url = f"/my/prepaid/{cls.contract.id}"

    @classmethod
    def _portal(cls, name, parent):
        user = new_test_user(cls.env, f"share_{name}", groups="base.group_portal")
        user.partner_id.parent_id = parent
        return user

    def _open(self, name, url=None):
        self.env.flush_all()
        login = self.logins[name].login
        self.authenticate(login, login)
        return self.url_open(url or self.url, allow_redirects=False)

    def _ask(self, minutes=30):
        line = self._work(self.lyon, 60)
        tickets = self.env["account.analytic.line"].with_context(prepaid_beyond="ask")
        ticket = self.tickets[self.lyon]
        vals = {
            "name": "Restore",
            "project_id": ticket.project_id.id,
            "task_id": ticket.id,
            "unit_amount": minutes / 60,
            "date": TODAY,
        }
        line |= tickets.with_user(self.technician).create([vals])
        return line

    def _answer(self, name, approval, answer="approve"):
        page = self._open(name, approval.access_url).text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        return self.url_open(
            f"{approval.access_url}/answer",
            {"csrf_token": found and found[1], "answer": answer, "name": "x"},
            allow_redirects=False,
        )

    def test_approver_allows_more_and_the_work_is_drawn(self):
        _first, waiting = self._ask()
        approval = waiting.sudo().prepaid_approval_id
        self.assertEqual(
            (approval.share_id, approval.quantity, approval.state),
            (self.lyon_share, 30, "asked"),
        )
        asked = approval.message_ids.filtered("partner_ids")
        self.assertEqual(asked.partner_ids, self.logins["chief"].partner_id)
        self.assertIn("May Lyon use 30 min more?", asked[0].subject)
        page = self._open("chief", approval.access_url).text
        self.assertIn("More for Lyon", page)
        self.assertNotIn("Extra time on your contract", page)
        self._answer("chief", approval)
        self.assertEqual(approval.state, "approved")
        self.assertEqual(waiting.sudo().prepaid_contract_id, self.contract)
        self.assertUsed(self.lyon_share, 90, 0)
        self.assertEqual((approval.used, approval.left), (30, 0))
        with self.assertRefused("Lyon: 1 min short"):
            self._work(self.lyon, 1)
        approval.action_withdraw()
        self.assertUsed(self.lyon_share, 90, -30)

    def test_others_do_not_answer_for_a_share(self):
        _first, waiting = self._ask()
        approval = waiting.sudo().prepaid_approval_id
        for name in ("lyonnais", "parisian", "stranger"):
            self._answer(name, approval)
            self.assertEqual(approval.state, "asked")
        # The site sees what is asked for it; its sibling and strangers do not.
        self.assertEqual(self._open("lyonnais", approval.access_url).status_code, 200)
        for name in ("parisian", "stranger"):
            answer = self._open(name, approval.access_url)
            self.assertEqual(answer.status_code, 303)
            mine = approval.with_user(self.logins[name]).sudo(False)
            self.assertFalse(mine.has_access("read"))
        self._answer("chief", approval, "refuse")
        self.assertEqual(approval.state, "refused")
        self.assertUsed(self.lyon_share, 60, 0)

    def test_more_of_a_share_is_no_debt(self):
        """An approver of a share allows nothing beyond the credit."""
        self.plan.overdraft_policy = "consent"
        self._work(self.paris, 1110)
        self._share(self.anna, 30, is_hard=True, approver_ids=[(4, self.client.id)])
        approval = self.env["prepaid.approval"].create(
            {
                "name": "More",
                "contract_id": self.contract.id,
                "quantity": 600,
                "share_id": self.lyon_share.id,
                "share_date": TODAY,
            }
        )
        approval.action_ask()
        approval.sudo()._answer(True, "Ada")
        with self.assertRefused("not enough credit"):
            self._work(self.lyon, 120)

    def test_each_site_sees_its_own_share(self):
        self._work(self.lyon, 20)
        seen = {
            "chief": ("Lyon: 40 min of 1 h left", "Paris: 1 h 30 of 1 h 30 left"),
            "lyonnais": ("Lyon: 40 min of 1 h left",),
            "parisian": ("Paris: 1 h 30 of 1 h 30 left",),
            "stranger": (),
        }
        for name, texts in seen.items():
            page = self._open(name).text
            for text in seen["chief"]:
                self.assertEqual(text in page, text in texts, (name, text))

    def test_site_whose_share_is_used_up_reads_what_becomes_of_more(self):
        told = "More work is refused until somebody approves it."
        self._work(self.lyon, 59)
        self.assertNotIn(told, self._open("lyonnais").text)
        self._work(self.lyon, 1)
        self.assertIn(told, self._open("lyonnais").text)
        self.assertNotIn(told, self._open("parisian").text)
        self._work(self.paris, 90)
        self.assertIn("Work goes on.", self._open("parisian").text)

    def test_site_with_its_own_company_sees_its_share(self):
        site = self.env["res.partner"].create(
            {"name": "Nantes", "is_company": True, "parent_id": self.client.id}
        )
        self.logins["nantais"] = self._portal("nantais", site)
        self._share(site, 45)
        self.contract.shares_balance = True
        page = self._open("nantais", f"/my/prepaid/shared/{self.contract.id}").text
        self.assertIn("Nantes: 45 min of 45 min left", page)
        self.assertNotIn("Lyon:", page)

    def test_portal_user_forges_no_approval(self):
        for name in ("lyonnais", "chief", "stranger"):
            mine = self.env["prepaid.approval"].with_user(self.logins[name])
            with self.assertRefused("", Exception):
                mine.create(
                    {
                        "name": "More",
                        "contract_id": self.contract.id,
                        "quantity": 600,
                        "share_id": self.lyon_share.id,
                        "share_date": TODAY,
                        "state": "approved",
                    }
                )

    def test_share_of_another_contract_is_refused(self):
        other = self._contract(60, client=self.partner_a)
        with self.assertRefused("not of the contract"):
            self.env["prepaid.approval"].create(
                {
                    "name": "More",
                    "contract_id": other.id,
                    "quantity": 600,
                    "share_id": self.lyon_share.id,
                    "share_date": TODAY,
                }
            )
