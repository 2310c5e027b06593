from odoo import models


class ProjectTask(models.Model):
    """A ticket that a pack opened when it was sold."""

    _inherit = "project.task"

    def _is_sold_otherwise(self):
        """Override: the order line of a pack sells credit, not the work."""
        sold = super()._is_sold_otherwise()
        return sold and not self.sudo().sale_line_id._is_pack_line()
