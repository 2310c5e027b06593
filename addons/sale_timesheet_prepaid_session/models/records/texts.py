"""What people are told of a file of calls that cannot be read as it is."""

from odoo.addons.sale_timesheet_prepaid.models.importing.texts import get_row_texts


def get_ask_texts(env):
    return {
        "column_start": env._("Say which column holds the start of a call."),
        "column_talk": env._("Say which column holds the time talked, or the end."),
        "column_number": env._("Say which column holds the number."),
        "order": env._(
            "Every date of this file could be read either way. Choose whether the day "
            "or the month comes first."
        ),
        "form": env._(
            "The durations of this file could be read in several ways. Choose how they "
            "are written."
        ),
        "zone": env._("Choose the time zone in which the file tells time."),
    }


def get_fault_texts(env):
    return get_row_texts(env) | {
        "no_start": env._("No start. Fill it in, or take the row out."),
        "no_time": env._("A day without a time. Name the column of the time as well."),
        "no_moment": env._("The start or end is no date with a time."),
        "day_number": env._(
            "The start or end is a day number. Format the column as date and time."
        ),
        "two_orders": env._(
            "The dates of the file are not all written alike, so that none is sure. "
            "Export it again and open it as text, or write each as 2026-03-31."
        ),
        "other_form": env._("The duration is not written like the others."),
        "negative": env._("The call ends before it begins."),
        "long": env._("The call is longer than 24 hours."),
        "unended": env._("The call has no end yet. Export it when it is over."),
        "differs": env._(
            "The duration is not the time from start to end. Mend one, or choose that "
            "durations count."
        ),
        "future": env._(
            "The call is in the future. Check the time zone and the dates."
        ),
    }
