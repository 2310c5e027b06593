"""Levels are the balance's own now, both ways.

What was told stays told. A contract that was refilled since its latest credit has had
the refill of its crossing; any other is refilled at the next use.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    cr.execute(
        """
        UPDATE prepaid_contract contract
           SET used_level = alert_level,
               told_level = CASE WHEN notice_due THEN 'none' ELSE alert_level END,
               refill_armed = refill_due OR NOT EXISTS (
                   SELECT FROM prepaid_refill refill
                    WHERE refill.contract_id = contract.id
                      AND refill.create_date >= (
                          SELECT max(create_date) FROM prepaid_grant
                           WHERE contract_id = contract.id
                      )
               )
        """
    )
    contracts = api.Environment(cr, SUPERUSER_ID, {})["prepaid.contract"]
    for contract in contracts.search([("date_last_draw", "!=", False)]):
        contract._follow_level()
