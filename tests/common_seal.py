import importlib.util
import json
from contextlib import contextmanager

from odoo.tools.misc import file_path

from .common import PrepaidCommon


def load_verifier():
    """Return the program that clients check their file with, as a module."""
    path = file_path("sale_timesheet_prepaid/static/verify/prepaid_verify.py")
    spec = importlib.util.spec_from_file_location("prepaid_verify", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class SealCommon(PrepaidCommon):
    """A contract with a credit and work, and hands that reach past Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._contract(600)
        cls.lines = [cls._log(cls, minutes) for minutes in (30, 45)]

    def _seal(self, size=1000):
        Seal = self.env["prepaid.seal"]
        for key in self.env["prepaid.seal.key"]._get_keys():
            while Seal._seal_next(key, size):
                pass

    def _tamper(self, query, *values):
        """Change the database as its administrator can."""
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE prepaid_entry DISABLE TRIGGER USER")
        self.env.cr.execute(query, values)
        self.env.cr.execute("ALTER TABLE prepaid_entry ENABLE TRIGGER USER")
        self.env.invalidate_all()

    @contextmanager
    def _undone(self):
        """Take back afterwards what is done to the database."""
        self.env.flush_all()
        self.env.cr.execute("SAVEPOINT tampered")
        yield
        self.env.cr.execute("ROLLBACK TO SAVEPOINT tampered")
        self.env.invalidate_all()

    def _find(self):
        """Return what the check finds of the seals."""
        faults = self.env["prepaid.contract"].sudo()._find_faults()
        return [text for _contract, _company, text in faults if text.startswith("5.")]

    def _read_file(self, contract=None):
        return json.loads((contract or self.contract).sudo()._export_sealed())
