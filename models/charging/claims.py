"""One worker at a time on something that calls a provider. No ORM here."""

from contextlib import contextmanager

from odoo.sql_db import db_connect


@contextmanager
def claimed(dbname, kind, number):
    """Claim a record for one worker, across commits; yield whether it is ours.

    ``kind`` is a number for each model. The lock lives in a transaction of its own: the
    commits of the work keep it, and it goes with the worker, however that ends.
    """
    with db_connect(dbname).cursor() as claim_cr:
        claim_cr.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [kind, number])
        [is_mine] = claim_cr.fetchone()
        yield is_mine
