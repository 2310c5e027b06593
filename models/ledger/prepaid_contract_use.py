from collections import defaultdict
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ...metering import SCALE, round_half_up, to_units
from .forecast import HISTORY_DAYS, Credit, Lot
from .prepaid_entry import DRAW_KINDS, USE_KINDS
from .validity import rollover_expiry


class PrepaidContract(models.Model):
    """What a forecast is made of: use by day, and credit by the days it pays for.

    By SQL, for thousands of contracts at once.
    """

    _inherit = "prepaid.contract"

    def _get_unwatched_ids(self):
        """Return the ids of the grants that forecasts know nothing of.

        Of contracts with credit for some work only, a forecast is of the credit that is
        watched and of the use that it paid. Once only that is left, all work is.
        """
        scoped = self.filtered("scoped")
        unwatched = scoped._get_unwatched_grants() if scoped else {}
        return [grant.id for grants in unwatched.values() for grant in grants]

    def _get_taken_units(self):
        """Return the units of watched credit that work to come cannot use."""
        units = to_units(self.held) + to_units(self.debt)
        if not (self.scoped and self.held):
            return units
        unwatched = self._get_unwatched_grants().get(self, self.grant_ids.browse())
        return units - sum(self._spread_held(unwatched).values())

    def _read_use(self, unwatched):
        """Return {id: [(day, units used)]} of work, less what was given back.

        Twice as far back as forecasts look, to tell who stopped from who is new.
        Grants, transfers, corrections, expiry and unpaid credit are no use, nor is what
        the grants paid whose ids are ``unwatched``.
        """
        self.env["prepaid.entry"].flush_model()
        sql = SQL(
            """
            SELECT entry.contract_id, COALESCE(origin.date, entry.date) AS day,
                   -ROUND(SUM(entry.quantity) * %(scale)s)::bigint
              FROM prepaid_entry entry
         LEFT JOIN prepaid_entry origin ON origin.id = entry.reversed_entry_id
             WHERE entry.contract_id IN %(ids)s AND entry.kind IN %(kinds)s
               AND (origin.id IS NULL OR origin.kind IN %(kinds)s)
               AND entry.date > %(since)s
               AND COALESCE(entry.grant_id, 0) <> ALL(%(unwatched)s)
          GROUP BY entry.contract_id, day
            HAVING SUM(entry.quantity) <> 0
            """,
            scale=SCALE,
            ids=self._ids,
            kinds=DRAW_KINDS,
            unwatched=unwatched,
            since=min(map(self.__class__._get_today, self))
            - timedelta(days=2 * HISTORY_DAYS),
        )
        use = defaultdict(list)
        for contract_id, day, units in self.env.execute_query(sql):
            use[contract_id].append((day, units))
        return use

    def _read_credit(self, unwatched):
        """Return {id: [Lot]} in the order of use, and {id: [Credit]} of what expires.

        The grants whose ids are ``unwatched`` are left out. What will roll over pays as
        a lot of its own, after the rest of its grant.
        """
        self.env["prepaid.grant"].flush_model()
        self.plan_id.flush_recordset()
        sql = SQL(
            """
            SELECT g.contract_id, g.quantity, g.remaining, g.date, g.date_expiry,
                   g.kind = 'rollover' OR contract.state = 'closed',
                   COALESCE((
                       SELECT -SUM(quantity) FROM prepaid_entry
                        WHERE grant_id = g.id AND kind IN %(kinds)s
                   ), 0)
              FROM prepaid_grant g
              JOIN prepaid_contract contract ON contract.id = g.contract_id
             WHERE g.contract_id IN %(ids)s AND g.remaining > 0
               AND g.id <> ALL(%(unwatched)s)
          ORDER BY g.contract_id, g.priority, g.date_expiry, g.date, g.id
            """,
            ids=self._ids,
            kinds=USE_KINDS,
            unwatched=unwatched,
        )
        lots, expiring = defaultdict(list), defaultdict(list)
        contracts = {contract.id: contract for contract in self}
        rows = self.env.execute_query(sql)
        for id_, quantity, left, start, end, is_last, used in rows:
            lots[id_] += contracts[id_]._make_lots(quantity, left, start, end, is_last)
            if end:
                expiring[id_].append(Credit(to_units(used), to_units(left), start, end))
        return lots, expiring

    def _make_lots(self, quantity, left, start, end, is_last):
        """Return the lots of what is left of a grant, the part that rolls over last."""
        plan, units = self.plan_id, to_units(left)
        if not end or is_last or not plan.rollover_percent:
            return [Lot(units, start, end)]
        step = self.currency_id.rounding if self.unit == "money" else 1
        most = float(quantity) * plan.rollover_percent / 100
        most = min(most, plan.rollover_most) if plan.rollover_most else most
        rolling = min(to_units(float(round_half_up(most, step))), units)
        last = rollover_expiry(
            end, plan.expiry_grace_days, plan.rollover_months, self._get_today()
        )
        lots = [Lot(units - rolling, start, end), Lot(rolling, start, last)]
        return [lot for lot in lots if lot.units]
