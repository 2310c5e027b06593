from odoo import api, fields, models
from odoo.tools import SQL

from ...cron import run_each
from .seal import FACTS_SQL, SLICE, Seal, chain, get_hash

# The oldest entries of a company that no seal holds. Those of a transaction that was
# under way when others were sealed come with the next seal, whatever their id.
UNSEALED = f"""
    SELECT e.contract_id, e.id, {FACTS_SQL} FROM prepaid_entry e
     WHERE e.company_id = %(company_id)s
       AND NOT EXISTS (SELECT FROM prepaid_seal_link link WHERE link.id = e.id)
  ORDER BY e.id LIMIT %(limit)s"""


class PrepaidSeal(models.Model):
    """What the ledger of a contract was at a moment: its last hash, signed.

    The entries of a contract are a chain, and so are the seals of a company: nothing
    in between goes without a trace.
    """

    _name = "prepaid.seal"
    _description = "Prepaid Seal"
    _inherit = "prepaid.guarded"
    _order = "id desc"
    _rec_name = "last_hash"

    _prepaid_user_fields = frozenset()

    contract_id = fields.Many2one("prepaid.contract", required=True)
    partner_id = fields.Many2one(related="contract_id.partner_id")
    company_id = fields.Many2one("res.company", required=True)
    date = fields.Datetime("Sealed on", required=True)
    count = fields.Integer(
        "Movements", required=True, help="How many movements of the contract it holds."
    )
    last_hash = fields.Char(
        "Hash of the Last Movement",
        required=True,
        help="Who keeps it can tell later whether any of these movements was changed.",
    )
    previous = fields.Char(help="The hash of the seal before it, of the company.")
    hash = fields.Char(required=True)
    signature = fields.Char(required=True, help="By the company's key (Ed25519).")

    _contract_idx = models.Index("(contract_id, id)")
    _company_idx = models.Index("(company_id, id)")

    # === BUSINESS METHODS === #

    @api.model
    def _cron_seal(self):
        """Seal what was booked since the last time, company by company.

        Nothing is sealed while it is booked: that stays as quick as it is.
        """
        keys = self.env["prepaid.seal.key"]._get_keys()
        while keys:
            keys = self._seal_each(keys)

    @api.model
    def _seal_each(self, keys):
        """Seal one slice of each company; return the keys of those that have more."""
        full = []
        run_each(
            keys,
            lambda key: full.extend(self._seal_next(key)),
            [],
            lambda _key, _reason: None,
        )
        return keys.browse(full)

    @api.model
    def _seal_next(self, key, size=SLICE):
        """Seal the company's oldest entries; return the key's id if there may be more.

        By SQL, as all of it: entries come by the million when there were no seals.
        """
        self.env["prepaid.entry"].flush_model()
        rows = self.env.execute_query(
            SQL(UNSEALED, company_id=key.company_id.id, limit=size)
        )
        ends = self._get_ends({contract_id for contract_id, *_ in rows})
        links = []
        for contract_id, entry_id, facts in rows:
            count, last_hash = ends.get(contract_id, (0, ""))
            last_hash = chain(last_hash, facts)
            ends[contract_id] = count + 1, last_hash
            links.append((entry_id, contract_id, last_hash))
        if links:
            self._keep(self._create_seals(key, ends), links)
        return key.ids if len(rows) == size else []

    @api.model
    def _get_ends(self, contract_ids):
        """Return a dict: contract id -> (movements sealed, hash of the last)."""
        newest = self.sudo()._read_group(
            [("contract_id", "in", list(contract_ids))],
            ["contract_id"],
            ["id:max"],
        )
        seals_sudo = self.sudo().browse([id_ for _contract, id_ in newest])
        return {
            seal.contract_id.id: (seal.count, seal.last_hash) for seal in seals_sudo
        }

    @api.model
    def _create_seals(self, key, ends):
        """Return the new seals, and make the last one the head of the company."""
        key_sudo = key.sudo()
        date = self.env.cr.now().replace(microsecond=0)
        company_id, previous = key_sudo.company_id.id, key_sudo.head or ""
        vals_list, texts = [], []
        for contract_id, (count, last_hash) in sorted(ends.items()):
            seal = Seal(company_id, contract_id, count, last_hash, date, previous)
            texts.append(seal.get_text())
            previous = get_hash(texts[-1])
            vals_list.append(seal._asdict() | {"hash": previous})
        # Whoever else seals the company at this moment fails here and starts again.
        key_sudo.head = previous
        key_sudo.flush_recordset(["head"])
        signatures = key_sudo._sign(texts)
        return self.sudo().create(
            [
                vals | {"signature": signature}
                for vals, signature in zip(vals_list, signatures, strict=True)
            ]
        )

    @api.model
    def _get_newest(self):
        """Return the newest seal of each company: its hash holds those before it."""
        rows = self._read_group([], ["company_id"], ["id:max"])
        return self.browse([id_ for _company, id_ in rows])

    def _is_signed(self):
        """Tell whether the company's key signed this seal as it is."""
        key_sudo = self.env["prepaid.seal.key"].sudo()
        keys_sudo = key_sudo.search([("company_id", "=", self.company_id.id)])
        return keys_sudo._has_signed(self._get_text(), self.signature)

    def _get_text(self):
        """Return what is signed of this seal."""
        facts = (self.company_id.id, self.contract_id.id, self.count, self.last_hash)
        return Seal(*facts, self.date, self.previous or "").get_text()

    @api.model
    def _keep(self, seals, links):
        """Keep the hash of each entry, by which it is named when it was changed."""
        seal_of = {seal.contract_id.id: seal.id for seal in seals}
        seals.flush_recordset()
        self.env.cr.execute(
            """
            INSERT INTO prepaid_seal_link (id, seal_id, hash)
            SELECT * FROM unnest(%s::int[], %s::int[], %s::text[])
            """,
            (
                [entry_id for entry_id, _contract_id, _hash in links],
                [seal_of[contract_id] for _entry_id, contract_id, _hash in links],
                [hash_ for _entry_id, _contract_id, hash_ in links],
            ),
        )
