from datetime import datetime, timedelta
from itertools import count

from odoo.fields import Command
from odoo.tests import freeze_time

from odoo.addons.sale_timesheet_prepaid.tests.common import PrepaidCommon, make_calendar
from odoo.addons.sale_timesheet_prepaid.tests.common_portal import PortalCommon

ADDON = "sale_timesheet_prepaid_service"
# A Monday morning in New York, business hours.
START = datetime(2026, 3, 16, 14, 0)
NUMBERS = count()


class ServiceCommon(PrepaidCommon):
    """A client with 10 hours, and a review for 45 minutes of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "America/New_York"
        cls.plan.calendar_id = make_calendar(cls.env, cls.company)
        cls.project.privacy_visibility = "portal"
        cls.usage_type = cls.env.ref("sale_timesheet_prepaid.prepaid_usage_type_remote")
        cls.service = cls._service("Review of a document")

    @classmethod
    def _service(cls, name, **over):
        vals = {
            "name": name,
            "type": "service",
            "sale_ok": False,
            "is_prepaid_service": True,
            "prepaid_service_plan_ids": [Command.set(cls.plan.ids)],
            "prepaid_service_quantity": 45,
            "prepaid_service_usage_type_id": cls.usage_type.id,
            "prepaid_service_project_id": cls.project.id,
            "prepaid_service_hours": 4,
            "company_id": cls.company.id,
        }
        return cls.env["product.template"].create(vals | over)

    def _book(self, contract=None, service=None, files=(), reference=None, at=START):
        with freeze_time(at):
            return (
                self.env["prepaid.service.request"]
                .sudo()
                ._book(
                    (contract or self.contract).sudo(),
                    (service or self.service).sudo(),
                    self.colleague,
                    {
                        "text": "Please read this.",
                        "reference": reference or f"{next(NUMBERS):032x}",
                        "files": files,
                    },
                )
            )

    def _answer(self, request, kind, user=None, at=START + timedelta(hours=1), **vals):
        with freeze_time(at):
            Answer = self.env["prepaid.service.answer"].with_user(
                user or self.technician
            )
            vals = {"request_id": request.id, "kind": kind} | vals
            Answer.create(vals).action_answer()

    def _deliver(self, request, minutes=20, **over):
        self._answer(request, "deliver", minutes=minutes, text="Read it.", **over)

    def _run(self, xmlid, at):
        self.env.flush_all()
        cron = self.env.ref(xmlid)
        with freeze_time(at), self.enter_registry_test_mode():
            cron.with_user(self.env.ref("base.user_root")).method_direct_trigger()
        self.env.invalidate_all()

    def assertSound(self):
        self.env.flush_all()
        self.assertEqual(self.contract.sudo()._check_integrity(), [])


class ServicePortalCommon(ServiceCommon, PortalCommon):
    """The same with Ann of the client, and Bob, who is nobody there."""
