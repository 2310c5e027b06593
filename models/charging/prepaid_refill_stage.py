from odoo import api, fields, models
from odoo.exceptions import UserError

STAGES = [
    ("todo", "To do"),
    ("declined", "Declined"),
    ("unpaid", "Unpaid"),
    ("client", "With the client"),
    ("bank", "With the bank"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]
PAID = ("paid", "in_payment", "reversed")


class PrepaidRefill(models.Model):
    """Where each refill stands on the board: who must act next."""

    _inherit = "prepaid.refill"

    stage = fields.Selection(
        STAGES,
        compute="_compute_stage",
        store=True,
        index=True,
        group_expand=True,
        help="Who must act next.",
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_amount_total", compute_sudo=True
    )
    amount_total = fields.Monetary(
        "Amount", compute="_compute_amount_total", compute_sudo=True
    )
    age_days = fields.Integer(
        "Age", compute="_compute_age_days", help="Days since it was started."
    )
    date_due = fields.Date("Due", compute="_compute_date_due", compute_sudo=True)

    # === COMPUTE METHODS === #

    @api.depends(
        "state",
        "mode",
        "transaction_ids.state",
        "sale_order_id.state",
        "sale_order_id.order_line.invoice_lines.move_id.state",
        "sale_order_id.order_line.invoice_lines.move_id.payment_state",
        "sale_order_id.order_line.invoice_lines.move_id.invoice_date_due",
        "move_id.state",
        "move_id.payment_state",
        "move_id.invoice_date_due",
    )
    def _compute_stage(self):
        for refill in self:
            refill.stage = refill.sudo()._get_stage()

    @api.depends("sale_order_id.amount_total", "move_id.amount_total")
    def _compute_amount_total(self):
        for refill in self:
            document = refill.move_id or refill.sale_order_id
            refill.currency_id = document.currency_id
            refill.amount_total = document.amount_total

    @api.depends("create_date")
    def _compute_age_days(self):
        for refill in self:
            company = refill.company_id
            start = refill.create_date or fields.Datetime.now()
            age = company._get_prepaid_today() - company._get_prepaid_day(start)
            refill.age_days = age.days

    @api.depends("invoice_ids.invoice_date_due")
    def _compute_date_due(self):
        for refill in self:
            refill.date_due = refill._get_unpaid_invoice().invoice_date_due

    # === ACTION METHODS === #

    def action_open_document(self):
        """Open what must be acted upon: the invoice, or the order."""
        self.ensure_one()
        invoice = self.invoice_ids.filtered(lambda move: move.state != "cancel")[:1]
        is_readable = invoice and invoice.has_access("read")
        document = invoice if is_readable else self.sale_order_id
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [(False, "form")],
        }

    def action_send_link(self):
        """Send the client the document that they pay by, again."""
        self.ensure_one()
        self.contract_id.check_access("write")
        refill = self.sudo()
        if invoice := refill._get_unpaid_invoice():
            invoice._send_prepaid_invoice()
        elif refill.sale_order_id.state in ("draft", "sent"):
            refill._send_payment_link("prepaid_refill_mail_template_pay")
        else:
            raise UserError(
                self.env._("%(refill)s has nothing to pay.", refill=self.display_name)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The client gets the link to pay again."),
            },
        }

    def action_retry(self):
        """Charge a refused refill again now."""
        self.ensure_one()
        self.contract_id.check_access("write")
        refill = self.sudo()
        if refill.stage != "declined":
            raise UserError(
                self.env._("%(refill)s was not refused.", refill=self.display_name)
            )
        other = refill.contract_id._get_open_refill() - refill
        if other:
            raise UserError(
                self.env._(
                    "The contract has another open refill: %(refill)s. Cancel it "
                    "first.",
                    refill=other.display_name,
                )
            )
        refill.write({"state": "pending", "date_next": False})
        refill._attempt(is_asked=True)
        return self._get_open_action()

    # === BUSINESS METHODS === #

    def _get_stage(self):
        """Return who must act next, by all that is known of the documents."""
        invoice = self._get_unpaid_invoice()
        if self.state in ("charging", "bank"):
            return "bank"
        if self.state in ("waiting", "done", "failed") and invoice:
            return "unpaid" if self._get_overdue_days(invoice) > 0 else "client"
        if self.state == "waiting":
            return "client" if self.sale_order_id.state == "sent" else "todo"
        if self.state == "pending":
            tx = self._get_charge()
            return "declined" if tx.state in ("error", "cancel") else "todo"
        return "declined" if self.state == "failed" else self.state

    def _get_unpaid_invoice(self):
        """Return the first posted invoice of the refill that is not paid."""
        return self._get_live_invoices().filtered(
            lambda move: move.state == "posted" and move.payment_state not in PAID
        )[:1]

    def _get_overdue_days(self, invoice):
        due = invoice.invoice_date_due or invoice.invoice_date
        return (self.company_id._get_prepaid_today() - due).days
