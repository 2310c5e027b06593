from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..metering.uncovered import DECIDED
from .prepaid_signal import Found
from .signals import FORMER_DAYS, find_ended, find_former


class PrepaidSignal(models.Model):
    """Clients without a contract to whom a pack is offered at the right moment."""

    _inherit = "prepaid.signal"

    @api.model
    def _find_offers(self, company, today):
        """Return whose project ended, and for whom work is done all the same ([Found]).

        Whose project ended is not told twice.
        """
        ended = self._find_follow_up(company, today)
        told = {hit.partner_id for hit in ended}
        former = self._find_former(company, today)
        return ended + [hit for hit in former if hit.partner_id not in told]

    @api.model
    def _find_follow_up(self, company, today):
        by_client = {}
        for id_, client, *flags, worked, billed, told in self._read_ended(
            company, today
        ):
            facts = find_ended(*flags, (worked, billed, told), today)
            if facts:
                by_client.setdefault(client, []).append(
                    (facts["day"], id_, facts["how"])
                )
        clients = self._get_without_contract(by_client, company, today)
        found = []
        for client in clients:
            projects = sorted(by_client[client.id])
            day, last, how = projects[-1]
            facts = {
                "of": sorted(id_ for _day, id_, _how in projects),
                "project": last,
                "name": self.env["project.project"].browse(last).name,
                "day": day,
                "how": how,
            }
            found.append(Found(client.id, None, "follow_up", facts))
        return found

    @api.model
    def _find_former(self, company, today):
        rows = {client: facts for client, *facts in self._read_former(company, today)}
        found = []
        for client in self._get_without_contract(rows, company, today):
            contracts = client._get_prepaid_payers()
            facts = find_former(*rows[client.id], len(contracts))
            if facts:
                found.append(Found(client.id, None, "former", facts))
        return found

    @api.model
    def _get_without_contract(self, client_ids, company, today):
        """Return those of these clients for whom no contract could pay."""
        clients = self.env["res.partner"].browse(client_ids) - company.partner_id
        return clients.filtered(
            lambda client: (
                not any(
                    contract._pays_in(company)
                    and contract.state != "closed"
                    and not (contract.date_end and contract.date_end < today)
                    for contract in client._get_prepaid_payers()
                )
            )
        )

    @api.model
    def _get_live_sql(self, client, company, today):
        """Return the condition that a client has a contract of their own, as SQL.

        Contracts of others that pay for them are looked at one by one: they are few.
        """
        return SQL(
            """EXISTS (SELECT FROM prepaid_contract
                        WHERE partner_id = %s AND company_id = %s AND state <> 'closed'
                          AND (date_end IS NULL OR date_end >= %s))""",
            client,
            company.id,
            today,
        )

    @api.model
    def _read_ended(self, company, today):
        """Return the projects that ended, whose clients have no contract.

        As (project id, client id, is done, is delivered, is billed and closed, last
        work, last invoice, last status). Projects that packs opened are left out.
        """
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                WITH judged AS (
                    SELECT project.id, client.commercial_partner_id AS client,
                           project.last_update_status = 'done' OR stage.fold IS TRUE
                               AS is_done,
                           told.date AS told, sale.id AS sale_id,
                           COALESCE((
                               SELECT BOOL_AND(qty_delivered >= product_uom_qty)
                                 FROM sale_order_line
                                WHERE order_id = sale.id AND display_type IS NULL
                                  AND is_service AND product_uom_qty > 0
                           ), FALSE) AS is_delivered,
                           COALESCE(sale.invoice_status = 'invoiced', FALSE) AND (
                               SELECT BOOL_AND(state IN ('1_done', '1_canceled'))
                                 FROM project_task
                                WHERE project_id = project.id AND active
                           ) IS TRUE AS is_billed
                      FROM project_project project
                      JOIN res_partner client ON client.id = project.partner_id
                 LEFT JOIN project_project_stage stage ON stage.id = project.stage_id
                 LEFT JOIN project_update told ON told.id = project.last_update_id
                 LEFT JOIN sale_order_line item ON item.id = project.sale_line_id
                 LEFT JOIN sale_order sale
                        ON sale.id = item.order_id AND sale.state = 'sale'
                     WHERE project.active AND project.allow_billable
                       AND project.is_template IS NOT TRUE
                       AND project.prepaid_contract_id IS NULL
                       AND COALESCE(project.company_id, sale.company_id) = %(company)s
                       AND NOT %(live)s
                       AND NOT EXISTS (SELECT FROM sale_order_line
                                        WHERE order_id = sale.id
                                          AND prepaid_sold->>'plan' IS NOT NULL)
                )
                SELECT id, client, is_done, is_delivered, is_billed, (
                           SELECT MAX(date) FROM account_analytic_line
                            WHERE project_id = judged.id AND date <= %(today)s
                       ), (
                           SELECT MAX(move.invoice_date)
                             FROM sale_order_line sold
                             JOIN sale_order_line_invoice_rel rel
                               ON rel.order_line_id = sold.id
                             JOIN account_move_line line
                               ON line.id = rel.invoice_line_id
                             JOIN account_move move ON move.id = line.move_id
                            WHERE sold.order_id = judged.sale_id
                              AND move.state = 'posted'
                              AND move.move_type = 'out_invoice'
                       ), CASE WHEN is_done THEN told END
                  FROM judged WHERE is_done OR is_delivered OR is_billed
                """,
                company=company.id,
                today=today,
                live=self._get_live_sql(
                    SQL("client.commercial_partner_id"), company, today
                ),
            )
        )

    @api.model
    def _read_former(self, company, today):
        """Return [(client id, minutes, last day)] of work that nobody pays for yet.

        Of the last 30 days, on billable projects; what was decided upon is no news.
        """
        return self.env.execute_query(
            SQL(
                """
                SELECT client.commercial_partner_id,
                       SUM(ROUND((line.unit_amount * 60)::numeric))::bigint,
                       MAX(line.date)
                  FROM account_analytic_line line
                  JOIN project_project project ON project.id = line.project_id
                  JOIN res_partner client ON client.id = line.partner_id
                 WHERE line.company_id = %(company)s
                   AND line.date BETWEEN %(since)s AND %(today)s
                   AND line.unit_amount > 0
                   AND line.so_line IS NULL AND line.prepaid_contract_id IS NULL
                   AND line.prepaid_left_reason IS NULL
                   AND (line.prepaid_uncovered IS NULL
                        OR line.prepaid_uncovered NOT IN %(decided)s)
                   AND project.allow_billable AND project.prepaid_opt_out IS NOT TRUE
                   AND NOT %(live)s
              GROUP BY client.commercial_partner_id
                """,
                company=company.id,
                since=today - timedelta(days=FORMER_DAYS - 1),
                today=today,
                decided=DECIDED,
                live=self._get_live_sql(
                    SQL("client.commercial_partner_id"), company, today
                ),
            )
        )
