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
        "broken": env._("A cell of the file is too long, or its quotes do not end:"),
    }


def get_row_texts(env):
    """Return {key: text} of what can be wrong with a row of any table."""
    return {
        "cut": env._("The file ends within this row. Export it again."),
        "wide": env._("More cells than columns. Was a column moved?"),
        "total": env._("Line %(line)s holds totals and is left out."),
        "broken_cell": env._("A cell shows an error of a spreadsheet."),
        "gap": env._(
            "This time was never there: the clock went forward. Check the time zone."
        ),
    }
