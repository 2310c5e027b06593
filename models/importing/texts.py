"""What people are told of a file that cannot be read as it is."""


def get_sheet_texts(env):
    """Return {key of a SheetError: text}; its detail, if any, is to stand behind."""
    return {
        "empty": env._("The file is empty."),
        "big": env._("The file is too big. Export fewer days at once."),
        "xlsx": env._(
            "This workbook cannot be read. Save the sheet as CSV and choose that."
        ),
        "sheets": env._("The workbook holds several sheets. Keep one of them:"),
        "zip": env._("The archive does not hold exactly one CSV file. Unpack it:"),
        "binary": env._(
            "This is neither text nor a workbook. Save it as CSV or as .xlsx."
        ),
        "twins": env._(
            "Two columns have the same name and say different things. Rename one of "
            "them:"
        ),
        "broken": env._("A cell of the file is too long, or its quotes do not end:"),
    }


def get_row_texts(env):
    """Return {key: text} of what can be wrong with a row of any table."""
    return {
        "cut": env._("The file ends within this row. Export it again."),
        "wide": env._("More cells than columns. Was a column moved?"),
        "total": env._("Line %(line)s holds totals and is left out."),
        "broken_cell": env._("A cell shows an error of a spreadsheet."),
        "text_long": env._(
            "A name or number is longer than any is. Was a column moved?"
        ),
        "gap": env._(
            "This time was never there: the clock went forward. Check the time zone."
        ),
    }


def get_value_texts(env):
    """Return {key: text} of what can be wrong with a day, a number or an answer."""
    return {
        "no_date": env._("This is no date. Write it as 2026-03-31."),
        "day_number": env._("The date is a day number. Format the column as a date."),
        "two_orders": env._(
            "The dates of the file are not all written alike, so that none is sure. "
            "Export it again and open it as text, or write each as 2026-03-31."
        ),
        "unsure_day": env._(
            "The time beside the day may be of another time zone, and then it is "
            "another day. Write the day alone, as 2026-03-31."
        ),
        "no_number": env._("This is no number, or not written like the others."),
        "no_answer": env._("A cell says neither yes nor no."),
    }


def get_credit_texts(env):
    """Return {key: text} of faults and notes of rows of credit.

    Faults and what is left out by itself: unpaid to earlier_period; notes on an
    OpeningRow: the rest.
    """
    return (
        get_row_texts(env)
        | get_value_texts(env)
        | {
            "unpaid": env._("It is not paid: what is owed is no credit. Leave it out."),
            "expired": env._("It has expired. Leave it out, or mend its last day."),
            "inactive": env._("It is cancelled or inactive. Leave it out."),
            "overdrawn": env._(
                "More was used than bought. Invoice what is owed, and leave it out."
            ),
            "no_customer": env._("It does not say whose it is."),
            "reference_twice": env._(
                "Its number is there twice. Leave one of them out."
            ),
            "cycle": env._(
                "It renews by the calendar, and the file does not tell what is left. "
                "Enter what is left, or make a schedule."
            ),
            "unlimited": env._("It has no limit, so that nothing can be left of it."),
            "incidents": env._(
                "It counts neither hours nor money. Enter what it is worth in one."
            ),
            "two_units": env._("It holds hours and money. Make two rows of it."),
            "used_up": env._("Line %(line)s has nothing left and is left out."),
            "earlier_period": env._(
                "Line %(line)s is no current period and is left out: what was left of "
                "it is in the current one."
            ),
            "unpriced": env._("The file does not say what was paid for it."),
            "approved_only": env._(
                "Work that was not approved yet is still to be taken off."
            ),
            "agreed_not_left": env._(
                "The file tells what was agreed. Check what is left of it."
            ),
            "bought_not_left": env._(
                "The file tells what was bought. Check what is left of it."
            ),
        }
    )


def get_work_texts(env):
    """Return {key: text} of what can be wrong with a row of work."""
    return (
        get_row_texts(env)
        | get_value_texts(env)
        | {
            "no_customer": env._("It names neither a client nor a project."),
            "no_user": env._("It does not say who worked."),
            "other_form": env._("The duration is not written like the others."),
            "negative": env._("It ends before it begins. Mend the times."),
            "long": env._("It is longer than 24 hours. Split it into days."),
            "zero": env._(
                "It is no minute after rounding. Leave it out, or mend its duration."
            ),
            "unended": env._("It has no end yet. Export it when it is over."),
            "differs": env._(
                "The duration is not the time from start to end. Mend one, or choose "
                "that durations count."
            ),
            "future": env._("It is in the future. Check the dates and the time zone."),
        }
    )
