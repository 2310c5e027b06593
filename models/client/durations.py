"""Which numbers of a list are time, for sheets that can add them up."""

from typing import NamedTuple

from ...metering import MINUTES_PER_HOUR, QUANTITY_DIGITS, SECONDS_PER_MINUTE

HOURS_PER_DAY = 24
MINUTES_PER_DAY = HOURS_PER_DAY * MINUTES_PER_HOUR
# The unit is the last word of a number's name.
PER_DAY = {
    "minutes": MINUTES_PER_DAY,
    "seconds": MINUTES_PER_DAY * SECONDS_PER_MINUTE,
}
# Where a record says in which unit its quantities are.
UNIT_FIELDS = ("unit", "prepaid_unit")


class Duration(NamedTuple):
    """A column of a list that is time: always, or where another one says so."""

    per_day: int
    # The path of the column that says it, empty if it is always time; and its value.
    unit_path: str = ""
    unit: str = ""

    def is_time(self, unit):
        return not self.unit_path or unit == self.unit


def find_durations(model, paths):
    """Return {path: Duration} of those of the exported paths that are our time.

    A path is as lists export it: names with slashes between them. Quantities are time
    where the record's own unit says so, and readers of it may know. Odoo's hours of a
    timesheet are time beside a column of ours: one sheet counts in one way.
    """
    found = {path: _find_duration(model, path) for path in paths}
    hours = {
        path: _get_hours(model.env, path)
        for path in paths
        if _are_hours(model, path) and _has_ours_beside(model, path, paths)
    }
    return {path: duration for path, duration in found.items() if duration} | hours


def find_time_measures(model, names):
    """Return {name: how many make a day} of measures that are time in every record."""
    fields = {name: model._fields.get(name) for name in names}
    return {
        name: PER_DAY[_get_last_word(field)]
        for name, field in fields.items()
        if field and _is_always_time(model.env, field)
    }


def _find_duration(model, path):
    owner, field = _resolve(model, path)
    if not field or not _is_ours(model.env, field):
        return None
    if _is_always_time(model.env, field):
        return Duration(PER_DAY[_get_last_word(field)])
    is_quantity = field.type == "float" and field._digits == QUANTITY_DIGITS
    unit = is_quantity and _get_unit_field(owner)
    if not unit:
        return None
    labels = {}
    if unit.type == "selection":
        labels = dict(unit._description_selection(model.env))
    unit_path = _get_path_beside(path, unit.name)
    return Duration(MINUTES_PER_DAY, unit_path, labels.get("time", "time"))


def _get_unit_field(owner):
    """Return the field that tells the unit of the model's records, if readable."""
    for name in UNIT_FIELDS:
        field = owner._fields.get(name)
        if field and owner._has_field_access(field, "read"):
            return field
    return None


def _get_hours(env, path):
    hour = env.ref("uom.product_uom_hour")
    unit_path = _get_path_beside(path, "product_uom_id/.id")
    return Duration(HOURS_PER_DAY, unit_path, str(hour.id))


def _are_hours(model, path):
    owner, field = _resolve(model, path)
    is_timesheet = owner._name == "account.analytic.line"
    return is_timesheet and bool(field) and field.name == "unit_amount"


def _has_ours_beside(model, path, paths):
    """Tell whether a column of ours is of the same record."""
    others = (
        _resolve(model, other)[1]
        for other in paths
        if other == _get_path_beside(path, other.rpartition("/")[2])
    )
    return any(field and _is_ours(model.env, field) for field in others)


def _resolve(model, path):
    """Return the model at the end of a path and its field, None if it has none."""
    *parents, name = path.split("/")
    for parent in parents:
        field = model._fields.get(parent)
        if not field or not field.relational:
            return model.browse(), None
        model = model.env[field.comodel_name]
    return model, model._fields.get(name)


def _get_path_beside(path, name):
    parent = path.rpartition("/")[0]
    return f"{parent}/{name}" if parent else name


def _is_always_time(env, field):
    is_whole = field.type == "integer" and _get_last_word(field) in PER_DAY
    return is_whole and _is_ours(env, field)


def _is_ours(env, field):
    return env["prepaid.guarded"]._is_ours(field)


def _get_last_word(field):
    return field.name.rpartition("_")[2]
