from datetime import date

from odoo.tests import freeze_time

from .common import PrepaidCommon

APRIL = "2026-04-01 12:00:00"


class OverageCommon(PrepaidCommon):
    """Clients whose work beyond the credit is invoiced by the month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hourly = cls.env["product.product"].create(
            {
                "name": "Work beyond the credit",
                "type": "service",
                "list_price": 120,
                "taxes_id": False,
                "uom_id": cls.env.ref("uom.product_uom_hour").id,
            }
        )
        cls.plan.write(
            {
                "overdraft_policy": "allow",
                "overdraft_settlement": "invoice",
                "overage_product_id": cls.hourly.id,
            }
        )
        cls.remote = cls.env["prepaid.usage.type"].create({"name": "Remote"})
        cls.onsite = cls.env["prepaid.usage.type"].create({"name": "On site"})
        cls.contract = cls._contract()

    def _run(self, when=APRIL):
        """Run the cron on another day."""
        self.env.flush_all()
        with freeze_time(when), self.enter_registry_test_mode():
            self.env.ref(
                "sale_timesheet_prepaid.prepaid_contract_invoice_overage_cron"
            ).with_user(self.env.ref("base.user_root")).method_direct_trigger()
        self.env.invalidate_all()

    def _get_lines(self, state=None, contract=None):
        """Return the invoice lines that bill work beyond the credit."""
        contract = contract or self.contract
        lines = self.env["account.move.line"].search(
            [
                ("prepaid_overage_contract_id", "=", contract.id),
                ("move_type", "=", "out_invoice"),
                ("parent_state", "!=", "cancel"),
            ]
        )
        return lines.filtered(lambda line: not state or line.parent_state == state)

    def _draft(self, minutes=90, when=APRIL, **over):
        """Return the draft of work that was logged beyond the credit."""
        self._log(minutes, **over)
        self._run(when)
        return self._get_lines("draft").move_id

    def _post(self, move, when=APRIL):
        with freeze_time(when):
            move.with_user(self.accountant).action_post()

    def _get_tie_out(self):
        """Return the tie-out of the books, all that was earned being booked."""
        company = self.company.sudo()
        company._recognise_prepaid_revenue(date(2026, 12, 31))
        return company._get_prepaid_tie_out(date(2026, 12, 31))

    def assertOwed(self, minutes, contract=None):
        contract = contract or self.contract
        contract.invalidate_recordset()
        self.assertEqual(contract.debt, minutes)
