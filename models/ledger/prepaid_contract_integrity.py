from odoo import api, models
from odoo.tools import SQL

# Each query returns (contract_id, what is wrong) rows, and where there is no contract
# the company_id; DESIGN's invariants by number.
INTEGRITY_QUERIES = {
    "1. The balance of a contract is the sum of its entries": """
        SELECT c.id, c.name || ': balance ' || c.balance || ', entries '
                     || COALESCE(SUM(e.quantity), 0)
          FROM prepaid_contract c LEFT JOIN prepaid_entry e ON e.contract_id = c.id
      GROUP BY c.id HAVING COALESCE(c.balance, 0) <> COALESCE(SUM(e.quantity), 0)""",
    "1. The debt of a contract is the sum of its entries without grant": """
        SELECT c.id, c.name || ': debt ' || c.debt || ', entries '
                     || COALESCE(-SUM(e.quantity), 0)
          FROM prepaid_contract c LEFT JOIN prepaid_entry e
            ON e.contract_id = c.id AND e.grant_id IS NULL
      GROUP BY c.id HAVING COALESCE(c.debt, 0) <> COALESCE(-SUM(e.quantity), 0)""",
    "1. The remaining credit of a grant is the sum of its entries": """
        SELECT g.contract_id, g.name || ': remaining ' || g.remaining || ', entries '
                              || COALESCE(SUM(e.quantity), 0)
          FROM prepaid_grant g LEFT JOIN prepaid_entry e ON e.grant_id = g.id
      GROUP BY g.id HAVING g.remaining <> COALESCE(SUM(e.quantity), 0)""",
    "2. A grant holds what was granted: drawn, expired, voided, transferred, left": """
        SELECT g.contract_id, g.name || ': quantity ' || g.quantity || ', granted '
                              || COALESCE(SUM(e.quantity), 0)
          FROM prepaid_grant g LEFT JOIN prepaid_entry e ON e.grant_id = g.id
               AND (e.kind = 'grant' OR e.kind = 'transfer' AND e.quantity > 0
                    AND e.reversed_entry_id IS NULL)
      GROUP BY g.id HAVING g.quantity <> COALESCE(SUM(e.quantity), 0)""",
    "3. A grant never gives more than it holds": """
        SELECT contract_id, name || ': ' || remaining || ' of ' || quantity
          FROM prepaid_grant WHERE remaining < 0 OR remaining > quantity""",
    "4. A covered line draws exactly what is due": """
        SELECT COALESCE(MAX(l.prepaid_contract_id), MAX(e.contract_id)),
               l.name || ': due ' || COALESCE(l.prepaid_quantity, 0) || ', drawn '
               || COALESCE(-SUM(e.quantity), 0)
          FROM account_analytic_line l LEFT JOIN prepaid_entry e
            ON e.timesheet_id = l.id AND e.kind IN ('draw', 'debt')
         WHERE l.prepaid_contract_id IS NOT NULL OR e.id IS NOT NULL
      GROUP BY l.id
        HAVING COALESCE(l.prepaid_quantity, 0) <> COALESCE(-SUM(e.quantity), 0)""",
    "4. The entries of a covered line tell its metered minutes": """
        SELECT l.prepaid_contract_id, l.name || ': metered ' || l.metered_minutes
               || ', in entries ' || COALESCE(SUM(e.metered_minutes), 0)
          FROM account_analytic_line l LEFT JOIN prepaid_entry e
            ON e.timesheet_id = l.id AND e.kind IN ('draw', 'debt')
         WHERE l.prepaid_contract_id IS NOT NULL
      GROUP BY l.id
        HAVING COALESCE(l.metered_minutes, 0) <> COALESCE(SUM(e.metered_minutes), 0)""",
    "4. A line draws on its own contract only": """
        SELECT e.contract_id, e.name || ': ' || SUM(e.quantity)
          FROM prepaid_entry e JOIN account_analytic_line l ON l.id = e.timesheet_id
         WHERE e.contract_id IS DISTINCT FROM l.prepaid_contract_id
      GROUP BY e.contract_id, l.id, e.name HAVING SUM(e.quantity) <> 0""",
    "5. A reversal gives back no more than its entry moved": """
        SELECT o.contract_id, o.name || ': ' || o.quantity || ', reversed '
                              || SUM(r.quantity)
          FROM prepaid_entry o JOIN prepaid_entry r ON r.reversed_entry_id = o.id
         WHERE o.kind NOT IN ('grant', 'transfer') OR r.kind <> 'debt'
      GROUP BY o.id
        HAVING ABS(SUM(r.quantity)) > ABS(o.quantity)
               OR SUM(r.quantity) * o.quantity > 0
               OR bool_or(r.contract_id <> o.contract_id)""",
    "5. What is owed of a grant is no more than it held": """
        SELECT g.contract_id, g.name || ': ' || g.quantity || ', owed '
                              || -SUM(r.quantity)
          FROM prepaid_grant g
          JOIN prepaid_entry o ON o.grant_id = g.id AND o.kind IN ('grant', 'transfer')
          JOIN prepaid_entry r ON r.reversed_entry_id = o.id AND r.kind = 'debt'
      GROUP BY g.id
        HAVING -SUM(r.quantity) NOT BETWEEN 0 AND g.quantity
               OR bool_or(r.contract_id <> g.contract_id)""",
    "5. The database keeps entries from being changed": """
        SELECT NULL::int, 'The trigger prepaid_entry_is_frozen is missing or off.'
         WHERE NOT EXISTS (SELECT FROM pg_trigger
                            WHERE tgrelid = 'prepaid_entry'::regclass
                              AND tgname = 'prepaid_entry_is_frozen'
                              AND tgenabled = 'O')""",
    "7. No grant was ever overdrawn, nor paid debt that was not there": """
        SELECT contract_id, MIN(name) || ': ' || MIN(sum)
          FROM (SELECT contract_id, name, grant_id,
                       SUM(CASE WHEN grant_id IS NULL THEN -quantity ELSE quantity END)
                       OVER (PARTITION BY contract_id, grant_id ORDER BY id)
                  FROM prepaid_entry) running
         WHERE sum < 0 AND grant_id IS NOT NULL
      GROUP BY contract_id""",
}


class PrepaidContract(models.Model):
    """Proof that the ledger is right, over a whole database."""

    _inherit = "prepaid.contract"

    @api.model
    def _check_integrity(self):
        """Return what is wrong with the ledger as texts, empty if nothing is.

        Reads the whole database by SQL, all companies, and trusts no stored figure.
        """
        return [text for _contract, _company, text in self._find_faults()]

    @api.model
    def _find_faults(self):
        """Return (contract or none, company or none, text) for what is broken."""
        self.env.flush_all()
        Company = self.env["res.company"]
        return [
            (self.browse(contract_id), Company.browse(company_id), f"{rule}. {detail}")
            for rule, query in self._get_integrity_queries().items()
            for contract_id, detail, *company_id in self.env.execute_query(SQL(query))
        ]

    @api.model
    def _find_own_faults(self):
        """Return the texts of the faults that the user may read of."""
        faults = self.sudo()._find_faults()
        contracts = self.union(*(contract.sudo(False) for contract, *_ in faults))
        readable = contracts._filtered_access("read")
        return [
            text
            for contract, company, text in faults
            if (contract <= readable and company <= self.env.companies)
        ]

    @api.model
    def _get_integrity_queries(self):
        """Return {rule: query}; each query returns (contract id, what is wrong) rows.

        A row without contract may have the company's id as a third column. Override it
        to prove more; the texts of rules are for people.
        """
        return INTEGRITY_QUERIES

    @api.model
    def action_check_integrity(self):
        """Check on demand and show the outcome to a manager."""
        self.check_access("write")
        return self._get_check_notification(self._find_own_faults())

    @api.model
    def _get_check_notification(self, faults):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Ledger check"),
                "message": "\n".join(faults)
                or self.env._(
                    "Every balance of your companies ties out. Nothing is wrong."
                ),
                "type": "danger" if faults else "success",
                "sticky": bool(faults),
            },
        }

    @api.model
    def _cron_check_integrity(self):
        """Check daily; raise one activity on each contract that is wrong."""
        faults = {}
        for contract, company, text in self._find_faults():
            near = [("company_id", "=", company.id)] if company else []
            faults.setdefault(contract or self.search(near, limit=1), []).append(text)
        summary = self.env._("The ledger does not tie out")
        for contract, texts in faults.items():
            if contract and summary not in contract.activity_ids.mapped("summary"):
                contract.activity_schedule(
                    "mail.mail_activity_data_warning",
                    user_id=contract._get_integrity_user().id,
                    summary=summary,
                    note="\n".join(texts),
                )

    def _get_integrity_user(self):
        """Return who looks at a broken ledger: a manager, else the administrator."""
        group = self.env.ref(
            "sale_timesheet_prepaid.sale_timesheet_prepaid_group_manager"
        )
        users = group.all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )
        return users[:1] or self.env.ref("base.user_admin")
