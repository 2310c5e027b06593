from odoo.tests import tagged

from odoo.addons.sale_timesheet_prepaid.hooks import give_back, keep_lines
from odoo.addons.sale_timesheet_prepaid.tests.common_losses import LossesCommon

from .common import ADDON, ServicePortalCommon


@tagged("post_install", "-at_install")
class TestLosses(ServicePortalCommon, LossesCommon):
    """Who uninstalls services is told which requests end."""

    def setUp(self):
        super().setUp()
        self.contract = self._contract(600)

    def test_open_requests_and_services_are_counted(self):
        Request = self.env["prepaid.service.request"].sudo()
        before = Request.search_count([])
        self._deliver(self._book())
        self._book()
        told = self._tell_losses(ADDON)
        self.assertRegex(told, rf"^{before + 2} service requests are deleted")
        self.assertRegex(told, r"[1-9]\d* of them are open")
        self.assertRegex(told, r"[1-9]\d* products can no longer be booked")

    def test_an_open_request_ends_once_and_its_credit_is_free(self):
        request = self._book()
        for _time in range(2):
            give_back(request.hold_id, "Services were uninstalled.")
        self.assertEqual(request.hold_id.state, "released")
        self.assertEqual(request.state, "declined")
        self.assertEqual(self.contract.available, 600)
        self.assertIn("is free again", request.task_id.message_ids[:1].body)
        self.assertSound()

    def test_what_was_delivered_keeps_its_fixed_cost(self):
        request = self._book()
        self._deliver(request, 20)
        line = request.timesheet_id
        keep_lines(line, "Delivered as a service.")
        self._forget(line, "prepaid_request_id")
        phone = self.env.ref("sale_timesheet_prepaid.prepaid_usage_type_phone")
        request.task_id.usage_type_id = phone
        line._choose_prepaid_contract()
        line.unit_amount = 1
        self.assertEqual(line.prepaid_contract_id, self.contract)
        self.assertEqual(sum(line.prepaid_entry_ids.mapped("quantity")), -45)
        self.assertSound()
