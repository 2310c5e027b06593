from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ...cron import run_each
from ...metering import apportion, earn

# Lines on the deferral account that belong to packs, whatever made them.
LEDGER_QUERY = """
    SELECT -SUM(line.balance)
      FROM account_move_line line
      JOIN account_move move ON move.id = line.move_id
      JOIN account_account account ON account.id = line.account_id
 LEFT JOIN product_product product ON product.id = line.product_id
 LEFT JOIN product_template template ON template.id = product.product_tmpl_id
     WHERE line.company_id = %s AND line.parent_state = 'posted' AND line.date <= %s
       AND account.account_type LIKE 'liability%%'
       AND move.tax_cash_basis_origin_move_id IS NULL
       AND (line.prepaid_line_id IS NOT NULL
            OR line.display_type = 'product' AND template.is_prepaid_pack
               AND move.move_type IN ('out_invoice', 'out_refund')
            OR EXISTS (SELECT FROM prepaid_recognition WHERE move_id = move.id))
"""


class ResCompany(models.Model):
    """Revenue of packs: deferred when invoiced, recognised when earned."""

    _inherit = "res.company"

    prepaid_recognised_at = fields.Datetime("Revenue Recognised at", readonly=True)

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
        account, ``difference`` is 0.00 when the books tie out. Neutral lines of
        cash-basis taxes are left out.
        """
        self.ensure_one()
        self.env.flush_all()
        currency = self.currency_id
        deferred = currency.round(self._get_sold(date) - self._get_recognised(date))
        ledger = currency.round(
            self.env.execute_query(SQL(LEDGER_QUERY, self.id, date))[0][0] or 0
        )
        return {
            "deferred": deferred,
            "ledger": ledger,
            "difference": currency.round(deferred - ledger),
        }

    @api.model
    def _cron_recognise(self):
        """Recognise what was earned until yesterday, company by company."""
        yesterday = fields.Date.context_today(self) - timedelta(days=1)
        groups = self.env["prepaid.grant"]._read_group(
            [("move_line_id", "!=", False)], ["company_id"]
        )
        run_each(
            self.union(*(company for (company,) in groups)),
            lambda company: company.with_company(company)._recognise_prepaid_revenue(
                yesterday
            ),
            [],
            lambda company, reason: company.partner_id.message_post(body=reason),
        )

    # === WHAT IS MISSING === #

    def _get_recognition(self, date):
        """Return {(grant, kind, analytic account id): coins} to book up to a date.

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
        missing = defaultdict(int, self._get_earned(date))
        coin = self.currency_id.rounding
        for grant, kind, account, amount in self.env["prepaid.recognition"]._read_group(
            self._get_booked_domain() & Domain("date_earned", "<=", date),
            ["grant_id", "kind", "analytic_account_id"],
            ["amount:sum"],
        ):
            missing[grant, kind, account.id or None] -= round(amount / coin)
        return missing

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
        """Return {(grant, kind, analytic account id): coins} earned up to a date."""
        earned = {}
        lines = self._get_deferred_lines()
        for pool in self.env["prepaid.grant"]._read_pools(lines, date):
            for lot, price in zip(pool.lots, pool.get_prices(), strict=True):
                earned |= self._earn(lot, price)
        return earned

    @api.model
    def _earn(self, lot, price):
        """Split what a lot earned by use between the analytic accounts it served."""
        used = {account: units for account, units in lot.used.items() if units > 0}
        plan = lot.grant.plan_id
        by_use, by_breakage = earn(
            price,
            lot.due,
            sum(lot.used.values()),
            lot.expired,
            plan.breakage_percent / 100,
        )
        accounts = sorted(used, key=lambda account: account or 0) or [None]
        shares = apportion(by_use, [used.get(account, 1) for account in accounts])
        earned = {
            (lot.grant, "use", account): share
            for account, share in zip(accounts, shares, strict=True)
        }
        return earned | {(lot.grant, "breakage", None): by_breakage}

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

    # === BOOKING === #

    def _book_recognition(self, missing, date):
        """Post one entry for the missing amounts, and tie each to its grant."""
        moves = self.env["account.move"]
        if not missing:
            return moves
        journal = self._get_prepaid_setting("prepaid_journal_id")
        if not journal:
            raise UserError(
                self.env._(
                    "Choose the journal for prepaid revenue of %(company)s in the "
                    "settings of Prepaid Hours.",
                    company=self.name,
                )
            )
        move = moves.create(self._prepare_recognition_vals(missing, journal, date))
        self.env["prepaid.recognition"].create(
            self._prepare_recognition_rows(missing, move, date)
        )
        return move._post(soft=False)

    def _prepare_recognition_vals(self, missing, journal, date):
        """Return the entry's vals: a line pair for each partner, account and analytics.

        Company currency throughout: a pack in foreign currency is earned at the
        historical rate of its invoice. Never taxes.
        """
        pairs = defaultdict(int)
        accounts = {}
        for (grant, kind, analytic_id), coins in missing.items():
            pairs[self._get_pair_key(grant, kind, analytic_id, accounts)] += coins
        grants = self.env["prepaid.grant"].union(*(key[0] for key in missing))
        # Between grants of one customer nothing may move; the entry says so with zeros.
        moved = {key: coins for key, coins in pairs.items() if coins} or pairs
        return {
            "move_type": "entry",
            "journal_id": journal.id,
            "company_id": self.id,
            "date": self._get_open_date(journal, date),
            "ref": self.env._("Prepaid revenue earned until %(date)s", date=date),
            "adjusting_entry_origin_move_ids": [
                Command.set(grants.move_line_id.move_id.ids)
            ],
            "line_ids": [
                Command.create(vals)
                for key, coins in moved.items()
                for vals in self._prepare_pair_vals(key, coins)
            ],
        }

    def _get_pair_key(self, grant, kind, analytic_id, accounts):
        """Return the partner, deferral account, income account and analytics."""
        line = grant.move_line_id
        origin = (line.product_id, line.move_id.fiscal_position_id)
        if origin not in accounts:
            template = line.product_id.product_tmpl_id.with_company(self)
            mapped = template.get_product_accounts(origin[1])
            accounts[origin] = mapped.get("prepaid_income", mapped["income"])
        income = accounts[origin]
        if kind == "breakage":
            income = self._get_prepaid_setting("prepaid_breakage_account_id") or income
        analytics = (
            ((str(analytic_id), 100.0),)
            if analytic_id
            else tuple((line.prepaid_analytic_distribution or {}).items())
        )
        return (grant.partner_id, line.account_id, income, analytics)

    def _prepare_pair_vals(self, key, coins):
        partner, deferred, income, analytics = key
        amount = self.currency_id.round(coins * self.currency_id.rounding)
        common = {"partner_id": partner.id, "name": self.env._("Prepaid revenue")}
        return [
            common | {"account_id": deferred.id, "balance": amount},
            common
            | {
                "account_id": income.id,
                "balance": -amount,
                "analytic_distribution": dict(analytics) or False,
            },
        ]

    @api.model
    def _prepare_recognition_rows(self, missing, move, date):
        coin = move.company_id.currency_id.rounding
        return [
            {
                "grant_id": grant.id,
                "move_id": move.id,
                "date_earned": date,
                "kind": kind,
                "analytic_account_id": analytic_id,
                "amount": move.company_id.currency_id.round(coins * coin),
            }
            for (grant, kind, analytic_id), coins in missing.items()
        ]

    def _get_open_date(self, journal, date):
        """Return the date itself, or the first one after the lock dates."""
        locked = self._get_user_fiscal_lock_date(journal)
        return max(date, locked + timedelta(days=1)) if date <= locked else date

    # === TIE-OUT === #

    def _get_sold(self, date):
        """Return the net price of packs on the deferral account, posted by a date."""
        query = """
            SELECT -SUM(line.balance)
              FROM account_move_line line
              JOIN account_move_line root ON root.id = line.prepaid_line_id
              JOIN account_account account ON account.id = root.account_id
             WHERE line.company_id = %s AND line.parent_state = 'posted'
               AND line.date <= %s AND account.account_type LIKE 'liability%%'
        """
        return self.env.execute_query(SQL(query, self.id, date))[0][0] or 0

    def _get_recognised(self, date):
        domain = self._get_booked_domain() & Domain("date", "<=", date)
        rows = self.env["prepaid.recognition"]._read_group(domain, [], ["amount:sum"])
        return rows[0][0] or 0
