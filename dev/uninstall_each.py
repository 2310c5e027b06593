#!/usr/bin/env python3
"""Work with each addon beside the main one, and uninstall them one after the other.

`dev/tests/test_uninstall_each.py` runs it on a database of its own, with all of them.
"""

import json
import sys

import psycopg2

from odoo.exceptions import UserError
from odoo.tools import config, mute_logger

from uninstall import ADDON, find_left, log, make_plan, read_posted, use
from uninstall_work import END, WORK, get_client, get_contract

WORK_MINUTES = 20
MORE_MINUTES = 30


def main(arguments):
    """Uninstall each addon, then all with the main one, and print what was found."""
    config.parse_config(arguments, setup_logging=True)
    found = {}
    with use() as env:
        make_plan(env)
        for work in WORK.values():
            work(env)
            env.flush_all()
    for name in WORK:
        found[name] = play(name)
    with use() as env:
        modules = env["ir.module.module"].search([("name", "in", list(WORK))])
        modules.button_immediate_install()
    with use() as env:
        found["again"] = read_state(env) | {"works": work_on(env)}
        posted = read_posted(env)
    with use() as env:
        open_wizard(env, ADDON).action_uninstall()
    with use() as env:
        found["gone"] = {"left": find_left(env), "is_kept": read_posted(env) == posted}
    print(json.dumps(found))


def play(name):
    """Uninstall an addon as the Apps screen does; return what was told and found."""
    with use() as env:
        wizard = open_wizard(env, name)
        found = {"told": wizard.prepaid_losses, "drawn": read_drawn(env)}
        own = read_own(env, name)
        found["posted"] = read_posted(env)
        found["refused"] = try_to_uninstall(wizard)
    if found["refused"]:
        with use() as env:
            END[name](env)
    with use() as env:
        open_wizard(env, name).action_uninstall()
    with use() as env:
        found["left"] = find_own(env, own)
        found["posted_left"] = read_posted(env)
        found["drawn_left"] = read_drawn(env)
        found["state"] = read_state(env)
    with use() as env:
        found["works"] = work_on(env)
    return found


def open_wizard(env, name):
    module = env.ref(f"base.module_{name}")
    return env["base.module.uninstall"].create({"module_ids": module.ids})


def try_to_uninstall(wizard):
    """Return why the addon may not go yet, or nothing; nothing is changed."""
    with wizard.env.cr.savepoint() as savepoint:
        try:
            wizard.module_ids.button_uninstall()
        except UserError as error:
            return error.args[0]
        finally:
            savepoint.rollback()
    return None


# === WHAT IS THERE === #


def read_own(env, name):
    """Return what the addon has of its own: models, columns, and named records."""
    names = env["ir.model.data"].search([("module", "=", name)])
    columns = []
    for data in names.filtered(lambda data: data.model == "ir.model.fields"):
        field = env["ir.model.fields"].browse(data.res_id)
        model = env.get(field.model)
        if model is not None and field.store and model._auto:
            columns.append((model._table, field.name))
    return {
        "name": name,
        "models": [
            model._name for model in env.values() if model._original_module == name
        ],
        "columns": columns,
        "records": [(data.model, data.res_id, data.name) for data in names],
    }


def find_own(env, own):
    """Return what database and Odoo still know of it."""
    words = [word for name in own["models"] for word in (name, name.replace(".", "_"))]
    left = find_left(env, [*words, own["name"]])
    for table, column in own["columns"]:
        query = """
            SELECT 1 FROM information_schema.columns
             WHERE table_schema = current_schema
               AND table_name = %s AND column_name = %s
        """
        env.cr.execute(query, [table, column])
        left += [f"{table}.{column}"] if env.cr.rowcount and column != "id" else []
    for model, id_, name in own["records"]:
        if model in env and is_alone(env, model, id_):
            left.append(f"{model} {name}")
    return left


def is_alone(env, model, id_):
    """Tell whether a record is still there that no other addon owns."""
    domain = [("model", "=", model), ("res_id", "=", id_)]
    is_owned = env["ir.model.data"].search_count(domain, limit=1)
    return not is_owned and bool(env[model].browse(id_).exists())


def read_drawn(env):
    """Return how many entries the client's contract has, and what they come to."""
    entries = get_contract(env).entry_ids
    return [len(entries), round(sum(entries.mapped("quantity")), 3)]


def read_state(env):
    """Return what the main addon says of itself: all of it must be nothing."""
    company = env.company
    contracts = env["prepaid.contract"].search([])
    held = env["prepaid.hold"].search([("state", "=", "held")])
    return {
        "faults": contracts._check_integrity(),
        "difference": company._get_prepaid_tie_out(company._get_prepaid_today())[
            "difference"
        ],
        "held": held.mapped("name"),
        "views": find_broken_views(env),
        "tables": find_unreadable(env),
    }


def find_broken_views(env):
    """Return the names of views of the main addon that Odoo cannot show any more."""
    names = env["ir.model.data"].search(
        [("module", "=", ADDON), ("model", "=", "ir.ui.view")]
    )
    broken = []
    for view in env["ir.ui.view"].browse(names.mapped("res_id")):
        try:
            view._check_xml()
        except ValueError as error:
            broken.append(f"{view.name}: {error}")
    return broken


def find_unreadable(env):
    """Return the models of the main addon that cannot be read any more."""
    unreadable = []
    for model in env.values():
        if model._original_module == ADDON and not model._abstract:
            try:
                with env.cr.savepoint(), mute_logger("odoo.sql_db"):
                    model.search([], limit=1).read()
            except (psycopg2.Error, UserError, KeyError) as error:
                unreadable.append(f"{model._name}: {error}")
    return unreadable


def work_on(env):
    """Log work and correct it; return what was drawn each time."""
    line = log(env, get_client(env), WORK_MINUTES)
    drawn = [line.drawn_minutes]
    line.unit_amount = MORE_MINUTES / 60
    return [*drawn, line.drawn_minutes]


if __name__ == "__main__":
    main(sys.argv[1:])
