"""How every cron of the addon goes through its records."""

import logging

from psycopg2 import OperationalError

from odoo.exceptions import ConcurrencyError, RedirectWarning, UserError
from odoo.tools import split_every

_logger = logging.getLogger(__name__)


def run_each(records, verb, domain, tell):
    """Run ``verb`` on each record that is still due, one transaction a record.

    Many workers share the work: a record that another one holds, or that no longer
    matches ``domain``, is passed over. A record that fails leaves nothing half done,
    whatever it fails of; the others go on, and it is tried again by the next run.
    ``tell(record, reason)`` keeps the reason, or hears that it works (False). One that
    lost a race stays due for the next run.
    """
    cron = records.env["ir.cron"]
    cron._commit_progress(remaining=len(records))
    for record in records:
        due = record.browse()
        try:
            locked = record.try_lock_for_update(allow_referencing=True)
            due = locked.filtered_domain(domain)
            if due:
                verb(due)
                tell(due, False)
                due.env.flush_all()
        except (OperationalError, ConcurrencyError):
            record.env.cr.rollback()
        # A deleted template, a broken rule, an addon's bug: nobody knows what fails, it
        # is rolled back and told, and must not keep the other clients waiting.
        except Exception as error:  # noqa: BLE001 - no bad record stops the others
            record.env.cr.rollback()
            if not isinstance(error, (UserError, RedirectWarning)):
                _logger.warning("%s fails on %s", verb, due, exc_info=True)
            tell(due, str(error.args[0] if error.args else error))
        if not cron._commit_progress(1):
            break


def run_many(records, verb, domain, tell, size=500):
    """Run ``verb`` on many records at once, for what is quick: one transaction a batch.

    As `run_each`, to which a batch goes of which any record fails.
    """
    cron = records.env["ir.cron"]
    cron._commit_progress(remaining=len(records))
    left = len(records)
    for batch in split_every(size, records._ids, records.browse):
        left -= len(batch)
        try:
            locked = batch.try_lock_for_update(allow_referencing=True)
            due = locked.filtered_domain(domain)
            verb(due)
            for record in due:
                tell(record, False)
            due.env.flush_all()
        except Exception:  # noqa: BLE001 - which record fails, and why, is told there
            records.env.cr.rollback()
            run_each(batch, verb, domain, tell)
        if not cron._commit_progress(len(batch), remaining=left):
            break
