from datetime import datetime, timedelta

from odoo.fields import Command
from odoo.tests import freeze_time

from odoo.addons.sale_timesheet_prepaid.tests.common_charge import ChargeCommon

ADDON = "sale_timesheet_prepaid_session"
# A Monday morning on which everybody works.
START = datetime(2026, 3, 16, 14, 0)


class SessionCommon(ChargeCommon):
    """A consultant at 90 an hour, 5 minutes free, and a visitor with a card."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usage_type = cls.env.ref(
            "sale_timesheet_prepaid.prepaid_usage_type_video"
        ).copy({"name": "Video call"})
        cls.currency = cls.company.currency_id
        cls.price_plan = cls._plan(
            "Questions", unit="money", currency_id=cls.currency.id
        )
        cls.rate = cls._rate(
            cls.price_plan, cls.usage_type, price_hour=90, free_minutes=5
        )
        cls.talk = cls.env["product.product"].create(
            {
                "name": "Talk",
                "type": "service",
                "invoice_policy": "order",
                "taxes_id": [Command.set(cls.company_data["default_tax_sale"].ids)],
            }
        )
        cls.talks = cls._project("Talks", cls.env["res.partner"])
        cls.offer = cls.env["prepaid.session.offer"].create(
            {
                "name": "Small questions",
                "company_id": cls.company.id,
                "plan_id": cls.price_plan.id,
                "usage_type_id": cls.usage_type.id,
                "product_id": cls.talk.id,
                "project_id": cls.talks.id,
                "user_ids": [Command.set(cls.technician.ids)],
                "lengths": "15, 30, 45",
                "most_minutes": 75,
                "rules": "<p>Every minute after the fifth is charged.</p>",
                "cancellation_ids": [
                    Command.create({"hours": 12, "percent": 30}),
                    Command.create({"hours": 3, "percent": 100}),
                ],
            }
        )
        cls.visitor = cls.env["res.partner"].create(
            {"name": "Vera", "email": "vera@example.com", "company_id": False}
        )
        cls.sessions = cls.env["prepaid.session"].sudo()

    # === FACTORIES === #

    def _booked(self, minutes=0, partner=None, start=None, **over):
        """Return a session whose rules the client has accepted."""
        session = self.sessions._book(
            self.offer, self.technician, partner or self.visitor, start, minutes, **over
        )
        session._accept("Vera", "192.0.2.7")
        return session

    def _card(self, session, amount=None, **over):
        """Let a card hold the most that the session can cost."""
        vals = {
            "provider_id": self.provider.id,
            "payment_method_id": self.method.id,
            "amount": session.cap_amount if amount is None else amount,
            "currency_id": session.currency_id.id,
            "partner_id": session.partner_id.id,
            "operation": "online_direct",
            "reference": self.env["payment.transaction"]._compute_reference(
                "demo", prefix=session.name
            ),
            "prepaid_session_id": session.id,
        }
        tx = self.env["payment.transaction"].sudo().create(vals | over)
        tx._process("demo", {"reference": tx.reference, "simulated_state": "done"})
        return tx

    def _held(self, minutes=0, **over):
        """Return a session whose most is held on a card."""
        session = self._booked(minutes, **over)
        self._card(session)
        return session

    def _talk(self, session, minutes, seconds=0):
        """Let both talk for so long, from the planned start, and stop."""
        start = session.planned_start
        with freeze_time(start):
            session.with_user(self.technician).start()
        with freeze_time(start + timedelta(minutes=minutes, seconds=seconds)):
            session.with_user(self.technician).stop()
        return session

    def _collect(self, at=None):
        self._run_at("collect", at)

    def _run_at(self, name, at=None):
        self.env.flush_all()
        cron = self.env.ref(f"{ADDON}.prepaid_session_{name}_cron")
        with freeze_time(at or START + timedelta(hours=3)):
            with self.enter_registry_test_mode():
                cron.with_user(self.env.ref("base.user_root")).method_direct_trigger()
        self.env.invalidate_all()

    # === ASSERTIONS === #

    def assertCaptured(self, session, amount):
        """Expect so much captured, invoiced and paid; the rest given back."""
        sources = session.transaction_ids.filtered(lambda tx: tx.state != "error")
        parts = sources.child_transaction_ids
        taken = parts.filtered(lambda tx: tx.state == "done")
        self.assertAlmostEqual(sum(taken.mapped("amount")), amount)
        self.assertAlmostEqual(sum(taken.payment_id.mapped("amount")), amount)
        self.assertAlmostEqual(
            sum(
                parts.filtered(lambda tx: tx.state in ("done", "cancel")).mapped(
                    "amount"
                )
            ),
            sum(sources.mapped("amount")),
        )
        self.assertNotIn("authorized", sources.mapped("state"))
        self.assertAlmostEqual(session.invoice_id.amount_total, amount)
        if amount:
            self.assertEqual(session.invoice_id.amount_residual, 0)
            self.assertTrue(session.invoice_id._is_prepaid_paid())
