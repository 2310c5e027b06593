from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY, PrepaidCommon

ADDON = "helpdesk_mgmt_prepaid"
HELPDESK_USER = "helpdesk_mgmt.group_helpdesk_user"


class HelpdeskCommon(PrepaidCommon):
    """A desk for all clients: one project takes its time, tickets name whose it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("helpdesk_mgmt.group_helpdesk_manager")
        for user in cls.technician | cls.other_technician:
            user.group_ids += cls.env.ref(HELPDESK_USER)
        cls.usage_phone = cls.env.ref("sale_timesheet_prepaid.prepaid_usage_type_phone")
        cls.usage_remote = cls.env.ref(
            "sale_timesheet_prepaid.prepaid_usage_type_remote"
        )
        cls.shared = cls._project("All clients", cls.env["res.partner"])
        cls.team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Desk",
                "company_id": cls.company.id,
                "default_project_id": cls.shared.id,
            }
        )
        cls.ticket = cls._ticket("Scanner is dark", cls.client)

    @classmethod
    def _ticket(cls, name, client, **over):
        vals = {
            "name": name,
            "description": name,
            "team_id": cls.team.id,
            "partner_id": client.id,
            "company_id": cls.company.id,
        }
        ticket = cls.env["helpdesk.ticket"].create(vals | over)
        # What is worked out of it counts from now, as after a request.
        cls.env.flush_all()
        return ticket

    def _log_on(self, ticket, minutes, user=None, **over):
        """Log work on a ticket of the helpdesk as a technician does."""
        vals = {
            "name": "Work",
            "ticket_id": ticket.id,
            "unit_amount": minutes / 60,
            "date": TODAY,
        }
        lines = self.env["account.analytic.line"].with_user(user or self.technician)
        return lines.create(vals | over)

    @classmethod
    def _other_client(cls):
        return cls.env["res.partner"].create({"name": "Brioche", "is_company": True})
