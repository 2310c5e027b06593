"""What machines send, read as what the methods expect. No ORM."""

import re
import types
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Annotated, Any, Union, get_args, get_origin

INTEGER_MAX = 2**31 - 1
TEXT_MAX = 2000
YEARS = range(2000, 2100)
MONEY = re.compile(r"\d{1,12}(\.\d{1,3})?", re.ASCII)

# Credit in the unit of the contract: whole minutes, or money as a decimal string.
Quantity = Annotated[int | str, "quantity"]


class WrongArgument(ValueError):
    """An argument is not what it should be; the text says what it should be."""

    def __init__(self, name, expected):
        super().__init__(name)
        self.name = name
        self.expected = expected


def split_optional(hint):
    """Return the type of a hint, and whether None is allowed beside it."""
    if get_origin(hint) in (types.UnionType, Union) and types.NoneType in get_args(
        hint
    ):
        (kind,) = (kind for kind in get_args(hint) if kind is not types.NoneType)
        return kind, True
    return hint, False


def read(name, hint, value):
    """Return the value of an argument as its hint says, or raise WrongArgument."""
    kind, is_optional = split_optional(hint)
    if value is None and is_optional:
        return None
    return READERS[kind](name, value)


def _read_integer(name, value):
    if type(value) is not int or abs(value) > INTEGER_MAX:
        raise WrongArgument(name, "a whole number of at most 31 bits")
    return value


def _read_text(name, value):
    """A database stores neither a NUL nor half a character."""
    is_text = type(value) is str and len(value) <= TEXT_MAX and "\0" not in value
    if not is_text or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise WrongArgument(name, f"a text of at most {TEXT_MAX} characters")
    return value.strip()


def _read_date(name, value):
    if type(value) is date:
        return value
    try:
        day = datetime.strptime(value, "%Y-%m-%d").date()
    except (TypeError, ValueError) as error:
        raise WrongArgument(name, "a day as 2026-05-31") from error
    if day.year not in YEARS or len(value) != len("2026-05-31"):
        raise WrongArgument(name, "a day as 2026-05-31, of this century")
    return day


def _read_moment(name, value):
    """Return a moment as naive UTC: without its zone nobody knows which it is."""
    expected = "a moment with its time zone, as 2026-05-31T09:30:00Z"
    if type(value) is not str:
        raise WrongArgument(name, expected)
    try:
        # Python 3.10 knows no Z.
        moment = datetime.fromisoformat(re.sub("[Zz]$", "+00:00", value))
    except ValueError as error:
        raise WrongArgument(name, expected) from error
    if moment.tzinfo is None or moment.year not in YEARS:
        raise WrongArgument(name, expected)
    return moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)


def _read_quantity(name, value):
    """Return an int as it is, money as a Decimal. The contract tells which it is."""
    if type(value) is int and 0 < value <= INTEGER_MAX:
        return value
    if type(value) is str and MONEY.fullmatch(value) and Decimal(value):
        return Decimal(value).normalize()
    raise WrongArgument(
        name, 'more than nothing: whole minutes as 30, or money as "12.50"'
    )


READERS: dict[Any, Any] = {
    int: _read_integer,
    str: _read_text,
    date: _read_date,
    datetime: _read_moment,
    Quantity: _read_quantity,
}


def is_quantity(hint):
    """Tell whether a hint is that of credit in the unit of the contract."""
    return get_origin(hint) is Annotated
