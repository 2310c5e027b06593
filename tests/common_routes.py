import re
from threading import current_thread
from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user

from .common_charge import ChargeCommon

SECRET = "Zanzibar"


class RouteMap(HttpCase):
    """The routes of a module, found in the routing map."""

    MODULE = "odoo.addons.sale_timesheet_prepaid."

    def _get_rules(self):
        """Return the routing rules of the addon, also of what it overrides."""
        # The map is built for the database that the thread serves.
        with patch.object(current_thread(), "dbname", self.env.cr.dbname, create=True):
            routing_map = self.env["ir.http"].routing_map()
        rules = [
            rule
            for rule in routing_map.iter_rules()
            if self._get_module(rule.endpoint).startswith(self.MODULE)
        ]
        self.assertTrue(rules)
        return rules

    @staticmethod
    def _get_module(endpoint):
        return getattr(getattr(endpoint, "func", endpoint), "__module__", "")

    def _build(self, rule, **others):
        """Return the path of a rule for the client's records, or for ``others``."""
        values = self.arguments | others
        return re.sub(
            r"<(?:[^:>]+:)?([^>]+)>", lambda match: str(values[match[1]]), rule.rule
        )


class RoutesCommon(ChargeCommon, RouteMap):
    """A client with something behind each route of the addon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client.name = f"{SECRET} Ltd"
        cls.plan.write({"name": f"{SECRET} plan", "overdraft_policy": "consent"})
        cls.contract = cls._contract(600)
        cls.contract.sudo().name = f"{SECRET}-1"
        cls.line = cls._log(cls, 30, name=f"{SECRET} work")
        cls.entry = cls.line.sudo().prepaid_entry_ids
        cls.approval = cls.env["prepaid.approval"].create(
            {"name": SECRET, "contract_id": cls.contract.id, "quantity": 60}
        )
        cls.approval.action_ask()
        cls.contract.action_send_agreement()
        cls.dispute = (
            cls.env["prepaid.dispute"]
            .sudo()
            .create(
                {
                    "entry_id": cls.entry.id,
                    "partner_id": cls.client.id,
                    "reason": SECRET,
                }
            )
        )
        cls.consent = cls._consent(
            cls.contract, text=f"{SECRET} agreed", token_id=cls._token().id
        )
        cls.refill = (
            cls.env["prepaid.refill"]
            .sudo()
            .create({"contract_id": cls.contract.id, "mode": "remind"})
        )
        cls.review = cls.env["prepaid.review"].create(
            {"contract_id": cls.contract.id, "note": SECRET}
        )
        cls.review.sudo()._send()
        cls.order = cls._order(cls)
        cls.order.action_confirm()
        cls.order._portal_ensure_token()
        cls.contract._portal_ensure_token()
        # What each argument of a route stands for. A route with another one fails here:
        # say what it is, and it is tested.
        cls.arguments = {
            "contract_id": cls.contract.id,
            "entry_id": cls.entry.id,
            "dispute_id": cls.dispute.id,
            "approval_id": cls.approval.id,
            "agreement_id": cls.contract.agreement_ids.id,
            "consent_id": cls.consent.id,
            "grant_id": cls.contract.grant_ids[:1].id,
            "refill_id": cls.refill.id,
            "review_id": cls.review.id,
            "order_id": cls.order.id,
            "pack_id": cls.pack.product_tmpl_id.id,
            "plan_id": cls.plan.id,
            "page": 1,
            "file_type": "csv",
            "slug": f"plan-{cls.plan.id}",
            "name": "balance",
        }

    @classmethod
    def _portal_user(cls, login, parent):
        user = new_test_user(cls.env, login=login, groups="base.group_portal")
        user.partner_id.parent_id = parent
        return user
