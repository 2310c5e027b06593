"""What a database keeps through a change: its rows are copied, and compared by SQL."""

from psycopg2 import sql

from . import postgres

SCHEMA = "kept"
# Where figures are: in our tables, and in the documents and the books of Odoo.
TABLES = """
    SELECT DISTINCT table_name::text FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'id'
       AND (starts_with(table_name, 'prepaid_') OR table_name IN (
            'account_move', 'account_move_line', 'account_partial_reconcile',
            'account_payment', 'account_analytic_line', 'sale_order',
            'sale_order_line'))
       AND table_name IN (SELECT tablename FROM pg_tables)
  ORDER BY 1"""
COLUMNS = """
    SELECT column_name::text FROM information_schema.columns
     WHERE table_schema = %s AND table_name = %s"""
PAIRS = "SELECT count(*) FROM {kept} old LEFT JOIN {now} now USING (id) WHERE "
# Texts: a column may have become one of another kind.
DIFFERENT = "now.id = old.id AND now.{name}::text IS DISTINCT FROM old.{name}::text"
THERE = "old.{name} IS NOT NULL"
# Who wrote last, when, and that somebody did; a link is made once it is asked for.
NOTES = {"write_date", "write_uid", "is_manually_modified"}
LATER = {"access_token"}


class Kept:
    """The rows with figures that a database had at a moment."""

    def __init__(self, database):
        self.database = database
        self._execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        self._execute(f"CREATE SCHEMA {SCHEMA}")
        self.tables = [table for (table,) in self._execute(TABLES)]
        for table in self.tables:
            self._execute(_on(table, "CREATE TABLE {kept} AS TABLE {now}"))

    def count(self, table):
        return self._execute(_on(table, "SELECT count(*) FROM {kept}"))[0][0]

    def find_changes(self):
        """Return {`table.column`: rows that are not what they were}.

        `table` counts the rows that are gone. What is there no more, table or column,
        counts all its rows.
        """
        changes = {}
        for table in self.tables:
            now = self._get_columns("public", table)
            if not now:
                changes[table] = self.count(table)
                continue
            changes[table] = self._count(table, "now.id IS NULL")
            for name in sorted(self._get_columns(SCHEMA, table) - NOTES):
                condition = DIFFERENT if name in now else THERE
                if name in now & LATER:
                    condition = f"{DIFFERENT} AND {THERE}"
                column = sql.Identifier(name)
                changes[f"{table}.{name}"] = self._count(table, condition, name=column)
        return {name: count for name, count in changes.items() if count}

    def _get_columns(self, schema, table):
        return {name for (name,) in self._execute(COLUMNS, schema, table)}

    def _count(self, table, condition, **parts):
        return self._execute(_on(table, PAIRS + condition, **parts))[0][0]

    def _execute(self, query, *parameters):
        return postgres.execute(query, *parameters, database=self.database)


def _on(table, query, **parts):
    kept, now = (sql.Identifier(schema, table) for schema in (SCHEMA, "public"))
    return sql.SQL(query).format(kept=kept, now=now, **parts)
