from operator import methodcaller

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...cron import run_each
from ..contract.access import PRICE_GROUPS

BILLING_GROUPS = (
    "sale_timesheet_prepaid.sale_timesheet_prepaid_group_user,"
    "account.group_account_invoice"
)


class PrepaidContract(models.Model):
    """The invoice of the month: work beyond the credit, and grouped refills."""

    _inherit = "prepaid.contract"

    overdraft_settlement = fields.Selection(
        related="plan_id.overdraft_settlement", groups=PRICE_GROUPS
    )

    # === ACTION METHODS === #

    def action_invoice_overage(self):
        """Invoice what these contracts owe today, before the month is over."""
        self.check_access("read")
        if not self.env.user.has_groups(BILLING_GROUPS):
            raise AccessError(
                self.env._("Only accountants and account managers invoice.")
            )
        moves = self._get_no_invoices()
        for company, contracts in self.sudo().grouped("company_id").items():
            today = company._get_prepaid_today()
            start = fields.Date.start_of(today, "month")
            for same in contracts.grouped(lambda c: c._get_payer()).values():
                same._check_invoices_overage()
                moves |= same._invoice_month(start, today)
        if not moves:
            raise UserError(
                self.env._("Nothing is owed that is not on a draft invoice already.")
            )
        return self._show_invoices(moves.with_user(self.env.user))

    def _show_invoices(self, moves):
        if not moves.has_access("read"):
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "message": self.env._("The accountant has the draft to validate."),
                    "type": "success",
                },
            }
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        views = {"views": [(False, "form")], "res_id": moves.id}
        return action | (
            views if len(moves) == 1 else {"domain": [("id", "in", moves.ids)]}
        )

    # === THE MONTHLY RUN === #

    @api.model
    def _cron_invoice_overage(self):
        """Invoice last month, once, to each customer; bring drafts in line before."""
        self._follow_overage_drafts()
        domain = Domain.FALSE
        for companies in self.env["res.company"]._get_prepaid_days().values():
            last = companies[0]._get_prepaid_last_month()[1]
            due = Domain("company_id", "in", companies.ids) & Domain(
                "date_invoiced", "<", last
            )
            domain |= due
            idle = due & Domain("debt", "=", 0)
            idle &= ~Domain("refill_ids", "any", self._get_grouped_domain())
            self.search(idle).date_invoiced = last
        run_each(
            self.search(domain),
            methodcaller("_invoice_last_month"),
            domain,
            lambda contract, reason: contract._keep_fault("invoice", reason),
        )

    @api.model
    def _follow_overage_drafts(self):
        """Bring the drafts of work that was settled meanwhile in line with it."""
        domain = Domain("state", "=", "draft") & Domain(
            "invoice_line_ids.prepaid_overage_contract_id", "!=", False
        )
        run_each(
            self.env["account.move"].search(domain),
            methodcaller("_follow_overage"),
            domain,
            lambda move, reason: reason and move.message_post(body=reason),
        )

    def _invoice_last_month(self):
        """Invoice the month that is over to the customer of a contract."""
        company = self.company_id
        start, last = company._get_prepaid_last_month()
        together = self.with_company(company)._get_billed_together(last)
        self._check_invoices_overage()
        ready = together.filtered(lambda contract: not contract._get_overage_blocker())
        ready.date_invoiced = last
        ready._invoice_month(start, last)

    def _get_billed_together(self, last):
        """Return the contracts that are due and bill whom this one bills."""
        payer = self._get_payer()
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= Domain("date_invoiced", "<", last)
        domain &= Domain("partner_invoice_id", "=", payer.id) | (
            Domain("partner_invoice_id", "=", False)
            & Domain("partner_id", "=", payer.commercial_partner_id.id)
        )
        others = self.search(domain, order="id")
        return self | others.filtered(lambda contract: contract._get_payer() == payer)

    def _get_overage_blocker(self):
        """Return why work beyond the credit cannot be invoiced, or False."""
        if not self._invoices_overage():
            return False
        return self.plan_id._get_overage_remedy()

    def _check_invoices_overage(self):
        for contract in self:
            if blocker := contract._get_overage_blocker():
                raise UserError(
                    self.env._(
                        "Work beyond the credit of %(contract)s cannot be invoiced: "
                        "%(reason)s",
                        contract=contract.name,
                        reason=blocker,
                    )
                )

    def _invoice_month(self, start, until):
        """Invoice what these contracts owe until a day, and their grouped refills.

        They bill one customer. Return the invoices.
        """
        self._touch()
        moves = self._get_no_invoices()
        if orders := self._get_grouped_orders(until):
            moves |= orders._create_invoices()
        for contract in self.filtered(lambda contract: contract._invoices_overage()):
            if owed := contract._get_to_invoice(until):
                moves |= contract._add_overage(moves, owed)
        for move in moves:
            contracts = self & move._get_billed_contracts()
            contracts._complete_invoice(move, start, until)
            contracts._send_invoice(move)
        return moves

    def _touch(self):
        """Update the contracts, so that two runs at once cannot both bill them.

        By SQL, as nothing changes: the later one gets a serialisation failure.
        """
        self.flush_recordset()
        self.env.cr.execute(
            "UPDATE prepaid_contract SET debt = debt WHERE id = ANY(%s)", [self.ids]
        )

    @api.model
    def _get_no_invoices(self):
        return self.env["account.move"]

    def _complete_invoice(self, move, start, until):
        """Give a draft what its customer gets with it.

        Called once for each invoice of a month (its first and last day), with the
        contracts that it bills, before it is posted. Override it to add more.
        """

    def _send_invoice(self, move):
        """Post and send an invoice where all its contracts post theirs."""
        if set(self.mapped("refill_mode")) == {"posted_invoice"}:
            move._post_and_send()
