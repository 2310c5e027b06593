"""What people are told of a file that cannot be read as it is."""


def get_sheet_texts(env):
    return {
        "empty": env._("The file is empty."),
        "big": env._("The file is too big. Export fewer days at once."),
        "xlsx": env._("This is a workbook. Save the sheet as CSV and choose that."),
        "zip": env._("The archive does not hold exactly one CSV file. Unpack it:"),
        "binary": env._("This is no text file. Export the calls as CSV."),
        "broken": env._("A cell of the file is too long, or its quotes do not end:"),
    }


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
    return {
        "cut": env._("The file ends within this row. Export it again."),
        "wide": env._("More cells than columns. Was a column moved?"),
        "total": env._("Line %(line)s holds totals and is left out."),
        "no_start": env._("No start. Fill it in, or take the row out."),
        "no_time": env._("A day without a time. Name the column of the time as well."),
        "no_moment": env._("The start or end is no date with a time."),
        "day_number": env._(
            "The start or end is a day number. Format the column as date and time."
        ),
        "broken_cell": env._("A cell shows an error of a spreadsheet."),
        "gap": env._(
            "This time was never there: the clock went forward. Check the time zone."
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
