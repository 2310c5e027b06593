from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time

from .common import PrepaidCommon


class ScheduleCommon(PrepaidCommon):
    """A contract with 8 h a month at 240.00, and sites at 30.00 a month each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.prepaid_grant_policy = "posted"
        cls.allowance = cls._pack(480, 240)
        cls.site = cls._option("Site", 30)
        cls.contract = cls._contract(refill_mode="posted_invoice")

    @classmethod
    def _option(cls, name, price, **over):
        vals = {
            "name": name,
            "type": "service",
            "invoice_policy": "order",
            "list_price": price,
            "taxes_id": False,
            "company_id": cls.company.id,
        }
        return cls.env["product.product"].create(vals | over)

    def _schedule(self, *lines, start=date(2026, 3, 1), contract=None, **over):
        """Return a schedule of (product, quantity) as the account manager makes it."""
        vals = {
            "contract_id": (contract or self.contract).id,
            "date_start": start,
            "line_ids": [
                Command.create({"product_id": product.id, "quantity": quantity} | more)
                for product, quantity, more in (
                    (*line, {})[:3] for line in lines or ((self.allowance, 1),)
                )
            ],
        }
        return self.env["prepaid.schedule"].with_user(self.user).create(vals | over)

    def _on(self, day):
        return freeze_time(day)

    def _run(self, day):
        """Let the cron run on a day."""
        with self._on(day):
            self._run_cron("prepaid_schedule_cron")

    def _run_cron(self, name):
        self.env.flush_all()
        root = self.env.ref("base.user_root")
        with self.enter_registry_test_mode():
            cron = self.env.ref(f"sale_timesheet_prepaid.{name}").with_user(root)
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _change(self, schedule, kind, day, wanted=(), today=None, **over):
        """Change a schedule as a person does; return (preview, order)."""
        with self._on(today or day):
            wizard = (
                self.env["prepaid.schedule.change"]
                .with_user(self.user)
                .create(
                    {"schedule_id": schedule.id, "kind": kind, "reason": "asked"}
                    | {"date": day}
                    | over
                )
            )
            if wanted:
                wizard.line_ids = [Command.clear()] + [
                    Command.create({"product_id": product.id, "quantity": quantity})
                    for product, quantity in wanted
                ]
            change = wizard._get_change()
            preview = schedule.sudo()._preview_change(change)
            orders = self._get_orders(schedule)
            wizard.action_apply()
            return preview, self._get_orders(schedule) - orders

    def _get_orders(self, schedule):
        return schedule.sudo().claim_ids.sale_line_id.order_id

    def _get_invoices(self, schedule):
        return self._get_orders(schedule).invoice_ids.sorted("id")
