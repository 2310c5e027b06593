from odoo.tests import new_test_user, tagged

from .common import PrepaidCommon

# Who reads records of Odoo without any right of ours, by group.
READERS = {
    "sales_team.group_sale_salesman": (
        *("sale.order", "sale.order.line", "res.partner"),
        *("product.template", "product.product"),
    ),
    "account.group_account_invoice": ("account.move", "account.move.line"),
    "hr_timesheet.group_hr_timesheet_user": ("account.analytic.line",),
    "project.group_project_user": ("project.project", "project.task"),
}


@tagged("post_install", "-at_install")
class TestNeighbours(PrepaidCommon):
    """Whoever works with Odoo alone goes on working as if we were not there."""

    def test_no_list_of_ours_stops_who_reads_a_whole_record(self):
        """As exports and programs do: one field that is refused stops all."""
        for group, models in READERS.items():
            user = new_test_user(self.env, f"reader_{group}", groups=group)
            for model in models:
                records = self.env[model].with_user(user)
                refused = [
                    field.name
                    for field in records._fields.values()
                    if self._is_list_of_ours(field)
                    and records._has_field_access(field, "read")
                    and not records.env[field.comodel_name].has_access("read")
                ]
                self.assertEqual(refused, [], model)

    def _is_list_of_ours(self, field):
        is_list = field.type in ("one2many", "many2many") and not field.compute
        return is_list and set(field._modules) == {"sale_timesheet_prepaid"}

    def test_a_line_that_a_form_took_out_has_no_order_to_ask(self):
        """So are parts of a combo when another is chosen."""
        product = self.env["product.product"].search([], limit=1)
        lines = self.env["sale.order.line"]
        self.assertFalse(lines.new({"product_id": product.id}).name)
