import logging

from psycopg2 import OperationalError

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

TRIES = 3

# What is looked for contract by contract, and which kinds of row it speaks for.
OF_CONTRACTS = {
    "_find_use": ("use_falling", "pack_short", "idle", "heavy", "expiring"),
    "_find_bigger_pack": ("bigger_pack",),
}
# What is looked for in all of a company.
OF_COMPANY = {
    "_find_questions": ("questions",),
    "_find_unpaid": ("unpaid",),
    "_find_offers": ("follow_up", "former"),
}


class PrepaidSignal(models.Model):
    """The daily look at all contracts, and what becomes of one that cannot be told."""

    _inherit = "prepaid.signal"

    @api.model
    def _cron_find(self):
        """Look at the clients of each company, the one that waited longest first.

        A company that fails leaves nothing half done; the others go on. Not by
        `cron.run_each`: it would hold the company's row, the lock of its books.
        """
        cron, companies = self.env["ir.cron"], self._get_companies()
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            try:
                self._find_in_turn(company)
            # A deleted rate, a broken override: nobody knows what fails, and it must
            # not keep the other companies waiting.
            except Exception:  # noqa: BLE001 - no company stops the others
                self.env.cr.rollback()
                _logger.warning(
                    "Whom to call in %s is not known", company, exc_info=True
                )
            if not cron._commit_progress(1):
                break

    @api.model
    def _find_in_turn(self, company):
        """Look at a company; start again where somebody answers a row meanwhile."""
        for left in reversed(range(TRIES)):
            try:
                self._find(company)
                self.env.flush_all()
                break
            except (OperationalError, ConcurrencyError):
                self.env.cr.rollback()
                if not left:
                    raise

    @api.model
    def _get_companies(self):
        """Return the companies that have contracts, longest not looked at first."""
        days = self.env["res.company"]._get_prepaid_days()
        companies = self.env["res.company"].union(*days.values())
        checked = dict(self._read_group([], ["company_id"], ["date_checked:max"]))
        return companies.sorted(lambda each: (str(checked.get(each, "")), each.id))

    @api.model
    def _find(self, company):
        """Bring the rows of a company in line with today. Safe to repeat."""
        signals = self.sudo().with_company(company)
        today = company._get_prepaid_today()
        contracts = signals._get_live_contracts(company, today)
        faults = {}
        for method, kinds in OF_CONTRACTS.items():
            found, failed = signals._look(method, contracts, today)
            faults |= failed
            domain = Domain("kind", "in", kinds)
            domain &= Domain("contract_id", "not in", [each.id for each in failed])
            signals._bring_in_line(company, today, found, domain)
        for method, kinds in OF_COMPANY.items():
            found = getattr(signals, method)(company, today)
            signals._bring_in_line(company, today, found, Domain("kind", "in", kinds))
        signals._tell_faults(contracts, faults)

    @api.model
    def _get_live_contracts(self, company, today):
        """Return the contracts that pay for work now."""
        return self.env["prepaid.contract"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "active"),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", today),
            ],
            order="id",
        )

    @api.model
    def _look(self, method, contracts, today):
        """Return what is found ([Found]), and {contract: why} of those that fail.

        All at once; where that fails, by halves, until the bad ones are left.
        """
        if not contracts:
            return [], {}
        try:
            with self.env.cr.savepoint():
                return getattr(self, method)(contracts, today), {}
        except (OperationalError, ConcurrencyError):
            raise
        # As in `cron.run_each`: which contract fails is told on it.
        except Exception as error:  # noqa: BLE001 - no contract stops the others
            if len(contracts) == 1:
                _logger.warning("%s fails on %s", method, contracts, exc_info=True)
                return [], {contracts: str(error.args[0] if error.args else error)}
        half = len(contracts) // 2
        found, failed = [], {}
        for part in (contracts[:half], contracts[half:]):
            hits, bad = self._look(method, part, today)
            found += hits
            failed |= bad
        return found, failed

    @api.model
    def _tell_faults(self, contracts, faults):
        """Keep on contracts why nobody knows whether to call, or that it is known."""
        for contract in contracts:
            reason = faults.get(contract)
            if reason or "signals" in (contract.cron_faults or {}):
                contract._keep_fault(
                    "signals",
                    reason
                    and self.env._(
                        "It cannot be told whether to call the client: %(reason)s",
                        reason=reason,
                    ),
                )
