from odoo import fields, models


class PrepaidEntry(models.Model):
    """For what work an entry is."""

    _inherit = "prepaid.entry"

    project_id = fields.Many2one(
        "project.project",
        ondelete="restrict",
        readonly=True,
        help="The project of the work when it was booked.",
    )

    def _get_work(self):
        """Return the work of this entry: its usage type and its project."""
        return self.usage_type_id, self.project_id
