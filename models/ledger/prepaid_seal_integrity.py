from odoo import api, models

from .seal import FACTS_SQL, SEAL_SQL

# Who changes everything is not told of every entry.
TOLD_MAX = 1000
# A movement that was booked before another sealing, by more than a transaction lasts.
LATE = "INTERVAL '1 day'"
SEAL_QUERIES = {
    "5. Sealed movements are as they were when they were sealed": f"""
        SELECT link.contract_id, CASE
               WHEN e.id IS NULL THEN 'Movement ' || link.id || ' was removed.'
               ELSE 'Movement ' || link.id || ' was changed.' END
          FROM (SELECT link.id, link.hash, seal.contract_id,
                       LAG(link.hash) OVER (PARTITION BY seal.contract_id
                                            ORDER BY seal.id, link.id) AS previous
                  FROM prepaid_seal_link link
                  JOIN prepaid_seal seal ON seal.id = link.seal_id) link
          LEFT JOIN prepaid_entry e ON e.id = link.id
         WHERE e.id IS NULL OR link.hash <> encode(sha256(convert_to(
               COALESCE(link.previous, '') || E'\\n' || {FACTS_SQL}, 'UTF8')), 'hex')
         LIMIT {TOLD_MAX}""",
    "5. No movement was put in behind the seals": f"""
        SELECT seal.contract_id, 'Movement ' || e.id || ' was inserted: it says it was '
               || 'booked on ' || e.create_date::date || ', and the sealing of '
               || seal.earlier::date || ' did not find it.'
          FROM (SELECT id, contract_id, MAX(date) OVER (PARTITION BY company_id
                       ORDER BY date RANGE BETWEEN UNBOUNDED PRECEDING
                       AND {LATE} PRECEDING) AS earlier
                  FROM prepaid_seal) seal
          JOIN prepaid_seal_link link ON link.seal_id = seal.id
          JOIN prepaid_entry e ON e.id = link.id
         WHERE e.create_date < seal.earlier - {LATE}
         LIMIT {TOLD_MAX}""",
    "5. Every movement is sealed a day after it was booked": f"""
        SELECT e.contract_id, COUNT(*) || ' are not sealed since '
               || MAX(last.date)::date || ', the first is movement ' || MIN(e.id)
          FROM prepaid_entry e
          JOIN (SELECT company_id, MAX(date) AS date
                  FROM prepaid_seal GROUP BY company_id) last
            ON last.company_id = e.company_id
         WHERE e.create_date < GREATEST(
               last.date - {LATE}, now() AT TIME ZONE 'UTC' - 3 * {LATE})
           AND NOT EXISTS (SELECT FROM prepaid_seal_link WHERE id = e.id)
      GROUP BY e.contract_id""",
    "5. Seals are as they were made, and none is missing": f"""
        SELECT s.contract_id, 'Seal ' || s.id || ' of ' || s.date::date || CASE
               WHEN s.hash <> encode(sha256(convert_to({SEAL_SQL}, 'UTF8')), 'hex')
               THEN ' was changed.'
               WHEN COALESCE(s.previous, '') <> s.before
               THEN ': the one before it is missing.'
               WHEN s.found <> s.count
               THEN ' holds ' || s.count || ' movements, ' || s.found || ' are found.'
               ELSE ': the hash of its last movement was changed.' END
          FROM (SELECT seal.*, end_.hash AS end_hash,
                       COALESCE(LAG(seal.hash) OVER (PARTITION BY seal.company_id
                                ORDER BY seal.id), '') AS before,
                       COALESCE(SUM(kept.number) OVER (
                           PARTITION BY seal.contract_id ORDER BY seal.id), 0) AS found
                  FROM prepaid_seal seal
                  LEFT JOIN (SELECT seal_id, COUNT(*) AS number, MAX(id) AS last_id
                               FROM prepaid_seal_link GROUP BY seal_id) kept
                    ON kept.seal_id = seal.id
                  LEFT JOIN prepaid_seal_link end_ ON end_.id = kept.last_id) s
         WHERE s.hash <> encode(sha256(convert_to({SEAL_SQL}, 'UTF8')), 'hex')
            OR COALESCE(s.previous, '') <> s.before OR s.found <> s.count
            OR s.end_hash IS DISTINCT FROM s.last_hash
         LIMIT {TOLD_MAX}""",
    "5. The newest seal of a company is the one that it made": """
        SELECT NULL::int, 'The newest seal is missing.', key.company_id
          FROM prepaid_seal_key key
         WHERE COALESCE(key.head, '') <> COALESCE((SELECT hash FROM prepaid_seal
                WHERE company_id = key.company_id ORDER BY id DESC LIMIT 1), '')""",
}


class PrepaidContract(models.Model):
    """Proof that sealed entries are what they were."""

    _inherit = "prepaid.contract"

    @api.model
    def _get_integrity_queries(self):
        return super()._get_integrity_queries() | SEAL_QUERIES

    @api.model
    def _find_faults(self):
        """Override: the signature of a company's newest seal, which holds all others,
        is by its key."""
        unsigned = [
            (
                seal.contract_id,
                seal.company_id,
                "5. Seals are signed. "
                f"The signature of seal {seal.id} is not by the key of "
                f"{seal.company_id.name}.",
            )
            for seal in self.env["prepaid.seal"].sudo()._get_newest()
            if not seal._is_signed()
        ]
        return super()._find_faults() + unsigned
