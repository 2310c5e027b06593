"""Hours that Odoo itself sells in advance: what is left of them, and paid. No ORM."""

from decimal import Decimal
from typing import NamedTuple

from ...metering import round_half_up


def to_line_minutes(quantity, minutes_per_unit):
    """Return whole minutes (int) of a quantity in an order line's unit of time.

    Rounded half up, after dropping the noise of a float. Unlike a timesheet, an order
    may hold years of work.
    """
    return int(round_half_up(round(quantity * minutes_per_unit, 6)))


class Native(NamedTuple):
    """What an order line sold, worked and invoiced: whole minutes.

    ``coins`` is what posted invoices, less credit notes, ask for the ``invoiced``
    minutes without taxes, in the smallest coins of the company's currency.
    """

    ordered: int
    worked: int
    invoiced: int
    coins: int

    @property
    def left(self):
        """Return the minutes not worked yet; below zero the client owes them."""
        return self.ordered - self.worked

    @property
    def invoiced_left(self):
        """Return the minutes left that were invoiced: work uses those first."""
        return max(min(self.left, self.invoiced - self.worked), 0)

    @property
    def missing(self):
        """Return the minutes left that no invoice asked for yet."""
        return max(self.left, 0) - self.invoiced_left

    @property
    def price_left(self):
        """Return the coins that were invoiced for the minutes left."""
        if not self.invoiced_left:
            return 0
        price = Decimal(max(self.coins, 0)) * self.invoiced_left / self.invoiced
        return int(round_half_up(price))
