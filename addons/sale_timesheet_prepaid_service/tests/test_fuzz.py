from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common_fuzz import FuzzCommon
from odoo.addons.sale_timesheet_prepaid.tests.steady import steady

from .common import START, ServicePortalCommon


@tagged("post_install", "-at_install")
@freeze_time(START)
class TestFuzz(FuzzCommon, ServicePortalCommon):
    """What clients send with a request of a service, whatever it is."""

    MODULE = "odoo.addons.sale_timesheet_prepaid_service."

    def setUp(self):
        super().setUp()
        self.arguments = {
            "contract_id": self.contract.id,
            "service_id": self.service.id,
            "request_id": self._book().id,
        }
        self.foreign = {}
        self.sent = {"text": ["Read it"], "reference": ["b" * 32, "c" * 32]}
        self.visitors = [None, self.ann, self.bob]

    @steady(2, shrinks=False)
    @given(st.integers(0, 2**32))
    def test_whatever_is_sent_is_answered_as_a_whole(self, number):
        self._send_to_all(number)
