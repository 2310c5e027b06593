"""The floor: the same changes of the same rows, by bare psycopg2 in one transaction.

The statements that write are recorded as they reach PostgreSQL, and sent once more.
"""

import re
from contextlib import contextmanager

import psycopg2

from .measure import Stopwatch

WRITES = re.compile(rb"\s*(INSERT\s+INTO|UPDATE|DELETE)\b", re.IGNORECASE)
INSERT = re.compile(rb'\s*INSERT\s+INTO\s+"?(\w+)"?', re.IGNORECASE)
# No trigger: rows that are checked already are not checked again, and may stand alone.
SETUP = "SET LOCAL session_replication_role = replica"


class Recorder:
    """What one piece of work writes: statements, and the first id that each gave."""

    def __init__(self):
        self.writes = []

    def hear(self, cursor):
        """Keep the statement that a cursor of psycopg2 has just executed."""
        text = cursor.query
        if text and WRITES.match(text):
            self.writes.append((text, self._find_first_id(cursor, text)))

    def _find_first_id(self, cursor, text):
        """Return (sequence, first id) of the rows that were inserted, None if none."""
        found = INSERT.match(text)
        if not found or not cursor.rowcount:
            return None
        table = found[1].decode()
        with cursor.connection.cursor() as other:
            other.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            sequence = other.fetchone()[0]
            if not sequence:
                return None
            other.execute(f"SELECT last_value FROM {sequence}")
            return sequence, other.fetchone()[0] - cursor.rowcount + 1


@contextmanager
def recording(cr, recorder):
    """Let a recorder hear what Odoo's cursor executes, if there is one."""
    if not recorder:
        yield
        return
    execute = cr.execute

    def hear(*args, **options):
        execute(*args, **options)
        recorder.hear(cr._obj)

    cr.execute = hear
    try:
        yield
    finally:
        del cr.execute


def replay(database, recorder):
    """Return the seconds that the recorded statements take, which are rolled back."""
    connection = psycopg2.connect(dbname=database)
    try:
        cursor = connection.cursor()
        cursor.execute(SETUP)
        watch = Stopwatch()
        lasts = {}
        for text, first in recorder.writes:
            if first:
                sequence, number = first
                if sequence not in lasts:
                    cursor.execute(f"SELECT last_value FROM {sequence}")
                    lasts[sequence] = cursor.fetchone()[0]
                cursor.execute("SELECT setval(%s, %s, FALSE)", first)
            with watch:
                cursor.execute(text)
        for sequence, number in lasts.items():
            cursor.execute("SELECT setval(%s, %s)", (sequence, number))
        return watch.seconds
    finally:
        connection.rollback()
        connection.close()
