from odoo.fields import Command
from odoo.tests import freeze_time

from odoo.addons.sale_timesheet_prepaid.tests.common import PrepaidCommon


class RecurringCommon(PrepaidCommon):
    """A client with a recurring contract of the OCA that sells packs by the month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.prepaid_grant_policy = "posted"
        cls.allowance = cls._pack(480, 240)
        cls.keeper = cls._user("recurring", "account.group_account_manager")

    @classmethod
    def _recurring(cls, *lines, **over):
        """Return a recurring contract with lines of (product, quantity, more vals)."""
        vals = {
            "name": "Support by the month",
            "partner_id": cls.client.id,
            "company_id": cls.company.id,
            "line_recurrence": True,
            "contract_line_ids": [
                Command.create(cls._prepare_line(*line))
                for line in lines or ((cls.allowance, 1),)
            ],
        }
        return cls.env["contract.contract"].create(vals | over)

    @classmethod
    def _prepare_line(cls, product, quantity=1, over=()):
        return {
            "product_id": product.id,
            "name": "Support #START# to #END#",
            "quantity": quantity,
            "price_unit": product.list_price,
            "recurring_rule_type": "monthly",
            "recurring_interval": 1,
            "recurring_invoicing_type": "pre-paid",
            "date_start": "2026-03-01",
        } | dict(over)

    def _run(self, day):
        """Let the OCA's cron run on a day, as the server runs it."""
        self.env.flush_all()
        root = self.env.ref("base.user_root")
        with freeze_time(day), self.enter_registry_test_mode():
            cron = self.env.ref("contract.contract_cron_for_invoice")
            cron.with_user(root).method_direct_trigger()
        self.env.invalidate_all()

    def _get_invoices(self, recurring):
        return recurring._get_related_invoices().sorted("id")

    def _bill_on(self, recurring, day):
        """Let the cron bill on a day, post the invoice and return it."""
        before = self._get_invoices(recurring)
        self._run(day)
        invoice = self._get_invoices(recurring) - before
        with freeze_time(day):
            invoice.with_user(self.accountant).action_post()
        return invoice
