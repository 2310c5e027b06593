from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from .analytics import from_shares, to_distribution


class ResCompany(models.Model):
    """The journal entry that a run of recognition posts."""

    _inherit = "res.company"

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
        grants = self.env["prepaid.grant"].union(*self._get_origins(missing, "grant"))
        lines = grants.move_line_id.union(*self._get_origins(missing, "line"))
        order = self._get_analytic_order([key[2] for key in missing])
        pairs = defaultdict(int)
        accounts = {}
        for (origin, kind, shares), coins in missing.items():
            if origin._name == grants._name:
                origin = origin.with_prefetch(grants.ids)
            pairs[self._get_pair_key(origin, kind, shares, accounts)] += coins
        # Between grants of one customer nothing may move; the entry says so with zeros.
        moved = {key: coins for key, coins in pairs.items() if coins} or pairs
        return {
            "move_type": "entry",
            "journal_id": journal.id,
            "company_id": self.id,
            "date": self._get_open_date(journal, date),
            "ref": self._get_recognition_ref(date),
            "adjusting_entry_origin_move_ids": [
                Command.set((grants.move_line_id | lines).move_id.ids)
            ],
            "line_ids": [
                Command.create(vals)
                for key, coins in moved.items()
                for vals in self._prepare_pair_vals(key, coins, order)
            ],
        }

    def _get_recognition_ref(self, date):
        """Return the reference in the company's language: all its people read it."""
        env = self.with_context(lang=self.partner_id.lang).env
        return env._(
            "Prepaid revenue earned until %(date)s", date=format_date(env, date)
        )

    def _get_pair_key(self, grant, kind, shares, accounts):
        """Return the partner, deferral account, income account and analytics."""
        line = grant.move_line_id
        origin = (
            line.product_id,
            line.move_id.fiscal_position_id,
            line.prepaid_opening_line_id.plan_id,
        )
        if origin not in accounts:
            mapped = line._get_earning_accounts()
            accounts[origin] = mapped.get("prepaid_income", mapped["income"])
        income = accounts[origin]
        if kind == "breakage":
            income = self._get_prepaid_setting("prepaid_breakage_account_id") or income
        # What went to a contract of the client's family is still deferred for them.
        partner = grant._get_origins().partner_id
        return (partner, grant._get_deferral_account(), income, shares)

    @api.model
    def _get_analytic_order(self, shares):
        """Return {account id: place} of existing accounts, in the order of plans."""
        plans = self._get_analytic_plans(shares)
        project_plan, other_plans = self.env["account.analytic.plan"]._get_all_plans()
        places = {plan: place for place, plan in enumerate(project_plan + other_plans)}
        ranked = sorted(plans, key=lambda account: (places[plans[account]], account))
        return {account: place for place, account in enumerate(ranked)}

    def _prepare_pair_vals(self, key, coins, order):
        partner, deferred, income, shares = key
        amount = self.currency_id.round(coins * self.currency_id.rounding)
        common = {"partner_id": partner.id, "name": self.env._("Prepaid revenue")}
        return [
            common | {"account_id": deferred.id, "balance": amount},
            common
            | {
                "account_id": income.id,
                "balance": -amount,
                "analytic_distribution": to_distribution(shares, order),
            },
        ]

    @api.model
    def _get_origins(self, missing, name):
        """Return the grants that earn, or the invoice lines that are discounted."""
        model = {"grant": "prepaid.grant", "line": "account.move.line"}[name]
        return [key[0] for key in missing if key[0]._name == model]

    @api.model
    def _prepare_recognition_rows(self, missing, move, date):
        coin = move.company_id.currency_id.rounding
        return [
            {
                "line_id" if kind == "discount" else "grant_id": origin.id,
                "move_id": move.id,
                "date_earned": date,
                "kind": kind,
                "analytic_distribution": from_shares(shares),
                "amount": move.company_id.currency_id.round(coins * coin),
            }
            for (origin, kind, shares), coins in missing.items()
        ]

    def _get_open_date(self, journal, date):
        """Return the date itself, or the first one after the lock dates."""
        locked = self._get_user_fiscal_lock_date(journal)
        return max(date, locked + timedelta(days=1)) if date <= locked else date
