from datetime import timedelta

from odoo import api, fields, models

# For so many days the file of imported calls can be looked at.
FILE_DAYS = 90
GC_LIMIT = 1000


class PrepaidCallImport(models.Model):
    """Files of call records name people who never were clients: they do not stay."""

    _inherit = "prepaid.call.import"

    @api.autovacuum
    def _gc_files(self):
        """Erase files whose calls were imported long ago. What they told stays."""
        before = fields.Datetime.now() - timedelta(days=FILE_DAYS)
        files = self.env["ir.attachment"].sudo()
        files = files.search(
            [
                ("res_model", "=", self._name),
                ("res_field", "in", ("file", "fault_file")),
                ("create_date", "<", before),
            ],
            limit=GC_LIMIT,
        )
        imports = self.sudo().browse(files.mapped("res_id")).exists()
        done = imports.filtered(lambda each: each.state == "imported")
        files.filtered(lambda file: file.res_id in done.ids).unlink()
