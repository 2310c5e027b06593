from odoo.tests import HttpCase, tagged

from .common_beyond import BeyondCommon


@tagged("post_install", "-at_install")
class TestBeyondPage(BeyondCommon, HttpCase):
    """A client answers on their page, and the work draws."""

    def test_the_answer_by_link_draws_the_work_and_tells_the_technician(self):
        line = self._quick(beyond="ask")
        approval = self._approval(line)
        self.env["bus.bus"].sudo().search([]).unlink()
        path = f"/my/prepaid/approval/{approval.id}"
        self.authenticate(None, None)
        page = self.url_open(f"{path}?access_token={approval.access_token}").text
        self.assertIn("Restore the backup,", page)
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        data = {
            "csrf_token": token,
            "access_token": approval.access_token,
            "answer": "approve",
            "name": "Ada",
        }
        self.url_open(f"{path}/answer", data)
        self.assertEqual(self._balances(), (-15, 15))
        news = (
            self.env["bus.bus"].sudo().search([("message", "like", "prepaid.answer")])
        )
        self.assertIn("agreed to 30 min", news.message)
        self.assertIn("logged now", self.task.message_ids[0].body)
