from datetime import timedelta
from operator import methodcaller

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize, hash_sign, verify_hash_signed

from ...cron import run_each
from .prepaid_cancellation import LINK_HOURS

SCOPE = "prepaid.cancellation"
# So many links a day go to one person, whoever asks for them.
MAILS_A_DAY = 3


class PrepaidCancellation(models.Model):
    """Whose contract it is, and the mail that asks who may end it."""

    _inherit = "prepaid.cancellation"

    @api.model
    def _cron_ask(self):
        """Look for what was typed, and mail whom it concerns."""
        domain = Domain("is_due", "=", True)
        run_each(
            self.search(domain, order="id"),
            methodcaller("_ask"),
            domain,
            lambda request, reason: reason and request.write({"result": reason}),
        )

    def _ask(self):
        """Mail the link to the address on file, if it is the one that was typed."""
        contracts, partner = self._find()
        self.is_due = False
        if not contracts:
            return
        self.write(
            {
                "contract_ids": [fields.Command.set(contracts.ids)],
                "company_id": contracts.company_id.id,
                "partner_id": partner.id,
            }
        )
        since = fields.Datetime.now() - timedelta(days=1)
        mailed = [("partner_id", "=", partner.id), ("date_mailed", ">", since)]
        if self.search_count(mailed) < MAILS_A_DAY:
            self.date_mailed = fields.Datetime.now()
            self._send("link")

    def _find(self):
        """Return the contracts that were meant, and whose address was typed."""
        typed = email_normalize(self.email, strict=False)
        for contracts in self._find_contracts():
            asked = {
                contract: partners.filtered(lambda p: p.email_normalized == typed)
                for contract in contracts
                for partners in [contract._get_cancellers()]
            }
            contracts = contracts.filtered(asked.get)
            if typed and contracts:
                return contracts, asked[contracts[0]][0]
        return self.env["prepaid.contract"], self.env["res.partner"]

    def _find_contracts(self):
        """Yield the contracts that the reference names, of one company at a time.

        Of the website's company first, then of those that have no website.
        """
        Contract = self.env["prepaid.contract"].sudo()
        groups = self.env["website"].sudo()._read_group([], ["company_id"])
        sited = [company.id for (company,) in groups]
        others = self.env["res.company"].sudo().search([("id", "not in", sited)])
        names = [self.reference, self.reference.upper()]
        orders, moves = self._find_documents(names, self.company_id | others)
        sold = orders.order_line.ids
        found = Contract.search(
            Domain("state", "!=", "draft")
            & Domain("company_id", "in", (self.company_id | others).ids)
            & (
                Domain("name", "in", names)
                | Domain("id", "in", orders.prepaid_contract_id.ids)
                | Domain("grant_ids.sale_line_id", "in", sold)
                | Domain("grant_ids.move_line_id.move_id", "in", moves.ids)
                | Domain("schedule_ids.claim_ids.sale_line_id", "in", sold)
            )
        )
        yield found.filtered(lambda each: each.company_id == self.company_id)
        for company in others - self.company_id:
            yield found.filtered(lambda each, own=company: each.company_id == own)

    def _find_documents(self, names, companies):
        """Return the orders and posted invoices of these numbers, in sudo."""
        named = [("name", "in", names), ("company_id", "in", companies.ids)]
        moves = self.env["account.move"].sudo()
        moves = moves.search(
            [*named, ("state", "=", "posted"), ("move_type", "=", "out_invoice")]
        )
        orders = self.env["sale.order"].sudo().search(named)
        return orders | moves.line_ids.sale_line_ids.order_id, moves

    # === THE LINK === #

    def _get_link(self):
        """Return the address that confirms, for whoever gets the mail.

        Colleagues who look at its template do not confirm in the client's name.
        """
        if not self.env.su:
            return f"{self.get_base_url()}/prepaid/cancel"
        token = hash_sign(
            self.sudo().env, SCOPE, [self.id], expiration_hours=LINK_HOURS
        )
        return f"{self.get_base_url()}/prepaid/cancel/link?token={token}"

    @api.model
    def _get_by_token(self, token):
        """Return the request in sudo that a link is of, or nothing."""
        try:
            payload = verify_hash_signed(self.sudo().env, SCOPE, token or "")
        except ValueError:
            payload = None
        return self.sudo().browse(payload or []).exists()

    def _send(self, name):
        """Mail the person whose address was typed, if there is one."""
        template = self.env.ref(
            f"sale_timesheet_prepaid.prepaid_cancellation_mail_template_{name}"
        )
        for request in self.filtered("partner_id"):
            template.with_user(SUPERUSER_ID).send_mail(
                request.id, email_layout_xmlid="mail.mail_notification_light"
            )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def _get_cancellers(self):
        """Return who may end what a contract renews or charges, in sudo.

        The customer and who speaks for it, who pays, those of the payer who have a
        login, and who let it be charged.
        """
        self.ensure_one()
        payer = self._get_billed_entity()
        users = self.env["res.users"].sudo()
        users = users.search([("partner_id.commercial_partner_id", "=", payer.id)])
        consents = self.consent_ids.filtered(lambda each: not each.date_revoked)
        people = self.partner_id | self._get_contacts() | payer
        people |= self.partner_invoice_id | consents.partner_id
        logins = users.filtered(lambda user: user._is_portal()).partner_id
        return (people | logins).filtered("active")
