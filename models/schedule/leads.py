"""When clients are reminded of a day that comes. No ORM."""


def get_lead(leads, days_left, notice_days=0):
    """Return the lead (days) of the reminder that is due, None where none is.

    The last one that is due tells all that earlier ones would have. A lead that is
    shorter than the notice of the client is counted before the last day to give it: a
    reminder that comes too late to act is none.
    """
    due = [
        lead
        for lead in leads
        if 0 < days_left <= (lead if lead >= notice_days else lead + notice_days)
    ]
    return min(due, default=None)
