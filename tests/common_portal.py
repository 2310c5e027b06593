import json
import re

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user

from .common import PrepaidCommon


class PortalCommon(PrepaidCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(600)
        cls.colleague = cls.env["res.partner"].create(
            {
                "name": "Ann",
                "parent_id": cls.client.id,
                "email": "ann@example.com",
            }
        )
        cls.ann = cls._portal("ann", cls.colleague)
        cls.bob = cls._portal(
            "bob",
            cls.env["res.partner"].create({"name": "Bob", "email": "bob@example.com"}),
        )
        cls.url = f"/my/prepaid/{cls.contract.id}"

    @classmethod
    def _portal(cls, login, partner):
        return new_test_user(
            cls.env,
            login=f"prepaid_{login}",
            groups="base.group_portal",
            partner_id=partner.id,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _as(self, user):
        """Browse as a user, or as a visitor who is not logged in."""
        self.env.flush_all()
        self.authenticate(user and user.login, user and user.login)

    def _get(self, url):
        return self.url_open(url, allow_redirects=False)

    def _post(self, url, **data):
        token = re.search(
            r'name="csrf_token" value="([^"]+)"',
            self.url_open("/web/login").text,
        ) or re.search(r'csrf_token: "([^"]+)"', self.url_open("/my").text)
        data["csrf_token"] = token.group(1)
        return self.url_open(url, data=data, allow_redirects=False)

    def _balance(self, contract_id=None):
        url = f"/my/prepaid/{contract_id or self.contract.id}/balance"
        response = self.url_open(
            url,
            data=json.dumps({"jsonrpc": "2.0", "params": {}}),
            headers={"Content-Type": "application/json"},
        )
        return response.json().get("result")

    def _get_disputes(self):
        Dispute_sudo = self.env["prepaid.dispute"].sudo()
        return Dispute_sudo.search([("contract_id", "=", self.contract.id)])
