from odoo import api, models
from odoo.tools import SQL, split_every

from . import profit_kept

# So many contracts are kept in one transaction.
BATCH = 500
# Names the lock of who keeps rows.
LOCK = "prepaid_profit_row"


class PrepaidProfitReport(models.Model):
    """The rows of contracts that nothing changed, kept: see `profit_kept`."""

    _inherit = "prepaid.profit.report"

    def init(self):
        """Make the tables of what is kept, and the triggers that watch what changes."""
        self.env.cr.execute(profit_kept.TABLES)
        self.env.cr.execute(profit_kept.get_triggers())
        return super().init()

    @property
    def _table_query(self):
        marked = self._get_contract_ids(profit_kept.MARKED)
        if not marked:
            return SQL(profit_kept.REPORT_KEPT)
        return SQL(profit_kept.REPORT_MARKED, ids=marked)

    def _get_contract_ids(self, query, **params):
        self.env.cr.execute(query, params)
        return [contract_id for [contract_id] in self.env.cr.fetchall()]

    # === CRON === #

    @api.model
    def _cron_keep(self):
        """Keep the rows of contracts that changed: every ten minutes, in batches."""
        marked = self._get_contract_ids(profit_kept.MARKED)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(marked))
        for batch in split_every(BATCH, marked):
            if not self._keep(batch) or not cron._commit_progress(len(batch)):
                break

    @api.model
    def _keep(self, contract_ids):
        """Keep the rows of contracts; return whether this is the only one who does.

        What others change meanwhile keeps its mark: the transaction does not see it.
        """
        self.env.flush_all()
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [LOCK])
        [is_alone] = self.env.cr.fetchone()
        if is_alone:
            ids = self._get_contract_ids(profit_kept.RELATED, ids=list(contract_ids))
            self.env.cr.execute(profit_kept.KEEP, {"ids": ids})
        return is_alone
