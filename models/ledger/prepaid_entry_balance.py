from odoo import api, fields, models
from odoo.tools import SQL

from ...metering import QUANTITY_DIGITS


class PrepaidEntry(models.Model):
    """How a contract's balance stood after each entry, and who worked."""

    _inherit = "prepaid.entry"

    balance_after = fields.Float(
        "Balance",
        digits=QUANTITY_DIGITS,
        compute="_compute_balance_after",
        compute_sudo=True,
        help="Of the contract, in the order of work dates, whatever the list shows.",
    )
    worker = fields.Char("Who Worked", compute="_compute_worker", compute_sudo=True)

    @api.depends("quantity", "date", "contract_id")
    def _compute_balance_after(self):
        balances = self._read_balances_after() if self._origin else {}
        for entry in self:
            entry.balance_after = balances.get(entry._origin.id, 0)

    @api.depends("timesheet_id.employee_id.name", "user_id.name")
    def _compute_worker(self):
        """Name the employee: not everybody who works signs in."""
        for entry in self:
            employee = entry.timesheet_id.employee_id
            erased = employee._is_prepaid_erased() or (
                not employee and entry.user_id.partner_id.prepaid_erased_on
            )
            entry.worker = (
                entry.user_id._get_prepaid_former_name()
                if erased
                else employee.name or entry.user_id.name
            )

    def _read_balances_after(self):
        """Return {id: balance of its contract after the entry}.

        By SQL, from the stored balance backwards: the newest of a long ledger are read
        without the rest of it.
        """
        self.contract_id.flush_recordset(["balance"])
        self.flush_model(["contract_id", "date", "quantity"])
        sql = SQL(
            """
            SELECT id, balance FROM (
                SELECT entry.id, contract.balance - COALESCE(SUM(entry.quantity) OVER (
                    PARTITION BY entry.contract_id
                    ORDER BY entry.date DESC, entry.id DESC
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ), 0) AS balance
                  FROM (
                    SELECT contract_id, MIN(date) AS date FROM prepaid_entry
                     WHERE id IN %(ids)s GROUP BY contract_id
                ) oldest
                  JOIN prepaid_contract contract ON contract.id = oldest.contract_id
                  JOIN prepaid_entry entry
                    ON entry.contract_id = oldest.contract_id
                   AND entry.date >= oldest.date
            ) ledger WHERE id IN %(ids)s
            """,
            ids=self._origin._ids,
        )
        return {id_: float(balance) for id_, balance in self.env.execute_query(sql)}
