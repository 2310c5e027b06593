"""What Odoo calls when the addon goes."""

from contextlib import suppress

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .models.contract.res_company import CHART_NAMES
from .report import profit_kept

ADDON = "sale_timesheet_prepaid"
# What people saved of a list, which Odoo leaves behind: model, and its model's name.
SAVED = (("ir.filters", "model_id"), ("ir.exports", "resource"))
# What keeps facts as they are, and what marks those that change.
FUNCTIONS = (
    *("prepaid_entry_is_frozen", "prepaid_deferred_fact_is_frozen"),
    *map(profit_kept.get_function, profit_kept.WATCHED),
)


def uninstall_hook(env):
    """Take down what Odoo would stumble over; keep posted entries and their needs.

    After this Odoo deletes what the addon's files made, the last first, then columns
    and tables. It knows nothing of functions, and logs an error for each record that
    another one holds.
    """
    env.flush_all()
    for name in FUNCTIONS:
        drop = "DROP FUNCTION IF EXISTS %s CASCADE"
        env.cr.execute(SQL(drop, SQL.identifier(name)))
    env.cr.execute(profit_kept.DROP)
    take_down(env, ADDON)
    _leave_accounts(env)


def take_down(env, addon):
    """Empty the tables of one of our addons, and delete what people hung on them.

    Call it at the end of the addon's own uninstall hook.
    """
    env.flush_all()
    _delete_activities(env, addon)
    _empty_tables(env, addon)
    _delete_saved(env, addon)
    _delete_demo(env, addon)


def give_back(holds, reason):
    """Release what is still set aside, once, and say why on the contracts."""
    held = holds.filtered(lambda hold: hold.state == "held")
    for contract, group in held.grouped("contract_id").items():
        group._release()
        contract.message_post(body=reason)


def keep_lines(lines, reason):
    """Let lines stay as they were drawn or billed when the addon that said so goes."""
    lines.write({"is_prepaid_contract_chosen": True, "is_usage_type_chosen": True})
    lines.filtered(lambda line: not line.prepaid_contract_id)._leave_uncovered(reason)


def _empty_tables(env, addon):
    """Empty the addon's tables at once, whatever points at them or they point at."""
    tables = [model._table for model in _get_models(env, addon)]
    if not tables:
        return
    keys = _drop_keys(env, tables)
    env.cr.execute(SQL("TRUNCATE %s", SQL(", ").join(map(SQL.identifier, tables))))
    env.invalidate_all()
    names = [("model", "in", _get_model_names(env, addon))]
    _search_names(env, addon, names).unlink()
    # Odoo drops the columns, but keeps its own note of their foreign keys: also of
    # those of other addons that go with this one.
    notes = Domain("module.name", "=", addon) | Domain("name", "in", keys)
    env["ir.model.constraint"].search(notes & Domain("type", "=", "f")).unlink()


def _drop_keys(env, tables):
    """Drop the foreign keys from and to these tables, and return their names."""
    query = """
        SELECT relname, conname
          FROM pg_constraint
          JOIN pg_class ON pg_class.oid = conrelid
         WHERE contype = 'f' AND connamespace = current_schema::regnamespace
           AND (conrelid = ANY (%(tables)s::regclass[])
                OR confrelid = ANY (%(tables)s::regclass[]))
    """
    keys = env.execute_query(SQL(query, tables=tables))
    for table, key in keys:
        drop = "ALTER TABLE %s DROP CONSTRAINT %s"
        env.cr.execute(SQL(drop, SQL.identifier(table), SQL.identifier(key)))
    return [key for _table, key in keys]


def _delete_activities(env, addon):
    """Delete what people were asked to do, also on contacts: its types go."""
    types = _search_names(env, addon, [("model", "=", "mail.activity.type")])
    domain = [("activity_type_id", "in", types.mapped("res_id"))]
    env["mail.activity"].with_context(active_test=False).search(domain).unlink()


def _delete_saved(env, addon):
    names = _get_model_names(env, addon)
    for model, field_name in SAVED:
        saved = env[model].with_context(active_test=False)
        saved.search([(field_name, "in", names)]).unlink()


def _delete_demo(env, addon):
    """Delete the demo's documents, but for entries and what others still need."""
    demo = [("name", "=like", r"%\_demo%")]
    _search_names(env, addon, [("model", "=", "account.move"), *demo]).unlink()
    # What goes takes others, and their names, with it.
    names = _search_names(env, addon, demo)
    for model, id_ in names.mapped(lambda name: (name.model, name.res_id)):
        _delete_unless_held(env[model].browse(id_))
    _search_names(env, addon, demo).unlink()


def _leave_accounts(env):
    """Delete accounts and journals of ours that hold nothing; name those that do."""
    companies = env["res.company"].with_context(active_test=False).search([])
    for company in companies:
        for field_name in CHART_NAMES:
            if made := company._get_from_chart(field_name):
                _delete_unless_held(made)
            record = company[field_name].exists()
            if record and _has_entries(record):
                company._keep_in_chart(field_name, record)


def _has_entries(record):
    column = {"account.account": "account_id", "account.journal": "journal_id"}
    domain = [(column[record._name], "=", record.id)]
    return bool(record.env["account.move.line"].search_count(domain, limit=1))


def _delete_unless_held(record):
    """Delete a record as Odoo does, but without a word where others need it."""
    with suppress(UserError, IntegrityError), mute_logger("odoo.sql_db"):
        with record.env.cr.savepoint():
            record.with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()


def _get_models(env, addon):
    """Return the models that the addon made and that have a table."""
    return [
        model
        for model in env.values()
        if model._original_module == addon and model._auto and not model._abstract
    ]


def _get_model_names(env, addon):
    return [model._name for model in _get_models(env, addon)]


def _search_names(env, addon, domain):
    """Return external ids of the addon; Odoo deletes what has one, the last first."""
    names = env["ir.model.data"]
    return names.search([("module", "=", addon), *domain], order="id DESC")
