from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ...metering import to_units
from ..ledger.forecast import Lot
from ..ledger.prepaid_grant_barred import FREE_KINDS
from .prepaid_signal import Found
from .signals import EXPIRING_DAYS, find_expiring, is_worth_telling


class Piece(NamedTuple):
    """A lot of a grant's credit, and what all of the grant held and cost.

    ``outcome`` is what becomes of it when it expires, ``kind`` that of the grant.
    """

    lot: Lot
    units: int
    amount: float
    outcome: str
    kind: str

    def is_lost(self, contract):
        """Tell whether it is lost when it expires: no promise, no law keeps it."""
        if self.outcome != "forfeit":
            return False
        return self.kind in FREE_KINDS or not contract._is_expiry_barred()


class PrepaidSignal(models.Model):
    """Credit that will expire unused, and packs that would have been cheaper."""

    _inherit = "prepaid.signal"

    @api.model
    def _find_expiring(self, contracts, today):
        """Return whose credit is lost unused at their pace ([Found]).

        Of the credit that forecasts are of: what pays for other work only has none.
        """
        unwatched = contracts._get_unwatched_ids()
        pieces = self._read_pieces(contracts, today, unwatched)
        contracts = contracts.filtered(lambda contract: contract.id in pieces)
        draws = contracts._read_use(unwatched) if contracts else {}
        found = []
        for contract in contracts:
            its = pieces[contract.id]
            unused = find_expiring(
                draws[contract.id],
                [piece.lot for piece in its],
                today,
                contract._get_taken_units(),
            )
            if hit := self._weigh_expiring(contract, its, unused):
                found.append(hit)
        return found

    @api.model
    def _weigh_expiring(self, contract, pieces, unused):
        """Return what is found where so much expires that it matters, else None."""
        lapsing = {at: pieces[at] for at in unused if pieces[at].is_lost(contract)}
        total = sum(unused[at] for at in lapsing)
        if not is_worth_telling(total, sum(piece.units for piece in lapsing.values())):
            return None
        currency = contract.company_id.currency_id
        price = sum(
            currency.round(piece.amount * unused[at] / piece.units)
            for at, piece in lapsing.items()
        )
        ends = [piece.lot.end for piece in lapsing.values()]
        facts = {
            "units": total,
            "first": min(ends).isoformat(),
            "last": max(ends).isoformat(),
        }
        return Found(contract.partner_id.id, contract.id, "expiring", facts, price)

    @api.model
    def _read_pieces(self, contracts, today, unwatched):
        """Return {contract id: [Piece]} in the order of use, if any expires soon."""
        self.env["prepaid.grant"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT contract_id, quantity, remaining, date, date_expiry,
                       kind = 'rollover', COALESCE(amount, 0), expiry_outcome, kind
                  FROM prepaid_grant
                 WHERE remaining > 0 AND id <> ALL(%s) AND contract_id IN (
                       SELECT contract_id FROM prepaid_grant
                        WHERE contract_id = ANY(%s) AND remaining > 0
                          AND id <> ALL(%s)
                          AND date_expiry BETWEEN %s AND %s
                       )
              ORDER BY contract_id, priority, date_expiry, date, id
                """,
                unwatched,
                list(contracts._ids),
                unwatched,
                today,
                today + timedelta(days=EXPIRING_DAYS),
            )
        )
        pieces, by_id = defaultdict(list), {each.id: each for each in contracts}
        for id_, quantity, left, start, end, is_last, amount, *facts in rows:
            pieces[id_] += [
                Piece(lot, to_units(float(quantity)), float(amount), *facts)
                for lot in by_id[id_]._make_lots(
                    float(quantity), float(left), start, end, is_last
                )
            ]
        return pieces

    @api.model
    def _find_bigger_pack(self, contracts, today):
        """Return the contracts whose clients would have paid less ([Found])."""
        return [
            Found(
                contract.partner_id.id,
                contract.id,
                "bigger_pack",
                {"product": product.id, "saving": saving},
                saving,
            )
            for contract, (product, saving) in contracts._get_best_packs().items()
            if contract.company_id.currency_id.compare_amounts(saving, 0) > 0
        ]
