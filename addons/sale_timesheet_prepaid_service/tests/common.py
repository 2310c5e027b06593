from datetime import datetime

from odoo.fields import Command

from odoo.addons.sale_timesheet_prepaid.tests.common import PrepaidCommon

ADDON = "sale_timesheet_prepaid_service"
# A Monday at 10 in New York, where the company is.
NOW = datetime(2026, 3, 16, 14, 0)


class ServiceCommon(PrepaidCommon):
    """A client with two hours, and a review of a document for 45 minutes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(120)
        cls.review = cls._service("Review of a document", 45)
        cls.requests = cls.env["prepaid.request"].sudo()

    @classmethod
    def _service(cls, name, quantity, plan=None, **over):
        vals = {
            "name": name,
            "type": "service",
            "sale_ok": False,
            "is_prepaid_service": True,
            "prepaid_service_plan_ids": [Command.set((plan or cls.plan).ids)],
            "prepaid_service_quantity": quantity,
            "prepaid_service_project_id": cls.project.id,
        }
        return cls.env["product.product"].create(vals | over)

    def _booked(self, service=None, contract=None, token=None):
        contract = (contract or self.contract).sudo()
        return self.requests._book(
            contract, service or self.review, contract.partner_id, "Please read", token
        )

    def _by(self, request, user=None):
        return request.with_user(user or self.technician)

    def _run_cron(self, xmlid):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron = self.env.ref(xmlid).with_user(self.env.ref("base.user_root"))
            cron.method_direct_trigger()
        self.env.invalidate_all()
