from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

TOOK = [
    ("page", "On the page"),
    ("mail", "By letter or email"),
    ("said", "Said to a colleague"),
]


class PrepaidWithdrawal(models.Model):
    """A consumer goes back on a purchase of packs, within the time of the law.

    What was declared is a fact. What becomes of it is read from its credit notes.
    """

    _name = "prepaid.withdrawal"
    _description = "Prepaid Withdrawal"
    _inherit = [
        *("prepaid.discreet", "mail.thread", "mail.activity.mixin"),
        "prepaid.guarded",
    ]
    _order = "id desc"
    _allow_sudo_commands = False

    _prepaid_personal_fields = {
        "partner_id": "person",
        "person": "proof",
        "email": "proof",
        "origin": "proof",
        "text": "proof",
        "begin_text": "proof",
    }

    order_id = fields.Many2one(
        "sale.order", required=True, index=True, ondelete="restrict", readonly=True
    )
    contract_id = fields.Many2one(
        "prepaid.contract", index="btree_not_null", ondelete="restrict", readonly=True
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    partner_id = fields.Many2one(related="order_id.partner_id", store=True)

    # What was declared
    date = fields.Datetime(
        "Declared on",
        required=True,
        readonly=True,
        help="When it was sent: that it was sent in time is enough.",
    )
    until = fields.Date(
        "Could Withdraw Until", related="order_id.prepaid_withdrawal_until"
    )
    source = fields.Html(related="order_id.prepaid_withdrawal_source")
    channel = fields.Selection(TOOK, "How", required=True, readonly=True)
    person = fields.Char("Declared by", required=True, readonly=True)
    email = fields.Char("Receipt to", readonly=True)
    origin = fields.Char("Declared From", readonly=True)
    text = fields.Text("Declaration", required=True, readonly=True)
    begin_text = fields.Text(
        "Asked to Begin at Once",
        readonly=True,
        help="What the buyer ticked, with when and from where. Empty: it was not "
        "asked for, and what was used is not paid for.",
    )

    # What becomes of it
    state = fields.Selection(
        [
            ("received", "Received"),
            ("credited", "Credited"),
            ("refunded", "Refunded"),
            ("void", "Void"),
        ],
        compute="_compute_state",
        store=True,
        compute_sudo=True,
        tracking=True,
    )
    note_ids = fields.One2many(
        "account.move", "prepaid_withdrawal_id", "Credit Notes", readonly=True
    )
    is_nothing_due = fields.Boolean(
        "Nothing to Give Back",
        readonly=True,
        help="All of it was used, as the buyer asked for, or nothing was invoiced.",
    )
    is_void = fields.Boolean("Void", readonly=True)
    pay_by = fields.Date("Pay Back By", readonly=True)
    is_refundable = fields.Boolean(compute="_compute_is_refundable")
    hold_ids = fields.One2many("prepaid.hold", "withdrawal_id", readonly=True)

    # === COMPUTE METHODS === #

    @api.depends("order_id", "date")
    def _compute_display_name(self):
        for withdrawal in self:
            withdrawal.display_name = self.env._(
                "Withdrawal from %(order)s", order=withdrawal.order_id.sudo().name
            )

    @api.depends(
        "is_void", "is_nothing_due", "note_ids.state", "note_ids.payment_state"
    )
    def _compute_state(self):
        for withdrawal in self:
            notes = withdrawal.note_ids.filtered(lambda note: note.state != "cancel")
            if withdrawal.is_void:
                withdrawal.state = "void"
            elif withdrawal.is_nothing_due:
                withdrawal.state = "refunded"
            elif not notes or any(note.state == "draft" for note in notes):
                withdrawal.state = "received"
            elif all(note._is_settled() for note in notes):
                withdrawal.state = "refunded"
            else:
                withdrawal.state = "credited"

    @api.depends("state")
    def _compute_is_refundable(self):
        for withdrawal in self:
            withdrawal.is_refundable = bool(withdrawal._get_refundable_payment())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_declared(self):
        for withdrawal in self:
            raise UserError(
                self.env._(
                    "%(withdrawal)s was declared by %(person)s, and is kept. If it "
                    "does not count, void it instead.",
                    withdrawal=withdrawal.display_name,
                    person=withdrawal.person,
                )
            )

    # === HOW IT IS DECLARED === #

    @api.model
    def _declare(self, lines, vals):
        """Receive a withdrawal from packs of an order, do what follows, return it.

        ``lines`` are those of one order, in sudo. ``vals`` are ``person, email,
        channel`` and, by the page, ``origin``; ``date`` (UTC) is when it was sent, by
        default now. Raise UserError where nobody can withdraw; who declares twice finds
        the first.
        """
        order, packs = lines.order_id, lines._filter_withdrawable()
        earlier = lines._get_withdrawals()
        if earlier and not packs:
            return earlier[:1]
        vals = {"date": fields.Datetime.now()} | vals
        gap = order._get_withdrawal_gap(vals["date"])
        if gap:
            raise UserError(gap)
        withdrawal = self.create(self._prepare_declared_vals(packs, vals))
        withdrawal._take_lines(packs)
        withdrawal._take_effect()
        withdrawal._send_receipt()
        return withdrawal

    def _prepare_declared_vals(self, lines, vals):
        order, grants = lines.order_id, lines._get_prepaid_grants()
        contract = grants.contract_id[:1] or lines._get_prepaid_contract()
        begin = order.prepaid_begin or {}
        return vals | {
            "order_id": order.id,
            "contract_id": contract.id,
            "text": self._get_declared_text(lines, vals["person"]),
            "begin_text": order._get_begun_text(begin) if begin else False,
        }

    @api.model
    def _get_declared_text(self, lines, person):
        """Return what the buyer declares, as the page shows it before."""
        order = lines.order_id
        return self.env._(
            "I withdraw from the contract that I concluded with %(company)s on "
            "%(day)s: order %(order)s, %(packs)s.\n%(person)s",
            company=order.company_id.name,
            day=order._format_moment(order.date_order),
            order=order.name,
            packs=", ".join(line._get_pack_label() for line in lines),
            person=person,
        )

    # === ACTION METHODS === #

    def action_void(self):
        """Let it not count: the client keeps the purchase. Its drafts go."""
        self.check_access("write")
        for withdrawal_sudo in self.sudo():
            withdrawal_sudo._check_open()
            withdrawal_sudo.note_ids.filtered(
                lambda note: note.state == "draft"
            ).unlink()
            withdrawal_sudo.is_void = True
            withdrawal_sudo._follow_notes()
            withdrawal_sudo.message_post(
                body=self.env._(
                    "%(user)s voided it: the purchase stands.", user=self.env.user.name
                )
            )

    def action_draft(self):
        """Draft the credit notes again: what stood in the way is put right."""
        self.check_access("write")
        for withdrawal_sudo in self.sudo():
            withdrawal_sudo._check_open()
            if not withdrawal_sudo.note_ids:
                withdrawal_sudo._give_back()

    def action_settle_by_hand(self):
        """Keep that the money went back without a credit note of an invoice here."""
        self.check_access("write")
        for withdrawal_sudo in self.sudo():
            withdrawal_sudo._check_open()
            if any(withdrawal_sudo._get_grants().mapped("remaining")):
                raise UserError(
                    self.env._(
                        "The credit of %(order)s is still there. Cancel the order, or "
                        "credit its invoice, first.",
                        order=withdrawal_sudo.order_id.name,
                    )
                )
            withdrawal_sudo._settle()

    def action_open_notes(self):
        self.ensure_one()
        return self.note_ids._get_records_action(name=self.env._("Credit Notes"))

    def action_refund(self):
        """Open Odoo's refund of the payment, over what the credit notes leave open."""
        self.ensure_one()
        notes = self.note_ids.filtered(lambda note: note.state == "posted")
        payment = self._get_refundable_payment()
        if not notes or not payment:
            raise UserError(
                self.env._(
                    "No payment of %(order)s can be refunded from here. Post its "
                    "credit note, then pay it back as you were paid.",
                    order=self.order_id.name,
                )
            )
        left = sum(notes.mapped("amount_residual"))
        amount = min(left, payment.amount_available_for_refund)
        action = payment.action_refund_wizard()
        context = {"active_id": payment.id, "default_amount_to_refund": amount}
        return action | {"context": context}

    def _get_refundable_payment(self):
        """Return a payment of the order that its provider can pay back, or none."""
        transactions_sudo = self.sudo().order_id.transaction_ids
        payments = transactions_sudo.payment_id.filtered("amount_available_for_refund")
        return payments[:1].sudo(False)

    def _check_open(self):
        for withdrawal in self:
            if withdrawal.state != "received":
                raise UserError(
                    self.env._(
                        "%(withdrawal)s is settled or void already. Reset its credit "
                        "note first, if that was wrong.",
                        withdrawal=withdrawal.display_name,
                    )
                )

    # === MAILS === #

    def _send_receipt(self):
        """Send the buyer the receipt: what was declared, and when. It goes out now."""
        template_sudo = self.env.ref(
            "sale_timesheet_prepaid.prepaid_withdrawal_mail_template"
        ).sudo()
        for withdrawal in self.filtered(lambda w: w._get_receipt_addresses()):
            template_sudo.send_mail(
                withdrawal.id, email_layout_xmlid="mail.mail_notification_light"
            )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _get_receipt_addresses(self):
        """Return where the receipt goes: as was typed, and to the buyer's address."""
        emails = [self.email, self.partner_id.email]
        return ",".join(dict.fromkeys(filter(None, map(email_normalize, emails))))

    def _format_date(self):
        """Return when it was declared, in the zone of the buyer, for people."""
        return self.order_id._format_moment(self.date)
