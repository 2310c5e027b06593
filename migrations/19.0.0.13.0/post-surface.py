"""Notices say for which work credit is low, new or expiring.

Templates that somebody edited stay as they are.
"""

from odoo import SUPERUSER_ID, api

NOTICES = ("low", "used_up", "granted", "expiring", "statement")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    prefix = "sale_timesheet_prepaid.prepaid_contract_mail_template_"
    templates = env["mail.template"].union(
        *(env.ref(prefix + name, raise_if_not_found=False) or () for name in NOTICES)
    )
    untouched = templates.filtered(lambda template: template.write_uid.id == env.uid)
    untouched.reset_template()
