from datetime import datetime

from odoo.fields import Command

from .common import PrepaidCommon


class MigrationCommon(PrepaidCommon):
    """A client that bought hours from Odoo itself: order, invoice, ticket, work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hour = cls.env.ref("uom.product_uom_hour")
        cls.day = cls.env.ref("uom.product_uom_day")
        cls.old_hours = cls._old_hours("Old hours")
        cls.income = cls.company_data["default_account_revenue"]
        cls.manager.group_ids += cls.env.ref("account.group_account_user")

    @classmethod
    def _old_hours(cls, name, **over):
        """Return a product that Odoo sells in advance and counts by timesheets."""
        vals = {
            "name": name,
            "type": "service",
            "service_policy": "ordered_prepaid",
            "uom_id": cls.hour.id,
            "list_price": 100,
            "taxes_id": False,
            "company_id": cls.company.id,
        }
        return cls.env["product.product"].create(vals | over)

    def _sell(self, quantity=10, client=None, product=None, uom=None, **over):
        """Return the line of a confirmed order of old hours."""
        product = product or self.old_hours
        vals = {"product_id": product.id, "product_uom_qty": quantity}
        if uom:
            vals["product_uom_id"] = uom.id
        order = self.env["sale.order"].create(
            {
                "partner_id": (client or self.client).id,
                "company_id": self.company.id,
                "order_line": [Command.create(vals | over)],
            }
        )
        order.action_confirm()
        order.date_order = datetime(2026, 1, 10, 12)
        return order.order_line

    def _invoice(self, line, pay=True):
        invoice = line.order_id._create_invoices()
        invoice.invoice_date = "2026-01-15"
        invoice.action_post()
        if pay:
            self._pay(invoice)
        return invoice

    def _sell_paid(self, quantity=10, **over):
        line = self._sell(quantity, **over)
        self._invoice(line)
        return line

    def _look(self, user=None):
        """Return the preview of what may be taken over."""
        Migration = self.env["prepaid.migration"].with_user(user or self.manager)
        action = Migration.action_start()
        migration = Migration.browse(action["res_id"])
        migration.account_id = self.income
        return migration

    def _find(self, migration, line):
        return migration.line_ids.filtered(lambda row: row.sale_line_id == line)

    def _take_over(self, *lines):
        """Take over these order lines alone, and return the opening."""
        migration = self._look()
        for row in migration.line_ids:
            row.is_chosen = row.sale_line_id in lines
        action = migration.action_run()
        return self.env[action["res_model"]].browse(action["res_id"])

    def _get_native(self, lines):
        """Return what Odoo itself says of order lines, their invoices and work."""
        self.env.flush_all()
        self.env.invalidate_all()
        lines = lines.sudo()
        return {
            line: (
                line.qty_delivered,
                line.qty_invoiced,
                line.qty_to_invoice,
                line.invoice_status,
                line.untaxed_amount_invoiced,
                line.price_subtotal,
                line.timesheet_ids,
                line.timesheet_ids.mapped("unit_amount"),
                line.timesheet_ids.mapped("timesheet_invoice_type"),
                line.invoice_lines.mapped("balance"),
                line.invoice_lines.move_id.mapped("payment_state"),
                line.order_id.invoice_status,
            )
            for line in lines
        }

    def _get_places(self, lines):
        """Return what names the order lines, and what they have left."""
        self.env.flush_all()
        self.env.invalidate_all()
        tasks = self.env["project.task"].with_context(active_test=False).search([])
        projects = self.env["project.project"].search([])
        return (
            {task: (task.sale_line_id, task.prepaid_contract_id) for task in tasks},
            {
                project: (project.sale_line_id, project.prepaid_contract_id)
                for project in projects
            },
            lines.mapped("remaining_hours"),
            lines.mapped("prepaid_opening_id"),
        )
