import base64

from .common import PrepaidCommon


class ImportWorkCommon(PrepaidCommon):
    """A company whose work was recorded elsewhere; its manager brings it in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        cls.support = cls._project("Support", cls.env["res.partner"])
        cls.technician.employee_ids.write(
            {"name": "Ada Tech", "work_email": "ada@example.com"}
        )
        cls.contract = cls._contract(600)
        cls.names = cls.env["prepaid.import.name"].sudo()

    def _upload(self, text, user=None, preview=True, **answers):
        """Return the assistant with a file, read as far as that goes."""
        content = text if isinstance(text, bytes) else text.encode()
        vals = {
            "name": "work.csv",
            "file": base64.b64encode(content),
            "project_id": self.support.id,
            "draws": "draw",
        }
        wizard = (
            self.env["prepaid.import.work"]
            .with_user(user or self.manager)
            .create(vals | answers)
        )
        if preview:
            wizard.action_preview()
        return wizard

    def _import(self, text, **answers):
        wizard = self._upload(text, **answers)
        self.assertEqual(wizard.state, "previewed", wizard.message)
        wizard.action_import()
        self.assertEqual(wizard.state, "done", wizard.message)
        return wizard

    def _lines(self):
        domain = [("prepaid_import_key", "!=", False)]
        return self.env["account.analytic.line"].sudo().search(domain, order="date, id")

    def _faults(self, wizard):
        return base64.b64decode(wizard.fault_file or b"").decode("utf-8-sig")
