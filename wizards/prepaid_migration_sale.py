from collections import defaultdict

from odoo import api, models

from ..metering import format_minutes
from ..models.books.places import PLACES


class PrepaidMigration(models.TransientModel):
    """Hours that Odoo's own order lines sell in advance."""

    _inherit = "prepaid.migration"

    @api.model
    def _find_sources(self, company):
        """Override: add the order lines with hours left, and those that need a word."""
        lines = self.env["sale.order.line"]._find_native(company)
        natives = lines._read_native()
        places = lines._get_places()
        found = [
            line._prepare_migration_vals(natives.get(line), places[line])
            for line in lines
        ]
        return super()._find_sources(company) + [vals for vals in found if vals]


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_places(self):
        """Return {line: [projects and open tickets that name it]}."""
        places = defaultdict(list)
        for name in PLACES:
            for place in self.env[name]._find_of_lines(self):
                places[place.sale_line_id].append(place)
        return places

    def _prepare_migration_vals(self, native, places):
        """Return the vals of a line of the preview, None if it needs no word.

        ``native`` are its figures (Native), None where it is sold by the piece;
        ``places`` the projects and open tickets that name it.
        """
        status, note = self._judge_native(native, bool(places))
        if not status:
            return None
        if others := [place for place in places if not self._sold_to(place)]:
            note = f"{note} {self._get_others_remark(others)}".strip()
        left, amount = self._get_left(native)
        company = self.company_id
        ordered = company._get_prepaid_day(self.order_id.date_order)
        return {
            "sale_line_id": self.id,
            "topic": (
                f"product.product,{self.product_id.id}",
                self.product_id.display_name,
                "time",
                self.env["res.currency"],
            ),
            "partner_id": self.order_partner_id.commercial_partner_id.id,
            "name": self._get_migrated_name(),
            "date": min(ordered, company._get_prepaid_today()),
            "left": left,
            "amount": amount,
            "status": status,
            "note": note,
        }

    def _get_migrated_name(self):
        """Return order and product; the second line of a product has its number."""
        alike = self.order_id.order_line.filtered(
            lambda line: line.product_id == self.product_id
        ).sorted("id")
        name = f"{self.order_id.name} · {self.product_id.display_name}"
        number = alike.ids.index(self.id) + 1
        return f"{name} ({number})" if number > 1 else name

    def _judge_native(self, native, is_named):
        """Return (status, remark) of a line in the preview; no status: no word."""
        if not native:
            uom = self.product_uom_id.name
            return is_named and "out", self.env._(
                "Sold in %(uom)s, which is no unit of time.", uom=uom
            )
        if self.state == "cancel":
            return native.invoiced_left and "out", self.env._(
                "The order is cancelled, but %(time)s were invoiced, not worked, and "
                "not credited.",
                time=format_minutes(native.invoiced_left),
            )
        if native.left < 0:
            return "used", self.env._(
                "%(time)s more was worked than sold: no credit, the client owes it.",
                time=format_minutes(-native.left),
            )
        if not native.left:
            return is_named and "used", self.env._(
                "Nothing is left; open tickets go to the client's contract."
            )
        remarks = self._get_owed_remarks(native)
        return "owed" if remarks else "ready", " ".join(remarks)

    def _get_owed_remarks(self, native):
        """Return in words what of the hours left was not invoiced or not paid."""
        remarks = []
        if native.missing:
            remarks.append(
                self.env._(
                    "%(time)s of it are not invoiced: credit without a price.",
                    time=format_minutes(native.missing),
                )
            )
        unpaid = self._get_unsettled_bills()
        if unpaid:
            remarks.append(
                self.env._(
                    "Not paid: %(invoices)s.", invoices=", ".join(unpaid.mapped("name"))
                )
            )
        return remarks

    def _sold_to(self, place):
        """Tell whether the buyer's contract would pay for a project or ticket."""
        customer = place._get_prepaid_customer().commercial_partner_id
        buyer = self.order_partner_id.commercial_partner_id
        return not customer or buyer in customer | customer._get_prepaid_ancestors()

    def _get_others_remark(self, places):
        return self.env._(
            "These are for another client, and draw no credit of this one: %(places)s.",
            places=", ".join(place.display_name for place in places[:3]),
        )
