"""Data in bulk: rows that Odoo made, copied by SQL, with all stored totals right."""

from . import world

# Work of so many durations, 5 minutes apart.
TEMPLATES = 12
STEP_MINUTES = 5


def copy_rows(env, table, ids, size, **over):
    """Copy rows of a table in turn until there are ``size`` more; return the first id.

    ``over`` are columns and what they become, as SQL: `t` is the row that is copied,
    and `n` counts the copies from 0.
    """
    env.flush_all()
    env.cr.execute("SELECT nextval(%s)", [f"{table}_id_seq"])
    first = env.cr.fetchone()[0]
    values = {"id": f"{first} + n"} | over
    columns = _get_columns(env, table)
    env.cr.execute(
        f"""
        INSERT INTO {table} ({", ".join(f'"{name}"' for name in columns)})
        SELECT {", ".join(values.get(name, f't."{name}"') for name in columns)}
          FROM GENERATE_SERIES(0, {size - 1}) n
          JOIN (SELECT template.*, ids.ordinality - 1 AS turn
                  FROM UNNEST(ARRAY{list(ids)}) WITH ORDINALITY ids (template_id)
                  JOIN {table} template ON template.id = ids.template_id) t
            ON t.turn = MOD(n, {len(ids)})
         ORDER BY n
        """
    )
    env.cr.execute("SELECT setval(%s, %s)", (f"{table}_id_seq", first + size))
    env.invalidate_all()
    return first


def _get_columns(env, table):
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND is_generated = 'NEVER'",
        [table],
    )
    return [name for (name,) in env.cr.fetchall()]


def fill(env, task_id, size, days=world.HISTORY_DAYS, **over):
    """Log ``size`` lines of work on a ticket, over so many days back.

    ``over`` are columns of their entries, as `copy_rows` takes them.
    """
    if not size:
        return
    technician = world.as_technician(env)
    lines = env["account.analytic.line"].union(
        *(
            world.log(technician, task_id, minutes=STEP_MINUTES * (1 + number))
            for number in range(min(TEMPLATES, size))
        )
    )
    lines = lines.with_env(env)
    env.flush_all()
    if size > len(lines):
        _copy_lines(env, lines, size - len(lines), days, over)
    env.invalidate_all()
    # Sums that Odoo keeps of a ticket's and an order line's work.
    lines[0].modified(["unit_amount"])
    env.flush_all()


def _copy_lines(env, lines, size, days, over):
    day = f"(t.date - MOD(n, {days}))"
    instant = f"({day} + INTERVAL '18 hours')"
    first = copy_rows(
        *(env, "account_analytic_line", lines.ids, size),
        name="t.name || ' · ' || n",
        date=day,
        create_date=instant,
    )
    entries = lines.prepaid_entry_ids.sorted("id")
    if entries:
        copy_rows(
            *(env, "prepaid_entry", entries.ids, size),
            timesheet_id=f"{first} + n",
            date=day,
            create_date=instant,
            **over,
        )
        update_figures(env, entries.contract_id)


def update_figures(env, contracts):
    """Bring the stored figures of contracts and their grants in line with the rows."""
    for query in (
        """UPDATE prepaid_grant g SET remaining = moved.sum
             FROM (SELECT grant_id, SUM(quantity) FROM prepaid_entry
                    WHERE contract_id = ANY(%(ids)s) GROUP BY 1) moved
            WHERE moved.grant_id = g.id""",
        """UPDATE prepaid_contract c SET balance = moved.balance, debt = moved.debt
             FROM (SELECT contract_id, SUM(quantity) AS balance,
                          -COALESCE(SUM(quantity) FILTER (WHERE grant_id IS NULL), 0)
                          AS debt
                     FROM prepaid_entry WHERE contract_id = ANY(%(ids)s)
                 GROUP BY 1) moved
            WHERE moved.contract_id = c.id""",
    ):
        env.cr.execute(query, {"ids": contracts.ids})
    env.invalidate_all()
