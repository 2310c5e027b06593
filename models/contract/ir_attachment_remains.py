import hashlib
import os

from odoo import api, models


class IrAttachment(models.Model):
    """Files that were cut short do not stand in the way of the same file."""

    _inherit = "ir.attachment"

    @api.model
    def _get_path(self, bin_data, sha):
        """Override: take away what a full disk or a killed process left of this file.

        Odoo takes it for another file of the same name, and refuses the attachment for
        good: the invoice that it belongs to, and those beside it, would never go out.
        """
        path = self._full_path(f"{sha[:2]}/{sha}")
        if os.path.isfile(path) and os.path.getsize(path) < len(bin_data):
            _remove_remains(path, sha)
        return super()._get_path(bin_data, sha)


def _remove_remains(path, sha):
    """Remove a file unless its content is what its name says."""
    with open(path, "rb") as file:
        content = file.read()
    if hashlib.sha1(content).hexdigest() != sha:
        os.unlink(path)
