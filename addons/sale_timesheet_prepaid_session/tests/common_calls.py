import base64

from odoo.fields import Command

from . import call_files as files
from .common import SessionCommon


class CallCommon(SessionCommon):
    """A French company whose clients phone; Ada has extension 101."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.fr")
        cls.company.partner_id.tz = "Europe/Paris"
        cls.support = cls._project("Support", cls.env["res.partner"])
        cls.client.write({"phone": "01 99 00 70 70", "country_id": False})
        cls.ada = cls.technician
        cls.ada.employee_ids.work_phone = "101"
        cls.contract = cls._contract(600)
        cls.phone = cls.env.ref("sale_timesheet_prepaid.prepaid_usage_type_phone")

    def _upload(self, text, preview=True, user=None, **layout):
        """Return an import of a file, read as far as that goes."""
        content = text if isinstance(text, bytes) else text.encode()
        upload = (
            self.env["prepaid.call.import"]
            .with_user(user or self.user)
            .create({"name": "calls.csv", "file": base64.b64encode(content)})
        )
        upload.layout_id.write({"project_id": self.support.id, "tz": "UTC"} | layout)
        if preview:
            upload.action_preview()
        return upload

    def _import(self, text, **layout):
        upload = self._upload(text, **layout)
        upload.action_import()
        return upload

    def _sessions(self):
        return self.sessions.search([("stopped_by", "=", "system")])

    @classmethod
    def _namesake(cls, **over):
        return cls.env["res.partner"].create(
            {"name": "Twin", "is_company": True, "phone": "0199007070"} | over
        )

    def _call(self, minute=0, seconds=180, **over):
        """Return the row of a call that began so many minutes after nine."""
        start = f"2026-03-10 09:{minute:02}:00"
        facts = {
            "start": start,
            "answer": start,
            "end": "",
            "talk": seconds,
            "total": seconds,
            "uid": f"{1773133200 + 60 * minute}.1",
        }
        return files.asterisk(**facts | over)

    def _far_manager(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        user = self._user(
            "far",
            "sale_timesheet_prepaid.sale_timesheet_prepaid_group_manager",
            company=company,
        )
        user.company_ids = [Command.set(company.ids)]
        return user
