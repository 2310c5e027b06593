"""What a write would change."""


def get_changed(record, vals, names):
    """Return which of these fields of a record the vals would give another value."""
    return {
        name
        for name in names & vals.keys()
        if record._fields[name].convert_to_write(record[name], record) != vals[name]
    }
