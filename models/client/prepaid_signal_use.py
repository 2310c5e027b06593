from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ...metering import SCALE, to_units
from ..ledger.prepaid_entry import DRAW_KINDS, USE_KINDS
from .prepaid_signal import Found
from .signals import PACK_DAYS, WINDOW_DAYS, Figures, Pack, get_months, judge_use


class PrepaidSignal(models.Model):
    """Use that falls, packs that are too small, credit that nobody uses.

    By SQL, for thousands of contracts at once.
    """

    _inherit = "prepaid.signal"

    @api.model
    def _find_use(self, contracts, today):
        """Return what the use of these contracts asks for ([Found])."""
        credit = self._read_open_credit(contracts)
        found = self._find_expiring(contracts, today)
        expiring = {hit.contract_id for hit in found}
        for contract, its in self._get_figures(contracts, credit, today).items():
            for kind, facts in judge_use(its, today).items():
                place = contract.partner_id.id, contract.id
                if kind != "idle":
                    found.append(Found(*place, kind, facts))
                # What nobody uses and is lost soon is one call.
                elif contract.id not in expiring:
                    found.append(Found(*place, kind, facts, credit[contract.id][2]))
        return found

    @api.model
    def _get_figures(self, contracts, credit, today):
        """Return {contract: Figures}; ``credit`` is what `_read_open_credit` read."""
        used = self._read_used(contracts, today)
        packs = self._read_packs(contracts, today)
        sizes = self._read_pack_units(contracts)
        scheduled = self._get_scheduled(contracts)
        now, before = defaultdict(int), defaultdict(int)
        for contract in contracts:
            now[contract.partner_id] += used[contract.id]["minutes_now"]
            before[contract.partner_id] += used[contract.id]["minutes_before"]
        result = {}
        for contract in contracts:
            its, (first, last, _price) = used[contract.id], credit[contract.id]
            result[contract] = Figures(
                now=its["now"],
                before=its["before"],
                before_days=its["days"],
                client_now=now[contract.partner_id],
                client_before=before[contract.partner_id],
                minutes_now=its["minutes_now"],
                months=its["months"],
                pack_units=sizes[contract.id],
                is_scheduled=contract.id in scheduled,
                available=to_units(contract.balance) - to_units(contract.held),
                last_work=its["last"] or self._get_old_work(contract, today),
                first_credit=first,
                last_credit=last,
                packs=tuple(packs[contract.id]),
            )
        return result

    @api.model
    def _get_old_work(self, contract, today):
        """Return the day of the last work, of a contract that saw none lately.

        A later day is of work that was taken off again.
        """
        day = contract.date_last_draw
        return day if day and day <= today - timedelta(days=2 * WINDOW_DAYS) else None

    @api.model
    def _read_used(self, contracts, today):
        """Return {contract id: what it used lately}, nothing where it used nothing.

        Work counts on its day, less what was given back of it.
        """
        first, second, third = get_months(today)
        month = today.replace(day=1)
        half = today - timedelta(days=WINDOW_DAYS)
        start = half - timedelta(days=WINDOW_DAYS)
        self.env["prepaid.entry"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH days AS (
                    SELECT entry.contract_id, COALESCE(origin.date, entry.date) AS day,
                           -ROUND(SUM(entry.quantity) * %(scale)s)::bigint AS units,
                           SUM(entry.worked_minutes)::bigint AS minutes
                      FROM prepaid_entry entry
                 LEFT JOIN prepaid_entry origin ON origin.id = entry.reversed_entry_id
                     WHERE entry.contract_id = ANY(%(ids)s) AND entry.kind IN %(kinds)s
                       AND (origin.id IS NULL OR origin.kind IN %(kinds)s)
                       AND entry.date > %(since)s
                  GROUP BY entry.contract_id, day
                    HAVING SUM(entry.quantity) <> 0 OR SUM(entry.worked_minutes) <> 0
                )
                SELECT contract_id,
                       SUM(units) FILTER (WHERE day > %(half)s),
                       SUM(units) FILTER (WHERE day > %(start)s AND day <= %(half)s),
                       COUNT(*) FILTER (WHERE day > %(start)s AND day <= %(half)s),
                       SUM(minutes) FILTER (WHERE day > %(half)s),
                       SUM(minutes) FILTER (WHERE day > %(start)s AND day <= %(half)s),
                       SUM(units) FILTER (WHERE day >= %(first)s AND day < %(second)s),
                       SUM(units) FILTER (WHERE day >= %(second)s AND day < %(third)s),
                       SUM(units) FILTER (WHERE day >= %(third)s AND day < %(month)s),
                       MAX(day)
                  FROM days WHERE day <= %(today)s AND day > %(since)s
              GROUP BY contract_id
                """,
                ids=list(contracts._ids),
                kinds=DRAW_KINDS,
                scale=SCALE,
                since=min(start, first - timedelta(days=1)),
                start=start,
                half=half,
                first=first,
                second=second,
                third=third,
                month=month,
                today=today,
            )
        )
        nothing = dict.fromkeys(
            ("now", "before", "days", "minutes_now", "minutes_before"), 0
        ) | {"months": (0, 0, 0), "last": None}
        used = defaultdict(lambda: nothing)
        for id_, now, before, days, minutes, earlier, *months, last in rows:
            used[id_] = {
                "now": int(now or 0),
                "before": int(before or 0),
                "days": days,
                "minutes_now": int(minutes or 0),
                "minutes_before": int(earlier or 0),
                "months": tuple(int(units or 0) for units in months),
                "last": last,
            }
        return used

    @api.model
    def _read_open_credit(self, contracts):
        """Return {contract id: (first day, last day, price)} of credit not used yet.

        The price is that of what is left, in company currency, grant by grant.
        """
        self.env["prepaid.grant"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT contract_id, MIN(date), MAX(date),
                       SUM(ROUND(COALESCE(amount, 0) * remaining / quantity, %s))
                  FROM prepaid_grant
                 WHERE contract_id = ANY(%s) AND remaining > 0
              GROUP BY contract_id
                """,
                contracts.company_id[:1].currency_id.decimal_places,
                list(contracts._ids),
            )
        )
        credit = defaultdict(lambda: (None, None, 0))
        for id_, first, last, price in rows:
            credit[id_] = (first, last, float(price))
        return credit

    @api.model
    def _read_packs(self, contracts, today):
        """Return {contract id: [Pack]} of what was bought and used in the last months.

        A pack that was used before too, expired or was taken back has not run out.
        """
        self.env["prepaid.entry"].flush_model()
        self.env["prepaid.grant"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH days AS (
                    SELECT entry.grant_id, COALESCE(origin.date, entry.date) AS day,
                           -SUM(entry.quantity) AS used
                      FROM prepaid_entry entry
                 LEFT JOIN prepaid_entry origin ON origin.id = entry.reversed_entry_id
                     WHERE entry.contract_id = ANY(%(ids)s) AND entry.kind IN %(kinds)s
                       AND entry.date > %(since)s AND entry.grant_id IS NOT NULL
                  GROUP BY entry.grant_id, day
                    HAVING SUM(entry.quantity) <> 0
                )
                SELECT credit.contract_id, MIN(day), MAX(day),
                       credit.remaining = 0 AND SUM(used) = credit.quantity
                  FROM days JOIN prepaid_grant credit ON credit.id = days.grant_id
                 WHERE credit.kind = 'purchase' AND day <= %(today)s
              GROUP BY credit.id
                """,
                ids=list(contracts._ids),
                kinds=USE_KINDS,
                since=today - timedelta(days=PACK_DAYS),
                today=today,
            )
        )
        packs = defaultdict(list)
        for id_, first, last, is_used_up in rows:
            packs[id_].append(Pack(first, last, is_used_up))
        return packs

    @api.model
    def _read_pack_units(self, contracts):
        """Return {contract id: units of the pack that was bought last}.

        Who never bought one is compared with the pack of the refill.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (contract_id) contract_id, pack_quantity
                  FROM prepaid_grant
                 WHERE contract_id = ANY(%s) AND kind = 'purchase' AND pack_quantity > 0
              ORDER BY contract_id, date DESC, id DESC
                """,
                list(contracts._ids),
            )
        )
        bought = {id_: to_units(float(quantity)) for id_, quantity in rows}
        return {
            contract.id: bought.get(contract.id)
            or to_units(contract.refill_product_id.prepaid_quantity)
            for contract in contracts
        }

    @api.model
    def _get_scheduled(self, contracts):
        """Return the ids of contracts to which credit comes by the calendar."""
        schedules = self.env["prepaid.schedule"]._read_group(
            [
                ("contract_id", "in", contracts.ids),
                ("state", "in", ("running", "paused")),
            ],
            ["contract_id"],
        )
        ids = {contract.id for (contract,) in schedules}
        by_date = contracts.filtered(
            lambda contract: contract.refill_trigger in ("schedule", "both")
        )
        return ids | set(by_date.ids)
