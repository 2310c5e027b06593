from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ...metering import to_quantity, to_units
from ..ledger.prepaid_entry import DRAW_KINDS

# The sections of a statement, in the order in which they are shown.
SECTIONS = ("granted", "used", "corrected", "transferred", "expired", "voided")
SECTION_OF_KIND = {
    "grant": "granted",
    "draw": "used",
    "debt": "used",
    "adjust": "corrected",
    "transfer": "transferred",
    "expire": "expired",
    "void": "voided",
}


class PrepaidContract(models.Model):
    """Statements: what moved in a period, told by ledger entries alone."""

    _inherit = "prepaid.contract"

    def _get_statement(self, date_from, date_to, as_of=None, limit=None):
        """Return the statement of a period as plain data.

        An entry belongs to a period by its work date. ``as_of`` (naive UTC; default:
        now) leaves out what was booked later, so that the same period and instant give
        the same statement for ever. ``limit`` caps the lines that are listed, never
        the figures; late lines have no balance then. With 0 none is looked for.
        Opening plus all sections is closing. Settlements of earlier debt move nothing
        on balance and are left out.

        Call it in sudo after the check of access: it reads the price of the credit.
        """
        self.ensure_one()
        as_of = as_of or self._get_statement_instant()
        known = Domain("contract_id", "=", self.id)
        known &= Domain("create_date", "<=", as_of)
        period = known & Domain("date", ">=", date_from) & Domain("date", "<=", date_to)
        before = known & Domain("date", "<", date_from)
        totals = self._get_statement_totals(period)
        opening = self._sum_entries(before)
        lines, late_lines, line_count = [], [], 0
        if limit != 0:
            lines, late_lines = self._get_statement_lines(period, date_to, limit)
            line_count = self._count_pieces(self._get_listed_domain(period))
        closing = opening + sum(totals.values())
        is_cut = line_count > len(lines) + len(late_lines)
        self._add_balances(lines if is_cut else lines + late_lines, opening)
        return {
            "date_from": date_from,
            "date_to": date_to,
            "as_of": as_of,
            "opening": to_quantity(opening),
            "opening_late": to_quantity(self._sum_late(before, date_from)),
            "totals": {name: to_quantity(units) for name, units in totals.items()},
            "closing": to_quantity(closing),
            "scopes": self._get_statement_scopes(
                known & Domain("date", "<=", date_to), closing
            ),
            "held": self._get_statement_held(date_to, as_of, closing),
            "lines": lines,
            "late_lines": late_lines,
            "line_count": line_count,
            "value": not self._hides_prices(self.env.user)
            and self._get_credit_value(known & Domain("date", "<=", date_to), date_to),
        } | self._get_statement_minutes(period)

    @api.model
    def _get_statement_instant(self):
        """Return the last second that is over: nothing more is booked in it."""
        return self.env.cr.now().replace(microsecond=0) - timedelta(seconds=1)

    # === FIGURES === #

    def _sum_entries(self, domain):
        """Return the units that the entries of a domain moved."""
        rows = self.env["prepaid.entry"]._read_group(domain, [], ["quantity:sum"])
        return to_units(rows[0][0] or 0)

    def _count_pieces(self, domain):
        return self.env["prepaid.entry"]._count_pieces(domain)

    def _sum_late(self, domain, day):
        """Return the units that entries of a domain moved, booked on a day or later."""
        late = Domain("create_date", ">=", self.company_id._get_prepaid_day_start(day))
        return self._sum_entries(domain & late)

    def _get_statement_totals(self, period):
        """Return section -> units. A reversal of work is a correction."""
        totals = dict.fromkeys(SECTIONS, 0)
        for domain, section_of_kind in (
            (Domain("reversed_entry_id", "=", False), SECTION_OF_KIND),
            (
                Domain("reversed_entry_id", "!=", False),
                SECTION_OF_KIND | dict.fromkeys(DRAW_KINDS, "corrected"),
            ),
        ):
            for kind, quantity in self.env["prepaid.entry"]._read_group(
                period & domain, ["kind"], ["quantity:sum"]
            ):
                if kind in section_of_kind:
                    totals[section_of_kind[kind]] += to_units(quantity)
        return totals

    def _get_statement_minutes(self, period):
        """Return worked and metered minutes, and what was offered at no charge."""
        Entry, plan = self.env["prepaid.entry"], self.plan_id
        work = period & Domain("kind", "in", DRAW_KINDS)
        worked, metered = Entry._read_group(
            work, [], ["worked_minutes:sum", "metered_minutes:sum"]
        )[0]
        offered = work & Domain("charge", "=", "goodwill")
        minutes, quantity = Entry._read_group(
            offered, [], ["worked_minutes:sum", "offered_quantity:sum"]
        )[0]
        return {
            "worked_minutes": worked or 0,
            "worked_text": plan._format_minutes(worked or 0),
            "metered_minutes": metered or 0,
            "metered_text": plan._format_minutes(metered or 0),
            "offered_minutes": minutes or 0,
            "offered_text": plan._format_minutes(minutes or 0),
            "offered_quantity": quantity or 0,
        }

    def _get_credit_value(self, known, date):
        """Return the price of the credit left on a date, in company currency.

        The price of a unit is that of the documents posted up to the date over the
        credit that they pay for. False where nothing left was bought.
        """
        left = dict(
            self.env["prepaid.entry"]._read_group(
                known & Domain("grant_id.move_line_id", "!=", False),
                ["grant_id"],
                ["quantity:sum"],
            )
        )
        lines = self.env["account.move.line"].union(
            *(grant.move_line_id for grant, quantity in left.items() if quantity)
        )
        currency = self.company_id.currency_id
        value = sum(
            price * to_units(left.get(lot.grant) or 0) / lot.due
            for pool in self.env["prepaid.grant"]._read_pools(lines, date)
            for lot, price in zip(pool.lots, pool.get_prices(), strict=True)
            if lot.due
        )
        return bool(lines) and currency.round(value * currency.rounding)

    # === LINES === #

    @api.model
    def _get_listed_domain(self, domain):
        return domain & Domain("kind", "!=", "settle")

    def _get_statement_lines(self, period, date_to, limit):
        """Return the lines booked within the period, and those booked after it."""
        domain, Entry = self._get_listed_domain(period), self.env["prepaid.entry"]
        if limit:
            entries = Entry._search_pieces(domain, "date, id", limit)
        else:
            entries = Entry.search(domain, order="date, id")
        end = self._get_statement_end(date_to)
        late = entries.filtered(lambda entry: entry.create_date >= end)
        return (entries - late)._get_client_lines(), late._get_client_lines()

    def _get_statement_end(self, date_to):
        """Return the instant from which on what is booked is late."""
        return self.company_id._get_prepaid_day_start(date_to + timedelta(days=1))

    @api.model
    def _add_balances(self, lines, units):
        """Tell the balance after each line, from the units before the first."""
        for line in lines:
            units += to_units(line["quantity"])
            line["balance"] = to_quantity(units)

    def _get_last_month(self):
        """Return the first and the last day of the month that is over."""
        company = self.company_id[:1] or self.env.company
        return company._get_prepaid_last_month()
