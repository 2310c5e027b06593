from odoo import fields, models

from .recurring import DEPENDS, MONTH_PRICE, compose, convert

# The days on which running schedules bill in the year to come. ``gap`` counts months
# from the month of the schedule's origin; the anchor's day may be beyond its month.
DAYS = """
    SELECT schedule.id AS schedule_id, months = 0 AS is_next,
           ((EXTRACT(YEAR FROM month) - EXTRACT(YEAR FROM origin)) * 12
               + EXTRACT(MONTH FROM month) - EXTRACT(MONTH FROM origin))::int AS gap,
           CASE WHEN months = 0 THEN schedule.next_date ELSE LEAST(
               month + (schedule.anchor_day - 1) * INTERVAL '1 day',
               month + INTERVAL '1 month' - INTERVAL '1 day')::date END AS day
      FROM prepaid_schedule schedule
CROSS JOIN GENERATE_SERIES(0, 12) months
CROSS JOIN LATERAL (
    SELECT DATE_TRUNC('month', schedule.next_date::timestamp)
               + months * INTERVAL '1 month' AS month,
           DATE_TRUNC('month', schedule.date_start::timestamp) AS began
    ) place
CROSS JOIN LATERAL (
    SELECT began - CASE WHEN EXTRACT(DAY FROM schedule.date_start) < LEAST(
               schedule.anchor_day,
               EXTRACT(DAY FROM began + INTERVAL '1 month' - INTERVAL '1 day'))
           THEN INTERVAL '1 month' ELSE INTERVAL '0' END AS origin
    ) first
     WHERE schedule.state = 'running'
"""

# What a line bills at once: as many of its periods as fit, or one that is longer. The
# offset keeps the database from working it out again for each day.
PRICES = f"""
    SELECT line.schedule_id, line.date_from, line.date_to,
           GREATEST(line.months::int, schedule.interval_months::int) AS months,
           {convert(MONTH_PRICE, "%(today)s")}
               * GREATEST(line.months::int, schedule.interval_months::int) AS amount
      FROM prepaid_schedule_line line
      JOIN prepaid_schedule schedule ON schedule.id = line.schedule_id
      JOIN res_company company ON company.id = schedule.company_id
     WHERE schedule.state = 'running'
    OFFSET 0
"""

# What is billed on such a day: lines whose periods start then.
ROWS = """
    SELECT schedule.id::bigint * 100000 + day.gap AS id, schedule.id AS schedule_id,
           day.day AS date, day.is_next, schedule.interval_months,
           day.day - 1 - schedule.notice_days AS notice_date,
           SUM(price.amount) AS amount,
           contract.id AS contract_id, contract.partner_id, contract.plan_id,
           contract.user_id, contract.company_id
      FROM day
      JOIN prepaid_schedule schedule ON schedule.id = day.schedule_id
      JOIN prepaid_contract contract ON contract.id = schedule.contract_id
      JOIN price ON price.schedule_id = schedule.id AND price.date_from <= day.day
       AND (price.date_to IS NULL OR price.date_to >= day.day)
     WHERE day.gap %% price.months = 0
       AND (schedule.date_end IS NULL OR schedule.date_end >= day.day)
       AND day.day <= %(today)s::date + INTERVAL '1 year'
  GROUP BY schedule.id, contract.id, day.day, day.gap, day.is_next
"""


class PrepaidRenewalReport(models.Model):
    """What schedules renew in the year to come, and until when a client may stop it.

    It is what is sold now and what is planned already, at today's rates; a period that
    ends before its time is told as a whole.
    """

    _name = "prepaid.renewal.report"
    _description = "Renewals Due"
    _auto = False
    _order = "date, contract_id"
    _rec_name = "contract_id"
    _depends = DEPENDS | {
        "prepaid.schedule": [
            *("contract_id", "currency_id", "company_id", "state", "next_date"),
            *("date_start", "date_end", "anchor_day", "notice_days"),
            "interval_months",
        ],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    schedule_id = fields.Many2one("prepaid.schedule", readonly=True)
    contract_id = fields.Many2one("prepaid.contract", readonly=True)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    plan_id = fields.Many2one("prepaid.plan", readonly=True)
    user_id = fields.Many2one("res.users", "Account Manager", readonly=True)
    interval_months = fields.Selection(
        lambda self: self.env["prepaid.schedule"]._fields["interval_months"].selection,
        "Billed Every",
        readonly=True,
    )
    date = fields.Date("Renews", readonly=True)
    notice_date = fields.Date(
        "Stop by", readonly=True, help="The last day to stop it without this renewal."
    )
    is_next = fields.Boolean(
        "Next", readonly=True, help="The next one of its schedule."
    )
    amount = fields.Monetary(
        currency_field="company_currency_id",
        readonly=True,
        help="What it bills, in the company's currency at today's rate.",
    )

    @property
    def _table_query(self):
        return compose(ROWS, self.env, day=DAYS, price=PRICES)

    def action_open_schedule(self):
        self.ensure_one()
        return self.schedule_id.get_formview_action()
