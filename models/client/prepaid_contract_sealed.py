import json

from odoo import models
from odoo.tools import SQL

from ..ledger.seal import FACTS, FACTS_SQL, VERSION

SEALED = f"""
    SELECT {FACTS_SQL} || ' ' || link.hash
      FROM prepaid_seal seal
      JOIN prepaid_seal_link link ON link.seal_id = seal.id
      JOIN prepaid_entry e ON e.id = link.id
     WHERE seal.contract_id = %s
  ORDER BY seal.id, link.id"""
ABOUT = (
    "Every movement of this contract up to the newest seal. Keep this file. "
    "python3 prepaid_verify.py FILE checks it, python3 prepaid_verify.py FILE OLDER "
    "tells whether anything that an older file holds was changed since. The keys are "
    "published at /prepaid/keys.json."
)


class PrepaidContract(models.Model):
    """The sealed statement: what a client keeps, to find later what was changed."""

    _inherit = "prepaid.contract"

    def _get_seal(self):
        """Return the newest seal of the contract, in sudo."""
        Seal_sudo = self.env["prepaid.seal"].sudo()
        return Seal_sudo.search([("contract_id", "=", self.id)], limit=1)

    def _export_sealed(self):
        """Return all sealed movements, their hashes and the seals as JSON (bytes).

        Figures and numbers only: texts and people may have to be erased. Call it in
        sudo after the check of access.
        """
        self.ensure_one()
        Seal_sudo = self.env["prepaid.seal"].sudo()
        seals_sudo = Seal_sudo.search([("contract_id", "=", self.id)], order="id")
        keys_sudo = self.env["prepaid.seal.key"].sudo()
        key_sudo = keys_sudo.search([("company_id", "=", self.company_id.id)])
        sealed = {
            "format": f"prepaid-seal-{VERSION}",
            "about": ABOUT,
            "company": self.company_id.name,
            "customer": self.partner_id.name,
            "contract": self.name,
            "unit": "minutes" if self.unit == "time" else self.currency_id.name,
            "public_key": key_sudo.public_key,
            "columns": [*FACTS, "hash"],
            "entries": [
                line for (line,) in self.env.execute_query(SQL(SEALED, self.id))
            ],
            "seals": [f"{seal._get_text()} {seal.signature}" for seal in seals_sudo],
        }
        return json.dumps(sealed, ensure_ascii=False, indent=1).encode()
