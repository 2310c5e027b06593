from collections import defaultdict
from datetime import date as Date
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ...metering import apportion, to_units


class Lot(NamedTuple):
    """A grant as of a date: units that its price pays for, drew and let expire.

    ``sold`` are the units by which it bears its price, ``due`` those that must be used
    to earn it: less by what was taken back as a mistake.
    """

    grant: models.BaseModel
    sold: int
    due: int
    used: dict  # analytic account ids of the work, one a plan -> units
    expired: int


class Pool(NamedTuple):
    """A sold line of packs as of a date: its net price and its grants."""

    line: models.BaseModel
    price: int  # smallest coins of the company's currency
    lots: list

    def get_prices(self):
        """Return the part of the price that each grant bears, by what was sold.

        Where nothing is due any more the first grant bears what is left, as when a
        credit note came at another exchange rate: it is booked, not forgotten.
        """
        sold = [lot.sold for lot in self.lots]
        return apportion(self.price, sold if any(sold) else [1] + sold[1:])


class PrepaidGrant(models.Model):
    """What grants are worth: the posted documents' prices, as of any date.

    The price of a pool is the sum of the posted lines that belong to it, discounts
    with them, in company currency at their own rates. It pays for the packs that were
    not credited. Both are read from the documents, so that drafts, reversals and later
    dates need no bookkeeping of their own.
    """

    _inherit = "prepaid.grant"

    def _update_amount(self):
        """Store the price of each grant as the documents say now."""
        prices = {
            lot.grant: price * pool.line.company_id.currency_id.rounding
            for pool in self._read_pools(self.move_line_id, Date.max)
            for lot, price in zip(pool.lots, pool.get_prices(), strict=True)
        }
        for grant in self.filtered("move_line_id").union(*prices):
            currency = grant.company_id.currency_id
            grant.amount = currency.round(prices.get(grant, 0))

    @api.model
    def _read_pools(self, lines, date):
        """Return the pools of these invoice lines as of an accounting date."""
        documents = self._read_documents(lines, date)
        moved = self._read_moved(lines, date)
        grants = self.search(
            [("move_line_id", "in", list(documents)), ("is_replaced", "=", False)],
            order="id",
        )
        pools = []
        for line, line_grants in grants.grouped("move_line_id").items():
            price, packs = documents[line.id]
            lots = [
                line_grants.browse(grant_id)._make_lot(due, moved[grant_id])
                for grant_id, due in line_grants._share_due(packs, moved).items()
            ]
            pools.append(Pool(line, price, lots))
        return pools

    @api.model
    def _read_documents(self, lines, date):
        """Return {invoice line id: (price in coins, packs not credited)}."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT part.root_id, SUM(part.amount), SUM(part.packs)
                  FROM prepaid_pool_line part
                  JOIN account_move_line line ON line.id = part.line_id
                 WHERE part.root_id = ANY(%s) AND line.parent_state = 'posted'
                   AND line.date <= %s
              GROUP BY part.root_id
                """,
                lines.ids,
                date,
            )
        )
        coins = {line.id: line.company_id.currency_id.rounding for line in lines}
        return {
            root_id: (round(amount / coins[root_id]), packs)
            for root_id, amount, packs in rows
        }

    @api.model
    def _read_moved(self, lines, date):
        """Return {grant id: {kind: units}} as of a work date, by analytic accounts.

        Draws, settlements and corrections are use, keyed by the analytic accounts of
        the work, one in each of its plans; "expire", "transfer" and "mistake" (taken
        back because it should not have been granted) are their own keys. What expired
        and is still owed counts as left.
        """
        plans = SQL(", ").join(
            SQL.identifier("work", name)
            for name in self.env["account.analytic.line"]._get_plan_fnames()
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT entry.grant_id,
                       CASE WHEN entry.kind IN ('expire', 'transfer') THEN entry.kind
                            WHEN entry.correction = 'mistake' THEN 'mistake'
                            ELSE 'use' END AS way,
                       ARRAY_REMOVE(ARRAY[%s], NULL) AS accounts,
                       SUM(entry.quantity)
                  FROM prepaid_entry entry
                  JOIN prepaid_grant g ON g.id = entry.grant_id
             LEFT JOIN account_analytic_line work ON work.id = entry.timesheet_id
                 WHERE g.move_line_id = ANY(%s) AND entry.date <= %s
                   AND entry.kind NOT IN ('grant', 'void')
                   AND entry.is_owed IS NOT TRUE
              GROUP BY entry.grant_id, way, accounts
                """,
                plans,
                lines.ids,
                date,
            )
        )
        moved = defaultdict(
            lambda: {"use": {}, "expire": 0, "transfer": 0, "mistake": 0}
        )
        for grant_id, way, accounts, quantity in rows:
            if way == "use":
                moved[grant_id]["use"][tuple(accounts)] = -to_units(quantity)
            else:
                moved[grant_id][way] += to_units(quantity)
        return moved

    def _share_due(self, packs, moved):
        """Return {grant id: units due} of the grants of one invoice line.

        Each kind is due its credit in the packs not credited. Transferred parts have
        theirs first, the grant that they came from has the rest.
        """
        due = {}
        for grants in self.grouped(lambda grant: grant._get_sold_kind()).values():
            root = grants.filtered(lambda grant: not grant.origin_grant_id)[:1]
            root = root.with_prefetch(self._prefetch_ids)
            left = root.plan_id._get_pack_units(max(packs, 0), root.pack_quantity)
            for grant in grants - root:
                due[grant.id] = max(min(moved[grant.id]["transfer"], left), 0)
                left -= due[grant.id]
            due[root.id] = left
        return dict(sorted(due.items()))

    def _get_sold_kind(self):
        """Return the kind that was sold: that of the grant this one came from."""
        grant = self
        while grant.origin_grant_id:
            grant = grant.origin_grant_id
        return grant.kind

    def _make_lot(self, sold, moved):
        due = max(sold + moved["mistake"], 0)
        return Lot(self, sold, due, moved["use"], -moved["expire"])
