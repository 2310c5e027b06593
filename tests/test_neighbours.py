from odoo.tests import new_test_user, tagged

from .common import PrepaidCommon

# Who reads records of Odoo without any right of ours, by model.
READERS = {
    "sale.order": "sales_team.group_sale_salesman",
    "sale.order.line": "sales_team.group_sale_salesman",
    "res.partner": "sales_team.group_sale_salesman",
    "product.template": "sales_team.group_sale_salesman",
    "product.product": "sales_team.group_sale_salesman",
    "account.move": "account.group_account_invoice",
    "account.move.line": "account.group_account_invoice",
    "account.analytic.line": "hr_timesheet.group_hr_timesheet_user",
    "project.project": "project.group_project_user",
    "project.task": "project.group_project_user",
}


@tagged("post_install", "-at_install")
class TestNeighbours(PrepaidCommon):
    """Whoever works with Odoo alone goes on working as if we were not there."""

    def test_all_fields_are_read_without_our_rights(self):
        """As exports and programs do: one field of ours that is refused stops them."""
        contract = self._contract(600)
        self._log(30)
        self.assertTrue(contract.entry_ids)
        for model, group in READERS.items():
            with self.subTest(model=model):
                login = model.replace(".", "_")
                user = new_test_user(self.env, login, groups=group)
                records = self.env[model].with_user(user).search([], limit=1)
                self.assertTrue(records, "There is something to read.")
                records.read()

    def test_a_line_that_a_form_took_out_has_no_order_to_ask(self):
        """So are parts of a combo when another is chosen."""
        product = self.env["product.product"].search([], limit=1)
        lines = self.env["sale.order.line"]
        self.assertFalse(lines.new({"product_id": product.id}).name)
