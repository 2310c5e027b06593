"""The rows of a report kept in a table, in SQL: what is kept, and what is read anew.

The rows of a contract say the same until one of the facts under them changes. They are
kept, and whatever changes such a fact marks the contract: a marked contract's rows are
made anew for each reader, until they are kept again. A mark belongs to the transaction
that made the change. Who keeps rows takes away the marks that it saw, and no other: a
change that it did not see still has its mark. Nobody waits for anybody.
"""

from . import profit, profit_settled
from .prepaid_deferred_report import DUE, ORIGINS

COLUMNS = {
    "id": "bigint",
    "company_id": "int",
    "contract_id": "int NOT NULL",
    "date": "date",
    "kind": "varchar NOT NULL",
    "charge": "varchar",
    "name": "varchar",
    "usage_type_id": "int",
    "user_id": "int",
    "employee_id": "int",
    "grant_id": "int",
    "entry_id": "int",
    "timesheet_id": "int",
    "worked_minutes": "int",
    "metered_minutes": "int",
    "drawn": "numeric",
    "offered": "numeric",
    "earned": "numeric",
    "cost": "numeric",
}
NAMES = ", ".join(COLUMNS)

# What stands under the rows, each part on those before it.
PARTS = {
    "other": profit.OTHERS,
    "pool": profit.POOLS,
    "moved": profit.MOVED,
    "origin": ORIGINS,
    "due": DUE,
    "lot": profit.LOTS,
    "raised": profit.RAISED,
    "debt": profit_settled.DEBTS,
    "settled": profit_settled.SETTLED,
    "billed": profit_settled.BILLED,
    "left_debt": profit_settled.LEFT,
    "credited": profit_settled.CREDITED,
    "piece": profit_settled.PIECES,
    "booked": profit.BOOKED,
}

_PARTS = ", ".join(f"{name} AS ({part})" for name, part in PARTS.items())

DROP = "DROP TABLE IF EXISTS prepaid_profit_row, prepaid_profit_mark;"
# Made anew with each update of the addon: another version may read otherwise.
TABLES = f"""
    {DROP}
    CREATE TABLE prepaid_profit_row (
        {", ".join(f"{name} {type_}" for name, type_ in COLUMNS.items())}
    );
    CREATE INDEX ON prepaid_profit_row (contract_id);
    CREATE INDEX ON prepaid_profit_row (date);
    CREATE INDEX ON prepaid_profit_row (id);
    CREATE INDEX ON prepaid_profit_row (contract_id) INCLUDE (earned, drawn)
     WHERE kind = 'lot';
    CREATE TABLE prepaid_profit_mark (
        id bigserial PRIMARY KEY,
        contract_id int NOT NULL,
        xid xid8 NOT NULL DEFAULT pg_current_xact_id()
    );
    CREATE INDEX ON prepaid_profit_mark (contract_id, xid);
    INSERT INTO prepaid_profit_mark (contract_id) SELECT id FROM prepaid_contract;
"""

_GRANTS = "SELECT contract_id FROM prepaid_grant WHERE {}"
_ROOTS = _GRANTS.format(
    "move_line_id IN (NEW.id) OR move_line_id IN"
    " (SELECT root_id FROM prepaid_pool_line WHERE line_id = NEW.id)"
)
_EVER = "INSERT OR DELETE OR UPDATE"
# What may change the rows of a contract: the table, how, of which columns (all), and
# the contracts that it concerns.
WATCHED = {
    "prepaid_entry": (
        _EVER,
        (),
        "SELECT UNNEST(ARRAY[OLD.contract_id, NEW.contract_id])",
    ),
    "prepaid_grant": (
        _EVER,
        (
            *("contract_id", "amount", "remaining", "move_line_id", "is_replaced"),
            *("pack_quantity", "kind", "origin_grant_id", "expiry_outcome"),
        ),
        "SELECT UNNEST(ARRAY[OLD.contract_id, NEW.contract_id])",
    ),
    "prepaid_recognition": (
        _EVER,
        (),
        _GRANTS.format("id IN (OLD.grant_id, NEW.grant_id)"),
    ),
    "prepaid_pool_line": (
        _EVER,
        (),
        _GRANTS.format("move_line_id IN (OLD.root_id, NEW.root_id)"),
    ),
    "prepaid_contract": (
        "DELETE OR UPDATE",
        ("plan_id",),
        "SELECT COALESCE(NEW.id, OLD.id)",
    ),
    "prepaid_plan": (
        "UPDATE",
        ("breakage_percent",),
        "SELECT id FROM prepaid_contract WHERE plan_id = NEW.id",
    ),
    "account_move": (
        "UPDATE",
        ("state",),
        _GRANTS.format(
            "id IN (SELECT grant_id FROM prepaid_recognition WHERE move_id = NEW.id)"
        ),
    ),
    "account_move_line": (
        "UPDATE",
        ("parent_state", "date", "account_id", "prepaid_usage_type_id"),
        _ROOTS,
    ),
    "account_account": ("UPDATE", ("account_type",), "SELECT id FROM prepaid_contract"),
    "account_analytic_line": (
        "UPDATE",
        ("amount", "user_id", "employee_id", "prepaid_metering", "prepaid_quantity"),
        "SELECT contract_id FROM prepaid_entry WHERE timesheet_id = NEW.id",
    ),
}

# Neither the columns nor the condition are part of the trigger: Odoo could not change
# the type of a column that a trigger names.
_WATCH = """
    CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP <> 'UPDATE' OR ({old}) IS DISTINCT FROM ({new}) THEN
            INSERT INTO prepaid_profit_mark (contract_id)
            SELECT DISTINCT concerned.id FROM ({contracts}) concerned (id)
             WHERE concerned.id IS NOT NULL AND NOT EXISTS (
                SELECT FROM prepaid_profit_mark mark
                 WHERE mark.contract_id = concerned.id
                   AND mark.xid = pg_current_xact_id());
        END IF;
        RETURN NULL;
    END $$;
    CREATE OR REPLACE TRIGGER {name} AFTER {events} ON {table}
    FOR EACH ROW EXECUTE FUNCTION {name}();
"""


def get_function(table):
    """Return the name of the function and of the trigger that watch a table."""
    return f"prepaid_profit_marks_{table}"


def get_triggers():
    """Return the SQL that makes every table under the report mark its contracts."""
    return "".join(
        _WATCH.format(
            name=get_function(table),
            old=", ".join(f"OLD.{column}" for column in columns or ("*",)),
            new=", ".join(f"NEW.{column}" for column in columns or ("*",)),
            contracts=contracts,
            events=events,
            table=table,
        )
        for table, (events, columns, contracts) in WATCHED.items()
    )


# Contracts to read anew, and those with whom they ever shared credit: they share its
# price.
CHOSEN = """
    WITH RECURSIVE chosen AS (
        {marked}
     UNION
        SELECT near.contract_id
          FROM chosen
          JOIN prepaid_grant mine ON mine.contract_id = chosen.id
    CROSS JOIN LATERAL (
            SELECT contract_id FROM prepaid_grant WHERE origin_grant_id = mine.id
         UNION ALL
            SELECT contract_id FROM prepaid_grant WHERE id = mine.origin_grant_id
          ) near
    )
    SELECT id FROM chosen ORDER BY id
"""
MARKED = CHOSEN.format(marked="SELECT contract_id AS id FROM prepaid_profit_mark")
RELATED = CHOSEN.format(marked="SELECT UNNEST(%(ids)s::int[]) AS id")

# A name in WITH hides the table of that name: the parts read the chosen contracts
# alone. Their ids are in the query, for PostgreSQL to know how few they are; grants
# are picked once, as it takes the same choice for a new one each time.
_LIVE = f"""
    SELECT {NAMES} FROM (
      WITH prepaid_entry AS NOT MATERIALIZED (
        SELECT * FROM prepaid_entry WHERE contract_id = ANY(%(ids)s)
      ), prepaid_grant AS MATERIALIZED (
        SELECT * FROM prepaid_grant WHERE contract_id = ANY(%(ids)s)
      ), prepaid_pool_line AS NOT MATERIALIZED (
        SELECT * FROM prepaid_pool_line
         WHERE root_id IN (SELECT move_line_id FROM prepaid_grant)
      ), prepaid_recognition AS NOT MATERIALIZED (
        SELECT * FROM prepaid_recognition
         WHERE grant_id IN (SELECT id FROM prepaid_grant)
      )
      SELECT * FROM (WITH RECURSIVE {_PARTS} {profit.FACTS}) told
    ) live
"""

# The report where every contract's rows are kept, and where some are read anew.
REPORT_KEPT = f"""
    WITH fact AS NOT MATERIALIZED (SELECT * FROM prepaid_profit_row) {profit.ROWS}
"""
REPORT_MARKED = f"""
    WITH live AS MATERIALIZED ({_LIVE}), fact AS NOT MATERIALIZED (
        SELECT {NAMES} FROM prepaid_profit_row WHERE contract_id <> ALL(%(ids)s)
     UNION ALL
        SELECT {NAMES} FROM live
    ) {profit.ROWS}
"""
KEEP = f"""
    DELETE FROM prepaid_profit_row WHERE contract_id = ANY(%(ids)s);
    INSERT INTO prepaid_profit_row ({NAMES}) {_LIVE};
    DELETE FROM prepaid_profit_mark WHERE contract_id = ANY(%(ids)s);
"""
