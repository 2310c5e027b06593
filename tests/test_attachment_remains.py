import os

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestAttachmentRemains(TransactionCase):
    """A disk that was full, or a killed process, leaves parts of files."""

    def _leave(self, content, left):
        """Leave something where the file of some content belongs; return its path."""
        attachments = self.env["ir.attachment"]
        sha = attachments._compute_checksum(content)
        _name, path = attachments._get_path(content, sha)
        with open(path, "wb") as file:
            file.write(left)
        self.addCleanup(lambda: os.path.exists(path) and os.unlink(path))
        return path

    def _attach(self, content):
        return self.env["ir.attachment"].create({"name": "Invoice", "raw": content})

    def test_the_same_file_can_be_kept_after_it_was_cut_short(self):
        content = b"<Invoice>of a refill</Invoice>"
        path = self._leave(content, content[:9])
        self.assertEqual(self._attach(content).raw, content)
        self.assertEqual(os.path.getsize(path), len(content))

    def test_an_empty_file_is_what_is_left_of_one(self):
        content = b"<Invoice>of a schedule</Invoice>"
        self._leave(content, b"")
        self.assertEqual(self._attach(content).raw, content)

    def test_another_file_of_that_name_is_not_touched(self):
        content = b"<Invoice>by hand</Invoice>"
        path = self._leave(content, b"x" * len(content))
        with self.assertRaises(UserError):
            self._attach(content)
        self.assertEqual(os.path.getsize(path), len(content))
