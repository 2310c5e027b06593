from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .access import PAPER_MODELS, reads_papers


class IrAttachment(models.Model):
    """Statements and letters of a contract are for those who may read prices."""

    _inherit = "ir.attachment"

    def _check_access(self, operation):
        result = super()._check_access(operation)
        closed = self._get_closed_papers()
        if not closed:
            return result
        forbidden, make_error = result or (
            self.browse(),
            lambda: AccessError(
                self.env._("Who may not read prices reads no papers of a contract.")
            ),
        )
        return forbidden | closed, make_error

    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not bypass_access and not reads_papers(self.env):
            domain = Domain(domain) & Domain("res_model", "not in", PAPER_MODELS)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _get_closed_papers(self):
        if reads_papers(self.env):
            return self.browse()
        return self.filtered(lambda paper: paper.sudo().res_model in PAPER_MODELS)
