"""The mail that asks for extra time says that the credit does not cover the work.

It is asked while credit is left, too. A template that somebody edited stays as it is.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    template = env.ref(
        "sale_timesheet_prepaid.prepaid_approval_mail_template_ask",
        raise_if_not_found=False,
    )
    if template and template.write_uid.id == env.uid:
        template.reset_template()
