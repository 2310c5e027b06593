from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...metering import SCALE, to_quantity
from ..ledger.prepaid_entry import DRAW_KINDS


class PrepaidContract(models.Model):
    """How much of the work on a statement counts in which share."""

    _inherit = "prepaid.contract"

    def _get_statement(self, date_from, date_to, as_of=None, limit=None):
        """Override: add what each site and person used in the period."""
        told = super()._get_statement(date_from, date_to, as_of, limit)
        period = (
            Domain("contract_id", "=", self.id)
            & Domain("create_date", "<=", told["as_of"])
            & Domain("date", ">=", date_from)
            & Domain("date", "<=", date_to)
        )
        return told | {"shares": self._get_statement_shares(period)}

    def _get_statement_shares(self, period):
        """Return [{label, quantity}]: what the entries of a domain used of each share.

        Not what the shares allow, which somebody may change: what was used stays.
        """
        if not self.has_shares:
            return []
        shares = self.with_context(active_test=False).share_ids
        used = shares._read_counted(period)
        return [
            {"label": share.display_name, "quantity": to_quantity(used[share])}
            for share in shares
            if used.get(share)
        ]

    def _get_statement_rows(self, statement, worked, counted, time_unit):
        """Override: after the balance, what was used for whom."""
        yield from super()._get_statement_rows(statement, worked, counted, time_unit)
        for share in statement["shares"]:
            yield self._get_share_row(share)

    def _get_share_row(self, share):
        """Return the row of a share: in words, for its work is in the lines already."""
        remark = self.env._(
            "%(site)s used %(quantity)s of the credit in this period",
            site=share["label"],
            quantity=self._format_quantity(share["quantity"]),
        )
        return ["", "", self.env._("Share"), *[""] * 12, remark]


class PrepaidShare(models.Model):
    _inherit = "prepaid.share"

    def _read_counted(self, domain):
        """Return {share: units} that entries of a domain used of these, by SQL.

        A reversal counts where its entry does.
        """
        domain &= Domain("kind", "in", DRAW_KINDS)
        entries = self.env["prepaid.entry"]._search(domain)
        sql = SQL(
            """
            SELECT counted.share_id, -ROUND(SUM(entry.quantity) * %s)::bigint
              FROM prepaid_entry entry
              JOIN prepaid_entry_share_rel counted
                ON counted.entry_id = COALESCE(entry.reversed_entry_id, entry.id)
             WHERE counted.share_id = ANY(%s) AND entry.id IN %s
          GROUP BY counted.share_id
            """,
            SCALE,
            self.ids,
            entries.subselect(),
        )
        return {self.browse(id_): units for id_, units in self.env.execute_query(sql)}
