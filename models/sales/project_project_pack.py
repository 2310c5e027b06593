from odoo import models


class ProjectProject(models.Model):
    """A project that a pack opened when it was sold."""

    _inherit = "project.project"

    def _get_named_prepaid_contracts(self, task):
        """Override: a pack's own ticket and project draw the contract of the pack."""
        contracts = super()._get_named_prepaid_contracts(task)
        lines = (task._get_pack_line(), self.sale_line_id)
        return contracts.union(*(line._get_pack_contract() for line in lines if line))
