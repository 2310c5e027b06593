from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY
from .common_fuzz import FuzzCommon
from .common_routes import RoutesCommon
from .steady import steady


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestFuzz(FuzzCommon, RoutesCommon):
    """What strangers and clients send to the pages, whatever it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls._contract(60, client=cls.partner_b)
        cls.foreign = {
            "contract_id": other.id,
            "grant_id": other.grant_ids.id,
            "entry_id": other.sudo().entry_ids[:1].id,
        }
        records = (cls.contract, cls.approval, cls.order, cls.dispute, cls.consent)
        records = (*records, cls.contract.agreement_ids, other)
        tokens = [record.sudo().access_token for record in records]
        cls.sent = {
            "access_token": [token for token in tokens if token],
            "product_id": [str(cls.pack.id)],
            "template_id": [cls.pack.product_tmpl_id.id],
            "plan_id": [cls.plan.id],
            "partner_id": [str(cls.client.id)],
            "partner_ids": [str(cls.client.id)],
            "answer": ["approve", "refuse"],
            "email": ["ann@azure.example"],
            "person": ["Ann"],
            "confirm": ["1"],
            "agree": ["1"],
            "reason": ["Why?"],
        }
        own = cls._portal_user("prepaid_own", cls.client)
        own.partner_id.email = "ann@azure.example"
        other_user = cls._portal_user("prepaid_other", cls.partner_a)
        cls.visitors = [None, own, other_user, cls.technician]
        cls.key = "none"

    @steady(1, shrinks=False)
    @given(st.integers(0, 2**32))
    def test_whatever_is_sent_is_answered_as_a_whole(self, number):
        self._send_to_all(number)

    def test_public_reports(self):
        """What broke pages of others."""
        self.authenticate("prepaid_own", "prepaid_own")
        page = f"/my/prepaid/{self.contract.id}"
        for report, path, status in (
            # A text in the place of a number.
            ("odoo/odoo#126916", "/my/prepaid?page=all", 400),
            ("odoo/odoo#165704", f"{page}?search=a%00b", 400),
            ("odoo/odoo#117171", f"/my/prepaid/{2**31}", 404),
            # A secret with letters beyond ASCII.
            ("odoo/odoo#284040", f"{page}?access_token=%C3%A9", 400),
            ("toggl/toggl_api_docs#148", "/my/prepaid/-1", 303),
            # A parameter that a page does not take.
            ("odoo/odoo#9392", f"{page}/top-up?debug=1", 303),
        ):
            with self.subTest(report), mute_logger("odoo.http"):
                answer = self.url_open(path, allow_redirects=False)
                self.assertEqual(answer.status_code, status)
