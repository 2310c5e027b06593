from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...cron import run_each
from ...metering import apportion, earn
from .analytics import share_work, to_shares
from .deferred import LIABILITIES

# What posted entries booked as earned up to a day, each with what bore it.
BOOKED_QUERY = """
    SELECT recognition.grant_id, recognition.kind, recognition.analytic_distribution,
           SUM(recognition.amount)
      FROM prepaid_recognition recognition
      JOIN account_move move ON move.id = recognition.move_id
     WHERE recognition.company_id = %s AND move.state = 'posted'
       AND recognition.date_earned <= %s AND recognition.kind <> 'discount'
  GROUP BY recognition.grant_id, recognition.kind, recognition.analytic_distribution
"""

# Lines on the deferral account that belong to packs, whatever made them: what a pool or
# a recognition entry claims in one sum, each other line by name.
LEDGER_QUERY = f"""
    SELECT name, SUM(amount)
      FROM (
        SELECT CASE WHEN claim.is_claimed THEN ''
                    ELSE CONCAT_WS(' · ', move.name, line.name) END AS name,
               -line.balance AS amount
          FROM account_move_line line
          JOIN account_move move ON move.id = line.move_id
     LEFT JOIN (SELECT DISTINCT line_id FROM prepaid_pool_line) pooled
            ON pooled.line_id = line.id
     LEFT JOIN (SELECT DISTINCT move_id FROM prepaid_recognition) recognised
            ON recognised.move_id = move.id
     LEFT JOIN product_product product ON product.id = line.product_id
     LEFT JOIN product_template template ON template.id = product.product_tmpl_id
    CROSS JOIN LATERAL (
            SELECT pooled.line_id IS NOT NULL OR recognised.move_id IS NOT NULL
                AS is_claimed
          ) claim
         WHERE line.company_id = %s AND line.parent_state = 'posted'
           AND line.date <= %s AND line.account_id = ANY({LIABILITIES})
           AND move.tax_cash_basis_origin_move_id IS NULL
           AND (claim.is_claimed OR line.prepaid_sold->>'plan' IS NOT NULL
                OR template.is_prepaid_pack)
      ) line
  GROUP BY name
"""


class ResCompany(models.Model):
    """Revenue of packs: deferred when invoiced, recognised when earned."""

    _inherit = "res.company"

    prepaid_recognised_at = fields.Datetime(
        "Revenue Recognised at", readonly=True, copy=False
    )

    # === ENTRY POINTS === #

    def _recognise_prepaid_revenue(self, date):
        """Book everything earned up to ``date`` and return the journal entries.

        One entry a company, dated that day or in the first open period. Only what is
        missing: running it twice, for overlapping dates or after edits books the
        difference. Nothing is booked before the pack's invoice is posted.
        """
        moves = self.env["account.move"]
        for company in self.sorted("id"):
            # The row that every run updates: two runs at once cannot both book.
            company.prepaid_recognised_at = fields.Datetime.now()
            company.flush_recordset(["prepaid_recognised_at"])
            moves |= company._book_recognition(company._get_recognition(date), date)
        return moves

    def _get_prepaid_tie_out(self, date):
        """Return deferred revenue by the grants and by the general ledger.

        A dict in company currency as of an accounting date: ``deferred`` is what was
        sold and not recognised, ``ledger`` the balance that packs have on the deferral
        account, ``difference`` is 0.00 when the books tie out: lines that no pool
        claims count in the ledger alone. Neutral lines of cash-basis taxes are left
        out.
        """
        self.env.flush_all()
        currency = self.currency_id
        deferred = currency.round(self._get_sold(date) - self._get_recognised(date))
        ledger = currency.round(sum(amount for _t, amount in self._read_ledger(date)))
        return {
            "deferred": deferred,
            "ledger": ledger,
            "difference": currency.round(deferred - ledger),
        }

    def _get_prepaid_unclaimed(self, date):
        """Name the lines of packs on the deferral account that no pool claims."""
        return [
            f"{name}: {self.currency_id.format(amount)}"
            for name, amount in self._read_ledger(date)
            if name and amount
        ]

    def _read_ledger(self, date):
        """Return [(name, amount)] of packs' lines on the deferral account by a date.

        What pools and recognition claim is one sum without a name.
        """
        self.ensure_one()
        self.env.flush_all()
        return self.env.execute_query(SQL(LEDGER_QUERY, self.id, date))

    @api.model
    def _cron_recognise(self):
        """Recognise what was earned until the company's yesterday, one by one."""
        groups = self.env["prepaid.pool.line"]._read_group([], ["company_id"])
        run_each(
            self.union(*(company for (company,) in groups)),
            lambda company: company.with_company(company)._recognise_prepaid_revenue(
                company._get_prepaid_today() - timedelta(days=1)
            ),
            [],
            lambda company, reason: (
                reason and company.partner_id.message_post(body=reason)
            ),
        )

    # === WHAT IS MISSING === #

    def _get_recognition(self, date):
        """Return {(grant, kind, analytic shares): coins} to book up to a date.

        What later runs already booked is not booked again: the total never exceeds
        what is earned by the latest date that was recognised.
        """
        self.ensure_one()
        missing = self._compare_recognition(date)
        latest = self._get_latest_recognition()
        if latest and latest > date:
            beyond = self._compare_recognition(latest)
            missing = {
                key: max(
                    min(coins, max(beyond.get(key, 0), 0)), min(beyond.get(key, 0), 0)
                )
                for key, coins in missing.items()
            }
        return {key: coins for key, coins in missing.items() if coins}

    def _compare_recognition(self, date):
        """Return what is earned less what is booked, both up to a date."""
        missing = defaultdict(int, self._name_analytics(self._get_earned(date)))
        for key, coins in self._read_booked(date):
            missing[key] -= coins
        return missing

    def _name_analytics(self, earned):
        """Return {(grant, kind, shares): coins} of what is earned by work's accounts.

        The accounts of the work bear it, in other plans those of the pack; without
        work, as when credit expires, those of the pack alone.
        """
        grants = self.env["prepaid.grant"].union(*(key[0] for key in earned))
        sold = {
            grant: to_shares(grant._get_pack_analytics())
            for grant in grants.with_prefetch(grants.ids)
        }
        shares = [*sold.values(), *(((key[2], 100.0),) for key in earned)]
        plans = self._get_analytic_plans(shares)
        named = defaultdict(int)
        for (grant, kind, worked), coins in earned.items():
            named[grant, kind, share_work(worked, sold[grant], plans)] += coins
        return named

    @api.model
    def _get_analytic_plans(self, shares):
        """Return {account id: root plan} of accounts in shares that still exist."""
        ids = {account for parts in shares for key, _ in parts for account in key}
        accounts_sudo = self.env["account.analytic.account"].sudo().browse(ids).exists()
        return {account.id: account.root_plan_id for account in accounts_sudo}

    def _read_booked(self, date):
        """Return [((grant, kind, shares), coins)] of what was booked as earned by then.

        One query, as the ORM does not group by distributions.
        """
        self.env.flush_all()
        rows = self.env.execute_query(SQL(BOOKED_QUERY, self.id, date))
        coin = self.currency_id.rounding
        grants = self.env["prepaid.grant"]
        return [
            (
                (grants.browse(grant_id), kind, to_shares(analytics)),
                round(amount / coin),
            )
            for grant_id, kind, analytics, amount in rows
        ]

    def _get_booked_domain(self):
        return Domain("company_id", "=", self.id) & Domain(
            "move_id.state", "=", "posted"
        )

    def _get_latest_recognition(self):
        rows = self.env["prepaid.recognition"]
        return rows.search(
            self._get_booked_domain(), order="date_earned DESC", limit=1
        ).date_earned

    def _get_earned(self, date):
        """Return {(grant, kind, the work's analytic accounts): coins} by a date."""
        earned = {}
        lines = self._get_deferred_lines()
        for pool in self.env["prepaid.grant"]._read_pools(lines, date):
            for lot, price in zip(pool.lots, pool.get_prices(), strict=True):
                earned |= self._earn(lot, price)
        return earned

    @api.model
    def _earn(self, lot, price):
        """Split what a lot earned by use between the analytic accounts it served."""
        used = {accounts: units for accounts, units in lot.used.items() if units > 0}
        by_use, by_breakage = earn(
            price,
            lot.due,
            sum(lot.used.values()),
            lot.expired,
            lot.grant._get_expected_breakage(),
        )
        keys = sorted(used) or [()]
        parts = apportion(by_use, [used.get(accounts, 1) for accounts in keys])
        earned = {
            (lot.grant, "use", accounts): part
            for accounts, part in zip(keys, parts, strict=True)
        }
        return earned | {(lot.grant, "breakage", ()): by_breakage}

    def _get_deferred_lines(self):
        """Return the invoice lines of this company whose price was deferred."""
        return (
            self.env["prepaid.grant"]
            .search(
                [
                    ("company_id", "=", self.id),
                    ("move_line_id.account_id.account_type", "=like", "liability%"),
                ]
            )
            .move_line_id
        )

    # === TIE-OUT === #

    def _get_sold(self, date):
        """Return the net price of packs on the deferral account, posted by a date."""
        query = """
            SELECT SUM(part.amount)
              FROM prepaid_pool_line part
              JOIN account_move_line line ON line.id = part.line_id
              JOIN account_account account ON account.id = line.account_id
             WHERE line.company_id = %s AND line.parent_state = 'posted'
               AND line.date <= %s AND account.account_type LIKE 'liability%%'
        """
        return self.env.execute_query(SQL(query, self.id, date))[0][0] or 0

    def _get_recognised(self, date):
        domain = self._get_booked_domain() & Domain("date", "<=", date)
        rows = self.env["prepaid.recognition"]._read_group(domain, [], ["amount:sum"])
        return rows[0][0] or 0
