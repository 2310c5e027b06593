import base64

from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import fields, models

QR_SIZE = 400


class PrepaidShortLink(models.AbstractModel):
    """A page of the shop that is told by a short link, spoken, printed or scanned."""

    _name = "prepaid.short.link"
    _description = "Short Link"

    # What the short link says before the number of the record.
    _short_link_start = ""

    prepaid_short_link = fields.Char("Link", compute="_compute_prepaid_short_link")
    prepaid_qr_code = fields.Binary("QR Code", compute="_compute_prepaid_qr_code")

    def _compute_prepaid_short_link(self):
        for record in self:
            record.prepaid_short_link = record.id and (
                f"{record.get_base_url()}/p/{self._short_link_start}{record.id}"
            )

    def _compute_prepaid_qr_code(self):
        for record in self:
            link = record.prepaid_short_link
            record.prepaid_qr_code = link and base64.b64encode(self._draw_qr(link))

    def _draw_qr(self, text):
        """Return a QR code as SVG (bytes), sharp at any size.

        By the library of Odoo's own barcodes, whose bitmaps need another one that not
        every server has.
        """
        code = createBarcodeDrawing("QR", value=text, width=QR_SIZE, height=QR_SIZE)
        return code.asString("svg").encode()

    def action_open_short_link(self):
        """Show the link and its code, to copy and to print."""
        self.ensure_one()
        view = self.env.ref(f"sale_timesheet_prepaid.{self._table}_view_form_link")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Link and QR code"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }


class PrepaidPlan(models.Model):
    _name = "prepaid.plan"
    _inherit = ["prepaid.plan", "prepaid.short.link"]

    _short_link_start = "plan-"


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "prepaid.short.link"]
