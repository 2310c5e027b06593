"""What must hold of a database after each fault, whatever was done to it."""

from datetime import timedelta


def find_violations(env):
    """Return what is wrong with the ledger and the books of the whole database."""
    return [*env["prepaid.contract"]._check_integrity(), *_find_untied(env)]


def _find_untied(env):
    """Return where deferred revenue and the general ledger differ, at two dates."""
    found = []
    company = env.company
    today = company._get_prepaid_today()
    for day in (today, today + timedelta(days=2)):
        difference = company._get_prepaid_tie_out(day)["difference"]
        if difference:
            found.append(f"deferred revenue differs from the books by {difference}")
    return found


def find_same(what, found, *allowed):
    """Return a violation unless what was found is one of those allowed."""
    if found in allowed:
        return []
    return [f"{what}: {found}, not {' or '.join(map(str, allowed))}"]
