from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from odoo import api, fields, models


class PrepaidSealKey(models.Model):
    """What a company signs its seals with (Ed25519), made when it seals first."""

    _name = "prepaid.seal.key"
    _description = "Prepaid Seal Key"
    _inherit = "prepaid.guarded"
    _rec_name = "public_key"

    _prepaid_user_fields = frozenset()

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    public_key = fields.Char(required=True, help="For anybody who checks a signature.")
    private_key = fields.Char(required=True, copy=False, groups=fields.NO_ACCESS)
    head = fields.Char(
        "Newest Seal",
        default="",
        help="The hash of the newest seal of the company. Who seals writes it: of two "
        "at once one starts again.",
    )

    _company_uniq = models.UniqueIndex(
        "(company_id)", "A company has one key for its seals."
    )

    @api.model
    def _get_keys(self):
        """Return the key of each company that has contracts."""
        rows = self.env["prepaid.contract"].sudo()._read_group([], ["company_id"])
        companies = self.env["res.company"].union(*(company for (company,) in rows))
        keys_sudo = self.sudo().search([("company_id", "in", companies.ids)])
        new = companies - keys_sudo.company_id
        return keys_sudo | keys_sudo.create(
            [{"company_id": company.id, **self._make_pair()} for company in new]
        )

    @api.model
    def _make_pair(self):
        private = Ed25519PrivateKey.generate()
        public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        secret = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        return {"public_key": public.hex(), "private_key": secret.hex()}

    def _sign(self, texts):
        """Return the signature of each text."""
        secret = bytes.fromhex(self.sudo().private_key)
        private = Ed25519PrivateKey.from_private_bytes(secret)
        return [private.sign(text.encode()).hex() for text in texts]

    def _has_signed(self, text, signature):
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public_key))
        try:
            public.verify(bytes.fromhex(signature), text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True
