from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .prepaid_signal import Found
from .signals import QUESTION_DAYS


class PrepaidSignal(models.Model):
    """What a client waits for, and what we wait for: questions, and money."""

    _inherit = "prepaid.signal"

    @api.model
    def _find_questions(self, company, today):
        """Return the contracts with questions that wait for two days ([Found])."""
        groups = self.env["prepaid.dispute"]._read_group(
            [
                ("company_id", "=", company.id),
                ("state", "=", "open"),
                (
                    "create_date",
                    "<=",
                    fields.Datetime.now() - timedelta(days=QUESTION_DAYS),
                ),
            ],
            ["contract_id"],
            ["id:array_agg", "create_date:min"],
        )
        return [
            Found(
                contract.partner_id.id,
                contract.id,
                "questions",
                {
                    "of": sorted(ids),
                    "since": company._get_prepaid_day(first).isoformat(),
                },
            )
            for contract, ids, first in groups
        ]

    @api.model
    def _find_unpaid(self, company, today):
        """Return who did not pay, or whose charge was declined ([Found]).

        All of a client's that belongs to one contract, or to none, is one call.
        """
        found = {}
        for place, invoices in self._group_overdue(company, today).items():
            ids, amounts, days = zip(*invoices, strict=True)
            found[place] = {
                "invoices": sorted(ids),
                "amount": company.currency_id.round(sum(amounts)),
                "since": min(days).isoformat(),
            }
        for refill in self._get_declined(company):
            place = refill.partner_id.id, refill.contract_id.id
            day = company._get_prepaid_day(refill.write_date).isoformat()
            facts = found.setdefault(place, {"invoices": [], "amount": 0})
            facts |= {"refill": refill.id, "declined": day}
            if not facts["invoices"]:
                facts["amount"] = self._get_refill_amount(refill)
        return [
            Found(*place, "unpaid", facts | {"of": self._get_unpaid_ids(facts)}, amount)
            for place, facts in found.items()
            for amount in [facts["amount"]]
        ]

    @api.model
    def _get_unpaid_ids(self, facts):
        """Return what a new one of is news: invoices and refills."""
        refill = facts.get("refill")
        return [f"invoice {id_}" for id_ in facts["invoices"]] + (
            [f"refill {refill}"] if refill else []
        )

    @api.model
    def _group_overdue(self, company, today):
        """Return {(client id, contract id): [(invoice id, left to pay, due on)]}.

        An invoice that names no contract goes to the client's own, if there is one.
        """
        rows = self._read_overdue(company, today)
        clients = {client for _id, client, contract, *_rest in rows if not contract}
        contracts = self.env["prepaid.contract"].search(
            [
                ("partner_id", "in", list(clients)),
                ("company_id", "=", company.id),
                ("state", "!=", "closed"),
            ],
            order="is_default, id DESC",
        )
        own = {contract.partner_id.id: contract.id for contract in contracts}
        named = contracts.browse({row[2] for row in rows if row[2]})
        payers = {contract.id: contract.partner_id.id for contract in named}
        grouped = {}
        for id_, client, contract, amount, due in rows:
            contract = contract or own.get(client)
            place = payers.get(contract, client), contract
            grouped.setdefault(place, []).append((id_, float(amount), due))
        return grouped

    @api.model
    def _read_overdue(self, company, today):
        """Return [(invoice id, client id, contract id or None, amount, due on)].

        Of the invoices that sell packs, or work beyond the credit, or by a refill.
        """
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT move.id, MIN(COALESCE(buyer.commercial_partner_id,
                                             move.commercial_partner_id)),
                       MIN(COALESCE(
                           sold.prepaid_contract_id, sale.prepaid_contract_id,
                           line.prepaid_overage_contract_id, credit.contract_id,
                           ordered.contract_id, charged.contract_id
                       )),
                       move.amount_residual_signed,
                       COALESCE(move.invoice_date_due, move.invoice_date)
                  FROM account_move move
                  JOIN account_move_line line ON line.move_id = move.id
             LEFT JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = line.id
             LEFT JOIN sale_order_line sold ON sold.id = rel.order_line_id
             LEFT JOIN sale_order sale ON sale.id = sold.order_id
             LEFT JOIN res_partner buyer ON buyer.id = sale.partner_id
             LEFT JOIN prepaid_grant credit ON credit.move_line_id = line.id
             LEFT JOIN prepaid_refill ordered ON ordered.sale_order_id = sale.id
             LEFT JOIN prepaid_refill charged ON charged.move_id = move.id
                 WHERE move.company_id = %(company)s AND move.state = 'posted'
                   AND move.move_type = 'out_invoice'
                   AND move.payment_state IN ('not_paid', 'partial')
                   AND move.amount_residual > 0
                   AND COALESCE(move.invoice_date_due, move.invoice_date) < %(today)s
              GROUP BY move.id
                HAVING BOOL_OR(line.prepaid_sold->>'plan' IS NOT NULL
                               OR line.prepaid_overage_contract_id IS NOT NULL
                               OR ordered.id IS NOT NULL OR charged.id IS NOT NULL)
              ORDER BY move.id
                """,
                company=company.id,
                today=today,
            )
        )

    @api.model
    def _get_declined(self, company):
        """Return the refills that were declined and are their contract's last."""
        last = self.env["prepaid.refill"]._read_group(
            [("company_id", "=", company.id), ("contract_id.state", "!=", "closed")],
            ["contract_id"],
            ["id:max"],
        )
        return self.env["prepaid.refill"].search(
            [("id", "in", [id_ for _contract, id_ in last]), ("stage", "=", "declined")]
        )

    @api.model
    def _get_refill_amount(self, refill):
        """Return what a refill comes to, taxes included, in company currency."""
        order, company = refill.sale_order_id, refill.company_id
        if not order:
            return abs(refill.move_id.amount_total_signed)
        return company.currency_id.round(
            order.amount_total / (order.currency_rate or 1)
        )
