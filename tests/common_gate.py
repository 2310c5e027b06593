from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.fields import Command
from odoo.tests import new_test_user

from .common import PrepaidCommon

MAIL = """From: {sender}
To: desk@example.org
Subject: {subject}
Message-Id: <{slug}@example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="cut"

--cut
Content-Type: text/plain; charset=utf-8

The printer burns.
--cut
Content-Type: text/plain; name="log.txt"
Content-Disposition: attachment; filename="log.txt"

paper jam
--cut--
"""


class GateCommon(PrepaidCommon):
    """A client who opens tickets in the portal, by mail and by the website's form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env, login="prepaid_gate", groups="base.group_portal"
        )
        cls.portal.partner_id.write(
            {"parent_id": cls.client.id, "email": "ann@example.com"}
        )
        cls.stage_new, cls.stage_done = cls.env["project.task.type"].create(
            [
                {"name": name, "sequence": sequence, "user_id": False}
                for sequence, name in enumerate(("New", "Done"), 1)
            ]
        )
        domain = cls.env["mail.alias.domain"].create({"name": "support.example.com"})
        cls.company.alias_domain_id = domain
        cls.project.write(
            {
                "alias_name": "help-gate",
                "alias_domain_id": domain.id,
                "privacy_visibility": "portal",
                "type_ids": [Command.set((cls.stage_new | cls.stage_done).ids)],
                "collaborator_ids": [
                    Command.create({"partner_id": cls.portal.partner_id.id})
                ],
            }
        )
        cls.project.message_subscribe(partner_ids=cls.portal.partner_id.ids)
        cls.emergency = cls.env["project.tags"].create(
            {
                "name": "Emergency",
                "is_prepaid_emergency": True,
                "is_prepaid_client_emergency": True,
            }
        )
        cls.contract = cls._contract()

    def _open(self, channel, name="Printer", **over):
        """Return the ticket that the client opens by a channel."""
        vals = {"name": name, "project_id": self.project.id} | over
        if channel == "mail":
            return self._mail(name, "Ann <ann@example.com>", **over)
        tasks = self.env["project.task"]
        if channel == "portal":
            project_id = vals.pop("project_id")
            tasks = tasks.with_context(default_project_id=project_id)
            return tasks.with_user(self.portal).create(vals).sudo()
        form = tasks.with_user(SUPERUSER_ID).with_context(prepaid_channel="form")
        return form.create({"partner_id": self.portal.partner_id.id} | vals)

    def _mail(self, subject, sender, **over):
        """Return the ticket that a mail to the project opens."""
        task_id = self.env["mail.thread"].message_process(
            "project.task",
            MAIL.format(subject=subject, sender=sender, slug=subject.replace(" ", "-")),
            custom_values={"project_id": self.project.id} | over,
        )
        return self.env["project.task"].browse(task_id)

    def _let_cron_run(self):
        """Do what the notice cron does about tickets without credit."""
        met = self.env["prepaid.contract"].search([("gate_met", "=", True)])
        met.sudo()._notify_gate()

    def _get_notices(self, contract=None):
        """Return the mails about tickets without credit, the last first."""
        messages = (contract or self.contract).message_ids
        return messages.filtered(lambda m: "No credit left for" in (m.subject or ""))

    @contextmanager
    def _mails(self):
        """Collect (recipients, text, headers) of the mails sent within."""
        mails, Mail = [], self.env.registry["mail.mail"]
        create = Mail.create

        def collect(model, vals_list):
            records = create(model, vals_list)
            mails.extend(
                (mail.recipient_ids, str(mail.body_html), mail.headers or "")
                for mail in records
            )
            return records

        with patch.object(Mail, "create", collect):
            yield mails
