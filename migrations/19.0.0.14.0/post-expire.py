"""The notice before an expiry says what becomes of the credit.

A template that somebody edited stays as it is.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    template = env.ref(
        "sale_timesheet_prepaid.prepaid_contract_mail_template_expiring",
        raise_if_not_found=False,
    )
    if template and template.write_uid.id == env.uid:
        template.reset_template()
