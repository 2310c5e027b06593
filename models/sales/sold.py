"""What a line sold, frozen when it was sold. No ORM.

The catalogue decides what the next line sells. What a line sold already is a fact of
its document: nobody asks the product, the plan or a setting about it again.
"""

from typing import NamedTuple


class Sold(NamedTuple):
    """The facts of a sale; without a plan the line sold no pack.

    ``quantity`` and ``bonus`` are the credit of one pack in the plan's unit, ``months``
    how long it is valid (0: for ever), ``policy`` when it becomes usable, ``uom`` the
    unit of measure (id) in which packs were counted, ``kind`` the kind of grant that
    the quantity makes (empty: a purchase). ``first`` and ``last`` are the days of the
    period that it is for, as ISO dates (empty: none). ``usage_types`` and ``projects``
    (ids) are the work that the credit pays for (empty: any). ``amount`` is the price of
    one pack whose buyer chose it, and ``rate`` the terms that it reached: see
    `product.template._find_amount_rate`. ``tier`` is
    what the credit brings while it lasts, ``outcome`` what becomes of what expires of
    it (empty: it is lost).
    """

    product: int = 0
    plan: int = 0
    unit: str = ""
    quantity: float = 0.0
    bonus: float = 0.0
    months: int = 0
    policy: str = ""
    uom: int = 0
    kind: str = ""
    first: str = ""
    last: str = ""
    usage_types: tuple = ()
    projects: tuple = ()
    amount: float = 0.0
    rate: float = 0.0
    tier: int = 0
    outcome: str = ""

    def pack(self):
        """Return the facts as a dict for storage, without what is empty."""
        return {
            name: _to_json(value) for name, value in self._asdict().items() if value
        }

    @classmethod
    def unpack(cls, values):
        """Return the facts that `pack` stored; names it does not know are left out."""
        return cls(
            **{
                name: tuple(value) if isinstance(value, list) else value
                for name, value in (values or {}).items()
                if name in cls._fields
            }
        )

    def get_credit(self):
        """Return {kind of grant: credit in one pack}."""
        return {self.kind or "purchase": self.quantity, "bonus": self.bonus}

    def get_scope(self):
        """Return the vals of the scope of its grants, without what is empty."""
        scope = {"usage_type_ids": self.usage_types, "project_ids": self.projects}
        return {name: ids for name, ids in scope.items() if ids}


def _to_json(value):
    return list(value) if isinstance(value, tuple) else value
