"""The addon's whole life in one database, played inside Odoo, as its Apps screen does.

Data of every kind, uninstall, install, and sell again. Takes the options of Odoo's
server, and prints what it found as one line of JSON.
"""

import json
import sys
from contextlib import contextmanager
from datetime import timedelta

from odoo import SUPERUSER_ID, fields
from odoo.api import Environment
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

ADDON = "sale_timesheet_prepaid"
PACK_MINUTES = 600
WORK_MINUTES = 150
PRICE = 1000
PIXEL = b"R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs="
# Where the database itself has names of ours.
NAMES = (
    ("pg_class", "relname"),
    ("pg_proc", "proname"),
    ("pg_constraint", "conname"),
    ("pg_attribute", "attname"),
)
# Where Odoo keeps what belongs to a model or an addon by its name only.
NOTES = (
    ("ir_attachment", "res_model"),
    ("ir_cron", "cron_name"),
    ("ir_exports", "resource"),
    ("ir_filters", "model_id"),
    ("ir_model", "model"),
    ("ir_model_constraint", "name"),
    ("ir_model_data", "module"),
    ("ir_model_data", "model"),
    ("ir_sequence", "code"),
    ("mail_activity", "res_model"),
    ("mail_followers", "res_model"),
    ("mail_message", "model"),
    ("mail_template", "model"),
)


def main(arguments):
    """Play the whole life and print what was found on the way."""
    config.parse_config(arguments, setup_logging=True)
    found = {}
    with use() as env:
        fill(env)
        found["books"] = read_books(env)
        found["posted"] = read_posted(env)
    with use() as env:
        get_addon(env).button_immediate_uninstall()
    with use() as env:
        found["left"] = find_left(env)
        found["posted_left"] = read_posted(env)
        found["journals_left"] = find_journals(env)
        take_code(env)
    with use() as env:
        get_addon(env).button_immediate_install()
    with use() as env:
        found["books_again"] = read_books(env)
        found["journals_again"] = find_journals(env)
        found["sold_again"] = sell(env, make_plan(env), make_client(env))
    print(json.dumps(found))


@contextmanager
def use():
    """Give an environment of the database as it now is; commit what is done in it."""
    with Registry(config["db_name"][0]).cursor() as cr:
        yield Environment(cr, SUPERUSER_ID, {})


def get_addon(env):
    return env["ir.module.module"].search([("name", "=", ADDON)])


# === DATA === #


def fill(env):
    """Leave something in every table that people fill."""
    plan, client = make_plan(env), make_client(env)
    sell(env, plan, client)
    contract = env["prepaid.contract"].search([("partner_id", "=", client.id)])
    expire_credit(env, contract)
    sign_agreement(env, contract)
    entry = contract.entry_ids.filtered("timesheet_id")[:1]
    env["prepaid.dispute"]._ask(entry, client, "Why so long?")
    task = entry.timesheet_id.task_id
    ask_for_extra_time(env, contract, task)
    env["prepaid.refill"].create({"contract_id": contract.id})
    promise(env, plan)
    consent(env, contract)
    renew(env, contract)
    wait_for_answer(env, contract, task)
    env["ir.filters"].create({"name": "Mine", "model_id": "prepaid.contract"})
    env["ir.exports"].create({"name": "Mine", "resource": "prepaid.contract"})
    env["prepaid.meter"].with_user(env.ref("base.user_admin")).start(False, task.id)


def make_client(env):
    vals = {"name": "Uninstalled", "is_company": True, "email": "u@example.com"}
    return env["res.partner"].create(vals)


def make_plan(env):
    usage_type = env["prepaid.usage.type"].search([], limit=1)
    rate = Command.create({"usage_type_id": usage_type.id})
    return env["prepaid.plan"].create(
        {"name": "Hours", "usage_type_id": usage_type.id, "rate_ids": [rate]}
    )


def make_pack(env, plan):
    return env["product.product"].create(
        {
            "name": "Ten hours",
            "type": "service",
            "invoice_policy": "order",
            "is_prepaid_pack": True,
            "prepaid_plan_id": plan.id,
            "prepaid_quantity": PACK_MINUTES,
            "list_price": PRICE,
        }
    )


def sell(env, plan, client):
    """Sell a pack, work for it, book the revenue; return what came out."""
    line = Command.create({"product_id": make_pack(env, plan).id})
    order = env["sale.order"].create({"partner_id": client.id, "order_line": [line]})
    order.action_confirm()
    invoice = order._create_invoices()
    invoice.action_post()
    context = {"active_model": "account.move", "active_ids": invoice.ids}
    env["account.payment.register"].with_context(**context).create(
        {}
    ).action_create_payments()
    correct(log(env, client, WORK_MINUTES + 30))
    company = env.company
    today = company._get_prepaid_today()
    company._recognise_prepaid_revenue(today)
    # Facts that the database itself keeps from being deleted, and a closed month.
    env["prepaid.deferred.close"]._keep(company, today)
    contract = env["prepaid.contract"].search([("partner_id", "=", client.id)])
    return {
        "balance": contract.balance,
        "recognised": sum(contract.grant_ids.mapped("recognised_amount")),
        "difference": company._get_prepaid_tie_out(today)["difference"],
        "faults": contract._check_integrity(),
    }


def log(env, client, minutes):
    employee = env["hr.employee"].search([("company_id", "=", env.company.id)], limit=1)
    vals = {"name": "Desk", "partner_id": client.id, "allow_billable": True}
    project = env["project.project"].create(vals)
    task = env["project.task"].create({"name": "Mail", "project_id": project.id})
    return env["account.analytic.line"].create(
        {
            "name": "Work",
            "task_id": task.id,
            "project_id": project.id,
            "employee_id": employee.id,
            "unit_amount": minutes / 60,
        }
    )


def correct(line):
    """Make one entry reverse another."""
    line.unit_amount = WORK_MINUTES / 60


def expire_credit(env, contract):
    yesterday = fields.Date.today() - timedelta(days=1)
    grant = env["prepaid.grant"].create(
        {
            "contract_id": contract.id,
            "name": "Goodwill",
            "kind": "goodwill",
            "quantity": 60,
            "date": yesterday - timedelta(days=30),
            "date_expiry": yesterday,
        }
    )
    grant._expire()


def ask_for_extra_time(env, contract, task):
    vals = {"name": "One more hour", "quantity": 60, "task_id": task.id}
    env["prepaid.approval"].create(vals | {"contract_id": contract.id}).action_ask()


def promise(env, plan):
    vals = {"plan_id": plan.id, "name": "Within 2 hours", "hours": 2}
    env["prepaid.response"].create(vals)


def consent(env, contract):
    vals = {"partner_id": contract.partner_id.id, "cap_amount": PRICE, "text": "Yes"}
    env["prepaid.consent"].create(vals | {"contract_id": contract.id})


def renew(env, contract):
    """Bill a month in advance, and promise the next one."""
    plan = ("prepaid_plan_id", "=", contract.plan_id.id)
    pack = env["product.product"].search([plan], limit=1)
    line = Command.create({"product_id": pack.id, "quantity": 1})
    vals = {"contract_id": contract.id, "line_ids": [line]}
    schedule = env["prepaid.schedule"].create(vals)
    schedule.action_start()


def wait_for_answer(env, contract, task):
    """Leave work beyond the credit that waits for its client."""
    contract.plan_id.overdraft_policy = "consent"
    line = {
        "name": "Much work",
        "task_id": task.id,
        "project_id": task.project_id.id,
        "employee_id": task.timesheet_ids.employee_id[:1].id,
        "unit_amount": 100,
    }
    env["account.analytic.line"].with_context(prepaid_beyond="ask").create(line)


def sign_agreement(env, contract):
    contract.action_send_agreement()
    agreement = contract.agreement_ids
    agreement.write(
        {
            "state": "signed",
            "signed_by": contract.partner_id.name,
            "signed_on": fields.Datetime.now(),
            "signature": PIXEL,
        }
    )
    agreement.message_post(body="Signed", attachments=[("signed.txt", b"Signed")])


# === WHAT IS THERE === #


def read_books(env):
    """Return the company's journal and account of prepaid revenue."""
    company = env.company
    return [company.prepaid_journal_id.id, company.deferred_revenue_account_id.id]


def read_posted(env):
    """Return how many lines are posted, and their debit."""
    query = "SELECT count(*), sum(debit) FROM account_move_line WHERE parent_state = %s"
    count, debit = env.execute_query(SQL(query, "posted"))[0]
    return [count, float(debit)]


def find_left(env, words=("prepaid",)):
    """Return the names with one of these words that database and Odoo still know."""
    left, patterns = [], [f"%{word}%" for word in words]
    for table, column in (*NAMES, *NOTES):
        query = f"SELECT DISTINCT {column} FROM {table} WHERE {column} ILIKE ANY(%s)"
        rows = env.execute_query(SQL(query, patterns))
        left += [f"{table} {name[:80]}" for (name,) in rows]
    return left


def find_journals(env):
    """Return the codes of the journals that look like ours, by company."""
    journals = env["account.journal"].search([("code", "=like", "PREP%")], order="id")
    return {
        company.name: company_journals.mapped("code")
        for company, company_journals in journals.grouped("company_id").items()
    }


def take_code(env):
    """Let every company without our journal use its code for something else."""
    companies = env["res.company"].search([("chart_template", "!=", False)])
    for company in companies - env.company:
        vals = {"name": "Preparation", "code": "PREP", "type": "general"}
        env["account.journal"].create(vals | {"company_id": company.id})


if __name__ == "__main__":
    main(sys.argv[1:])
