from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from ...metering import MINUTES_PER_HOUR
from .native import Native, to_line_minutes

# States of payment in which an invoice asks for nothing more.
SETTLED = ("paid", "in_payment", "reversed")


class SaleOrderLine(models.Model):
    """Hours that Odoo itself sells in advance and counts by timesheets."""

    _inherit = "sale.order.line"

    @api.model
    def _find_native(self, company):
        """Return the lines of a company that sold such hours, cancelled ones too.

        Those whose hours went to a contract already are left out.
        """
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("state", "in", ("sale", "cancel"))
            & Domain("qty_delivered_method", "=", "timesheet")
            & Domain("is_expense", "=", False)
            & Domain("prepaid_opening_id", "=", False)
            & Domain("product_id.invoice_policy", "=", "order")
            & Domain("product_id.service_type", "=", "timesheet")
        )
        return self.with_context(active_test=False).search(domain, order="id")

    def _read_native(self):
        """Return {line: Native} of these lines; those sold by the piece are left out.

        Work is counted from the timesheets: Odoo rounds the quantity delivered to two
        decimals of its unit, which is five minutes of a day.
        """
        lines = self.filtered(lambda line: line._get_minutes_per_unit())
        worked, invoiced = lines._read_worked(), lines._read_invoiced()
        return {
            line: Native(
                to_line_minutes(line.product_uom_qty, line._get_minutes_per_unit()),
                worked[line],
                *invoiced[line],
            )
            for line in lines
        }

    def _read_worked(self):
        """Return {line: minutes} of the timesheets, each unit of them rounded once."""
        domain = Domain("so_line", "in", self.ids) & Domain("project_id", "!=", False)
        groups = self.env["account.analytic.line"]._read_group(
            domain, ["so_line", "product_uom_id"], ["unit_amount:sum"]
        )
        worked = defaultdict(int)
        for line, uom, amount in groups:
            worked[line] += to_line_minutes(amount, uom._get_prepaid_minutes())
        return worked

    def _read_invoiced(self):
        """Return {line: (minutes, coins)} of posted invoices less credit notes.

        Discounts on lines of their own lower the price of what is beside them.
        """
        discounts = {}
        for move in self._get_posted_bills().move_id:
            discounts |= move._share_discounts()
        invoiced = {}
        for line in self:
            minutes, coins = 0, 0
            for bill in line._get_posted_bills():
                sign = 1 if bill.move_id.is_inbound() else -1
                per_unit = bill.product_uom_id._get_prepaid_minutes()
                minutes += sign * to_line_minutes(bill.quantity, per_unit)
                coins -= round(bill.balance / bill.company_currency_id.rounding)
                coins += sum(share for _line, _value, share in discounts.get(bill, ()))
            invoiced[line] = (minutes, coins)
        return invoiced

    def _get_posted_bills(self):
        return self.invoice_lines.filtered(
            lambda bill: (
                bill.parent_state == "posted"
                and bill.move_id.is_sale_document(include_receipts=True)
            )
        )

    def _get_unsettled_bills(self):
        """Return the posted invoices (account.move) of the line that are not paid."""
        moves = self._get_posted_bills().move_id
        return moves.filtered(
            lambda move: move.is_inbound() and move.payment_state not in SETTLED
        )

    def _get_left(self, native):
        """Return the minutes left and their price, given the line's figures (Native).

        Nothing is left of what is cancelled, went to a contract, or is no time.
        """
        if not native or self.prepaid_opening_id or self.state != "sale":
            return 0, 0
        currency = self.company_id.currency_id
        return native.left, currency.round(native.price_left * currency.rounding)

    def _get_minutes_per_unit(self):
        """Return the minutes of one unit of the line, 0 if its unit is no time."""
        return self.product_uom_id._get_prepaid_minutes()


class UomUom(models.Model):
    _inherit = "uom.uom"

    def _get_prepaid_minutes(self):
        """Return the minutes of one unit of time (float), 0 if it is none."""
        hour = self.env.ref("uom.product_uom_hour")
        if not self or not self._has_common_reference(hour):
            return 0
        # Odoo's own minute is 0.0166667 hours.
        return round(MINUTES_PER_HOUR * self.factor / hour.factor, 4)
