from odoo import fields, models
from odoo.tools import SQL

from ..models.law.prepaid_jurisdiction import BUYER_KINDS

# So many days after its owner was reminded the accountant is asked.
REPLY_DAYS = 30

# Contracts with credit left that was paid for, and what the books still owe of it.
CREDIT = """
    SELECT g.contract_id,
           SUM(g.amount - COALESCE(earned.amount, 0)) AS value,
           MAX(g.date) FILTER (WHERE g.kind IN ('purchase', 'opening')) AS bought
      FROM prepaid_grant g
 LEFT JOIN LATERAL (
           SELECT SUM(recognition.amount) AS amount
             FROM prepaid_recognition recognition
             JOIN account_move move ON move.id = recognition.move_id
            WHERE recognition.grant_id = g.id AND move.state = 'posted') earned ON TRUE
  GROUP BY g.contract_id
    HAVING SUM(g.remaining) > 0 AND SUM(g.amount - COALESCE(earned.amount, 0)) > 0
"""

# When somebody of an owner's was last on its pages, or wrote.
SEEN = """
    SELECT partner.commercial_partner_id AS partner_id, MAX(seen.moment) AS moment
      FROM (
        SELECT login.user_id, MAX(login.moment) AS moment
          FROM (SELECT create_uid AS user_id, create_date AS moment FROM res_users_log
             UNION ALL
                SELECT user_id, last_activity FROM res_device_log) login
      GROUP BY login.user_id
      ) seen
      JOIN res_users person ON person.id = seen.user_id AND person.share
      JOIN res_partner partner ON partner.id = person.partner_id
  GROUP BY partner.commercial_partner_id
"""
WROTE = """
    SELECT partner.commercial_partner_id AS partner_id, MAX(message.date) AS moment
      FROM mail_message message
      JOIN res_partner partner ON partner.id = message.author_id
     WHERE message.message_type IN ('email', 'comment')
       AND partner.commercial_partner_id IN (
           SELECT contract.partner_id FROM credit
             JOIN prepaid_contract contract ON contract.id = credit.contract_id)
  GROUP BY partner.commercial_partner_id
"""

ROWS = """
    SELECT *,
           CASE WHEN limit_date IS NULL THEN 'unknown'
                WHEN limit_date <= today THEN 'passed'
                WHEN remind_date <= today THEN 'soon'
                ELSE 'active' END AS state,
           CASE WHEN limit_date IS NULL OR remind_date > today THEN NULL
                WHEN told IS NULL OR told <= last_activity THEN 'client'
                WHEN limit_date <= today AND told <= today - %(reply_days)s
                 AND (passed IS NULL OR passed <= last_activity) THEN 'accountant'
                END AS step
      FROM (
        SELECT dated.*,
               (last_activity + months * INTERVAL '1 month')::date AS limit_date,
               (last_activity + (months - notice) * INTERVAL '1 month')::date
                   AS remind_date
          FROM (
            SELECT contract.id, contract.id AS contract_id, contract.partner_id,
                   contract.plan_id, contract.user_id, contract.company_id,
                   contract.buyer_kind, owner.country_id, owner.state_id AS region_id,
                   credit.value, place.rule AS jurisdiction_id, place.months,
                   firm.today, firm.notice, contract.date_dormancy_told AS told,
                   contract.date_dormancy_passed AS passed,
                   GREATEST(
                       contract.date_last_draw, credit.bought,
                       (GREATEST(seen.moment, wrote.moment)
                           AT TIME ZONE 'UTC' AT TIME ZONE firm.zone)::date,
                       CASE WHEN contract.date_last_draw IS NULL
                             AND credit.bought IS NULL
                            THEN contract.create_date::date END
                   ) AS last_activity
              FROM credit
              JOIN prepaid_contract contract ON contract.id = credit.contract_id
              JOIN prepaid_plan plan ON plan.id = contract.plan_id
              JOIN res_partner owner ON owner.id = contract.partner_id
              JOIN firm ON firm.id = contract.company_id
              JOIN res_company company ON company.id = contract.company_id
              JOIN res_partner house ON house.id = company.partner_id
         LEFT JOIN place ON place.kind = contract.buyer_kind
               AND place.country = COALESCE(owner.country_id, house.country_id, 0)
               AND place.region = COALESCE(
                   CASE WHEN owner.country_id IS NULL
                        THEN house.state_id ELSE owner.state_id END, 0)
               AND place.unit = plan.unit
         LEFT JOIN seen ON seen.partner_id = contract.partner_id
         LEFT JOIN wrote ON wrote.partner_id = contract.partner_id
          ) dated
      ) limited
"""


class PrepaidDormantReport(models.Model):
    """Credit left by its owner's place, and when it may belong to the state there.

    Where no rule says so, credit does not become dormant. An owner without a country
    has the company's place.
    """

    _name = "prepaid.dormant.report"
    _description = "Dormant Credit"
    _auto = False
    _order = "limit_date, last_activity, id"
    _rec_name = "contract_id"
    _depends = {
        "prepaid.contract": [
            *("partner_id", "plan_id", "user_id", "company_id", "buyer_kind"),
            *("date_last_draw", "date_dormancy_told", "date_dormancy_passed"),
        ],
        "prepaid.plan": ["unit"],
        "prepaid.grant": ["contract_id", "amount", "remaining", "date", "kind"],
        "prepaid.recognition": ["grant_id", "amount", "move_id"],
        "account.move": ["state"],
        "res.partner": ["commercial_partner_id", "country_id", "state_id"],
        "res.users": ["partner_id", "share"],
        "mail.message": ["author_id", "date", "message_type"],
    }

    contract_id = fields.Many2one("prepaid.contract", readonly=True)
    partner_id = fields.Many2one("res.partner", "Owner", readonly=True)
    plan_id = fields.Many2one("prepaid.plan", readonly=True)
    user_id = fields.Many2one("res.users", "Account Manager", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    buyer_kind = fields.Selection(BUYER_KINDS, "Buyer", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    region_id = fields.Many2one("res.country.state", "Place", readonly=True)
    last_activity = fields.Date(
        readonly=True,
        help="The latest work, purchase, visit to the client's page or message of the "
        "owner.",
    )
    value = fields.Monetary(
        "Left",
        currency_field="company_currency_id",
        readonly=True,
        help="What was paid and is not earned yet, net, in the company's currency.",
    )
    jurisdiction_id = fields.Many2one("prepaid.jurisdiction", "Rule", readonly=True)
    months = fields.Integer("Dormant After (months)", readonly=True, aggregator=None)
    limit_date = fields.Date(
        "May Belong to the State", readonly=True, help="Unless its owner acts before."
    )
    told = fields.Date("Reminded", readonly=True)
    state = fields.Selection(
        [
            ("unknown", "No rule"),
            ("active", "In use"),
            ("soon", "Dormant soon"),
            ("passed", "Limit passed"),
        ],
        readonly=True,
    )
    step = fields.Selection(
        [("client", "Remind the client"), ("accountant", "Ask the accountant")],
        "Next Step",
        readonly=True,
    )

    @property
    def _table_query(self):
        # Each part once, whatever is looked for: guessed too small, they are joined
        # row by row.
        return SQL(
            "WITH credit AS MATERIALIZED (%s), seen AS MATERIALIZED (%s), "
            "wrote AS MATERIALIZED (%s), "
            "firm (id, zone, today, notice) AS (VALUES %s), "
            "place (kind, country, region, unit, rule, months) AS (VALUES %s), "
            "found AS MATERIALIZED (%s) SELECT * FROM found",
            SQL(CREDIT),
            SQL(SEEN),
            SQL(WROTE),
            self._get_firms(),
            self._get_places(),
            SQL(ROWS, reply_days=REPLY_DAYS),
        )

    def _get_firms(self):
        """Return rows of (company, its zone, its today, months before the limit)."""
        return SQL(", ").join(
            SQL(
                "(%s, %s, %s::date, %s)",
                company.id,
                company._get_prepaid_zone().key,
                company._get_prepaid_today(),
                company.prepaid_dormancy_notice_months,
            )
            for company in self.env["res.company"].sudo().search([])
        )

    def _get_places(self):
        """Return rows of (kind, country, state, unit, rule, months) of the buyers.

        A few places, however many contracts: rules are found once for each.
        """
        found = [SQL("('', 0, 0, '', NULL::int, NULL::int)")]
        Rule = self.env["prepaid.jurisdiction"]
        for kind, country, region, unit in self._find_buyers():
            rule = Rule._find_rules(
                kind,
                self.env["res.country"].browse(country or ()),
                self.env["res.country.state"].browse(region or ()),
                unit,
            ).get("dormancy")
            if rule:
                place = kind, country, region, unit, rule.id, rule.dormancy_months
                found.append(SQL("(%s, %s, %s, %s, %s, %s)", *place))
        return SQL(", ").join(found)

    def _find_buyers(self):
        """Return (kind, country, state, unit) of the buyers of all contracts."""
        self.env["prepaid.contract"].flush_model(["buyer_kind", "partner_id"])
        self.env["res.partner"].flush_model(["country_id", "state_id"])
        return self.env.execute_query(
            SQL(
                """SELECT DISTINCT contract.buyer_kind,
                          COALESCE(owner.country_id, house.country_id, 0),
                          COALESCE(CASE WHEN owner.country_id IS NULL
                                        THEN house.state_id ELSE owner.state_id
                                         END, 0),
                          plan.unit
                     FROM prepaid_contract contract
                     JOIN res_partner owner ON owner.id = contract.partner_id
                     JOIN res_company company ON company.id = contract.company_id
                     JOIN res_partner house ON house.id = company.partner_id
                     JOIN prepaid_plan plan ON plan.id = contract.plan_id
                    WHERE contract.buyer_kind IS NOT NULL"""
            )
        )

    def action_open_contract(self):
        self.ensure_one()
        return self.contract_id.get_formview_action()
