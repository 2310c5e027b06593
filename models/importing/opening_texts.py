"""What people are told of a row of opening balances: what is wrong, and the remedy."""

from .texts import get_credit_texts


def get_flaw_texts(env):
    """Return {key of a Flaw: (what is wrong, what to do)}.

    ``%(value)s`` is what stands there, ``%(other)s`` what it is compared with.
    """
    return (
        _get_cell_texts(env)
        | _get_name_texts(env)
        | _get_credit_texts(env)
        | _get_date_texts(env)
        | _get_reference_texts(env)
        # Of other programs' files: one text says both.
        | {
            f"elsewhere_{key}": (text, "")
            for key, text in get_credit_texts(env).items()
            if "%" not in text
        }
    )


def _get_cell_texts(env):
    return {
        "cut": (
            env._("The file ends within this row."),
            env._("Export or save the file again: what follows may be missing too."),
        ),
        "wide": (
            env._("The row has more cells than there are columns."),
            env._("Put the cells back under their headers."),
        ),
        "broken_cell": (
            env._("“%(value)s” is the error of a spreadsheet, not a value."),
            env._("Mend the formula in the spreadsheet, or write the value itself."),
        ),
        "text_long": (
            env._("“%(value)s” is longer than any name or reference."),
            env._("Put the cells back under their headers, or shorten it."),
        ),
        "formula": (
            env._("“%(value)s” is a formula, not a value."),
            env._("Write the value itself, and save the file as values."),
        ),
    }


def _get_name_texts(env):
    return {
        "customer_missing": (
            env._("There is no customer."),
            env._("Write who has this credit, or take the row out."),
        ),
        "customer_unknown": (
            env._("No customer is called “%(value)s”."),
            env._(
                "Choose here who is meant, mend the name, or make the customer first."
            ),
        ),
        "customer_two": (
            env._("Several customers are called “%(value)s”: %(other)s."),
            env._("Choose here which of them is meant, or merge them."),
        ),
        "customer_archived": (
            env._("The customer “%(value)s” is archived."),
            env._("Unarchive the customer, or choose here who has the credit."),
        ),
        "plan_missing": (
            env._("There is no plan."),
            env._("Write the name of a plan of Prepaid Hours."),
        ),
        "plan_unknown": (
            env._("No plan is called “%(value)s”."),
            env._("Choose here which plan is meant, mend the name, or make the plan."),
        ),
        "plan_two": (
            env._("Several plans are called “%(value)s”."),
            env._("Choose here which of them is meant."),
        ),
        "plan_archived": (
            env._("The plan “%(value)s” is archived."),
            env._("Unarchive the plan, or choose here which plan is meant."),
        ),
        "plan_company": (
            env._("The plan “%(value)s” belongs to %(other)s."),
            env._("Choose here which plan of this company is meant."),
        ),
    }


def _get_credit_texts(env):
    return _get_quantity_texts(env) | {
        "amount_no_number": (
            env._("The price “%(value)s” is no number."),
            env._("Write the amount in figures only."),
        ),
        "amount_missing": (
            env._("There is no price."),
            env._(
                "Write what was paid for the credit that is left, 0 if it was free, "
                "or tick here that rows without a price are free."
            ),
        ),
        "amount_negative": (
            env._("The price %(value)s is negative."),
            env._("Write what was paid for the credit that is left, 0 if it was free."),
        ),
        "amount_decimals": (
            env._("The price %(value)s has more decimals than %(other)s."),
            env._("Round the price as the invoice did."),
        ),
        "currency": (
            env._("The row is in %(value)s, the plan in %(other)s."),
            env._("Write the figures in %(other)s, or choose a plan in %(value)s."),
        ),
    }


def _get_quantity_texts(env):
    return {
        "credit_missing": (
            env._("There is no credit."),
            env._("Write how much is left, or take the row out."),
        ),
        "credit_no_number": (
            env._("The credit “%(value)s” is no number."),
            env._("Write it in figures, as 7.5 or 7:30, the unit in its own column."),
        ),
        "credit_negative": (
            env._("The credit %(value)s is below zero: what is owed is no credit."),
            env._("Take the row out, and bill the client what is owed."),
        ),
        "credit_zero": (
            env._("Nothing is left of this credit."),
            env._("Take the row out."),
        ),
        "credit_decimals": (
            env._("The credit %(value)s has more decimals than the unit: %(other)s."),
            env._("Write it to the minute, as 1:20, or to the coin."),
        ),
        "credit_large": (
            env._("The credit %(value)s is more than any client has."),
            env._("Check the unit and the decimal sign."),
        ),
        "unit_unknown": (
            env._("Nobody knows the unit “%(value)s”."),
            env._("Write hours, minutes, or the currency."),
        ),
        "unit_differs": (
            env._("The row counts %(value)s, the plan counts %(other)s."),
            env._("Choose a plan that counts so, or mend the unit."),
        ),
    }


def _get_date_texts(env):
    return {
        "date_missing": (
            env._("There is no date of the purchase."),
            env._("Write when it was bought."),
        ),
        "date_unreadable": (
            env._("“%(value)s” is no date of a purchase."),
            env._("Write it as 2025-11-30, or as the other rows do."),
        ),
        "day_number": (
            env._("“%(value)s” is the number of a day, not a date."),
            env._("Format the column as a date in the spreadsheet and save again."),
        ),
        "two_orders": (
            env._(
                "The dates of the file are not all written alike, so that “%(value)s” "
                "is not sure."
            ),
            env._(
                "Export it again and open it as text: a spreadsheet may have taken "
                "months for days. Or write every date as 2025-11-30."
            ),
        ),
        "unsure_day": (
            env._("“%(value)s” may be another day: its time zone is not known."),
            env._("Write the day alone, as 2025-11-30, or Z behind a time in UTC."),
        ),
        "expiry_unreadable": (
            env._("“%(value)s” is no date of an expiry."),
            env._("Write it as 2026-11-30, or leave it empty if it never expires."),
        ),
        "date_future": (
            env._("It was bought on %(value)s, which is in the future."),
            env._("Check the year, and whether the day or the month comes first."),
        ),
        "date_after": (
            env._("It was bought on %(value)s, after the opening date %(other)s."),
            env._(
                "Choose a later opening date, or sell it here: what was bought later "
                "is no opening balance."
            ),
        ),
        "expiry_before": (
            env._("It expires on %(value)s, before it was bought on %(other)s."),
            env._("Check both dates of the row."),
        ),
        "expired": (
            env._("It expired on %(value)s, before the opening date %(other)s."),
            env._("Take the row out, or write until when the client may use it."),
        ),
    }


def _get_reference_texts(env):
    return {
        "reference_twice": (
            env._("The reference “%(value)s” is in row %(other)s too."),
            env._("Take one of the rows out, or give each its own reference."),
        ),
        "row_twice": (
            env._("The row is as row %(other)s: same customer, plan and dates."),
            env._("Take one of the rows out, or give each its own reference."),
        ),
        "imported_otherwise": (
            env._("“%(value)s” is already imported with other figures: %(other)s."),
            env._(
                "Take the row out and correct the contract, or undo those opening "
                "balances first."
            ),
        ),
    }


def get_ask_texts(env):
    """Return {key of an ask: text} of what a person must settle for the file."""
    return {
        "column_customer": env._("No column is headed “Customer”."),
        "column_plan": env._("No column is headed “Plan”."),
        "column_credit": env._("No column is headed “Credit Left”."),
        "date_order": env._(
            "Every date of this file could be read either way. Choose whether the day "
            "or the month comes first."
        ),
        "decimal": env._(
            "Every number of this file could be read either way, such as 1.500. Choose "
            "which sign stands before the decimals."
        ),
    }
