from odoo import fields
from odoo.tests import freeze_time, tagged

from .common import TODAY, PrepaidCommon

# What a line on Odoo's own prepaid order line costs, measured without the addon.
STOCK_QUERIES = 36


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPerformance(PrepaidCommon):
    def _count_queries(self, task, lines=1):
        """Return the queries of logging lines on a task, flushed, caches cold."""
        counts = []
        for _turn in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["account.analytic.line"].with_user(self.technician).create(
                [
                    {
                        "name": "Work",
                        "project_id": task.project_id.id,
                        "task_id": task.id,
                        "unit_amount": 0.5,
                        "date": TODAY,
                    }
                    for _line in range(lines)
                ]
            )
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        return counts[-1]

    def _stock_task(self):
        """Return a task on Odoo's own prepaid service, ordered in hours."""
        hours = self.env["product.product"].create(
            {
                "name": "Ten hours",
                "type": "service",
                "service_policy": "ordered_prepaid",
                "uom_id": self.env.ref("uom.product_uom_hour").id,
            }
        )
        order = self._order(pack=hours, packs=1000, client=self.partner_a)
        order.action_confirm()
        task = self._task("Stock", self._project("Stock", self.partner_a))
        task.sale_line_id = order.order_line
        return task

    def test_a_covered_line_costs_no_more_than_odoos_own_prepaid_line(self):
        stock = self._count_queries(self._stock_task())
        self._contract(60_000)
        covered = self._count_queries(self.task)
        self.assertLessEqual(covered, min(stock, STOCK_QUERIES))

    def test_a_batch_costs_few_queries_a_line(self):
        self._contract(60_000)
        one, many = (self._count_queries(self.task, lines) for lines in (1, 50))
        self.assertLess((many - one) / 49, 1)

    def test_a_long_history_costs_no_more_queries(self):
        contract = self._contract(60_000)
        before = self._count_queries(self.task)
        self.env["prepaid.entry"].sudo().create(
            [
                {
                    "contract_id": contract.id,
                    "company_id": contract.company_id.id,
                    "grant_id": contract.grant_ids.id,
                    "kind": "adjust",
                    "quantity": -1,
                    "date": fields.Date.to_date("2026-02-01"),
                    "name": "Old",
                }
                for _entry in range(500)
            ]
        )
        self.assertEqual(self._count_queries(self.task), before)
