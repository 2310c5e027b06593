"""How every cron of the addon goes through its records."""

import logging

from psycopg2 import OperationalError

from odoo.exceptions import ConcurrencyError, RedirectWarning, UserError
from odoo.tools import split_every

_logger = logging.getLogger(__name__)


def run_each(records, verb, domain, tell):
    """Run ``verb`` on each record that is still due, one transaction a record.

    Many workers share the work: a record that no longer matches ``domain`` is passed
    over. One that another transaction holds, or that lost a race, is left: Odoo then
    runs the cron again at once, not when it is due next. A record that fails leaves
    nothing half done, whatever it fails of; the others go on, and it is tried again by
    the next run. ``tell(record, reason)`` keeps the reason, or hears that it works
    (False).
    """
    _announce(records)
    _go_through(records, verb, domain, tell)


def run_many(records, verb, domain, tell, size=500):
    """Run ``verb`` on many records at once, for what is quick: one transaction a batch.

    As `run_each`, to which a batch goes of which any record fails.
    """
    cron = records.env["ir.cron"]
    _announce(records)
    for batch in split_every(size, records._ids, records.browse):
        try:
            locked = batch.try_lock_for_update(allow_referencing=True)
            due = locked.filtered_domain(domain)
            verb(due)
            for record in due:
                tell(record, False)
            due.env.flush_all()
            held = (batch - locked).exists()
        except Exception:  # noqa: BLE001 - which record fails, and why, is told there
            records.env.cr.rollback()
            has_time = _go_through(batch, verb, domain, tell)
        else:
            has_time = cron._commit_progress(len(batch) - len(held))
        if not has_time:
            break


def _announce(records):
    """Tell Odoo how many records there are, beside those that are left already."""
    cron = records.env["ir.cron"]
    progress_id = cron.env.context.get("ir_cron_progress_id")
    left = cron.env["ir.cron.progress"].sudo().browse(progress_id).remaining
    cron._commit_progress(remaining=left + len(records))


def _go_through(records, verb, domain, tell):
    """Run ``verb`` on each record and tell whether there is time for more."""
    cron = records.env["ir.cron"]
    return all(
        cron._commit_progress(int(_run(record, verb, domain, tell)))
        for record in records
    )


def _run(record, verb, domain, tell):
    """Run ``verb`` on a record; tell whether nothing is left to do for this run."""
    due = record.browse()
    try:
        locked = record.try_lock_for_update(allow_referencing=True)
        due = locked.filtered_domain(domain)
        if due:
            verb(due)
            tell(due, False)
            due.env.flush_all()
        return bool(locked or not record.exists())
    except (OperationalError, ConcurrencyError):
        record.env.cr.rollback()
        return False
    # A deleted template, a broken rule, an addon's bug: nobody knows what fails, it is
    # rolled back and told, and must not keep the other clients waiting.
    except Exception as error:  # noqa: BLE001 - no bad record stops the others
        record.env.cr.rollback()
        if not isinstance(error, (UserError, RedirectWarning)):
            _logger.warning("%s fails on %s", verb, due, exc_info=True)
        tell(due, str(error.args[0] if error.args else error))
        return True
