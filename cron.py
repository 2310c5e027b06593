"""How every cron of the addon goes through its records."""

from psycopg2.errors import SerializationFailure

from odoo.exceptions import RedirectWarning, UserError


def run_each(records, verb, domain, on_error):
    """Run ``verb`` on each record that is still due, one transaction a record.

    Many workers share the work: a record that another one holds, or that no longer
    matches ``domain``, is passed over. A record that fails leaves nothing half done;
    ``on_error(record, reason)`` keeps the reason, and the others go on. One that lost
    a race stays due for the next run.
    """
    cron = records.env["ir.cron"]
    cron._commit_progress(remaining=len(records))
    for record in records:
        locked = record.try_lock_for_update(allow_referencing=True)
        due = locked.filtered_domain(domain)
        try:
            if due:
                verb(due)
                due.env.flush_all()
        except SerializationFailure:
            due.env.cr.rollback()
        except (UserError, RedirectWarning) as error:
            due.env.cr.rollback()
            on_error(due, str(error.args[0]))
        if not cron._commit_progress(1):
            break
