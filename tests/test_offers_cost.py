import re
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_gate import GateCommon

MODELS = (
    "prepaid.amount.rate",
    "prepaid.rate.window",
    "prepaid.rate.zone",
    "prepaid.share",
    "prepaid.tier",
    "prepaid.zone",
)
SCOPES = (
    ("prepaid.grant", "usage_type_ids"),
    ("prepaid.grant", "project_ids"),
    ("product.template", "prepaid_usage_type_ids"),
    ("product.template", "prepaid_project_ids"),
    ("prepaid.entry", "share_ids"),
)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestOffersCost(GateCommon):
    """Who sells plain hours pays for no scope, amount, tier, share, window or zone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._grant(cls.contract, 6000)
        tables = {cls.env[model]._table for model in MODELS}
        tables |= {cls.env[model]._fields[name].relation for model, name in SCOPES}
        names = "|".join(sorted(tables))
        cls.tables = re.compile(rf'\b(?:FROM|JOIN) "?({names})\b')

    @contextmanager
    def _nothing_asked(self):
        """Refuse queries about what offers are made of, in a database with no tier."""
        self.env.flush_all()
        self.env.invalidate_all()
        asked, cursor = [], type(self.env.cr)
        execute = cursor.execute

        def listen(cr, query, *args, **kwargs):
            asked.extend(self.tables.findall(str(getattr(query, "code", query))))
            return execute(cr, query, *args, **kwargs)

        tiers = type(self.env["prepaid.tier"])
        with (
            patch.object(tiers, "_are_any", lambda self: False),
            patch.object(cursor, "execute", listen),
        ):
            yield
            self.env.flush_all()
        self.assertEqual(asked, [])

    def test_a_ticket_by_the_portal(self):
        self._open("portal", "Warm")
        with self._nothing_asked():
            self._open("portal")

    def test_a_ticket_by_mail(self):
        self._open("mail", "Warm")
        with self._nothing_asked():
            self._open("mail")

    def test_a_line_of_work(self):
        self._log(5)
        with self._nothing_asked():
            line = self._log(30)
            line.unit_amount = 1
            line.unlink()

    def test_an_order_its_invoice_and_its_credit(self):
        self.company.prepaid_grant_policy = "confirmed"
        self._order().action_confirm()
        with self._nothing_asked():
            order = self._order()
            order.action_confirm()
            order._create_invoices().action_post()
        self.assertEqual(self.contract.balance, 7200)
