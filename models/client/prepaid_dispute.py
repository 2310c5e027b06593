from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...metering import QUANTITY_DIGITS


class PrepaidDispute(models.Model):
    """A client's question about a drawn line, and how it ended."""

    _name = "prepaid.dispute"
    _description = "Question about Prepaid Work"
    _inherit = [
        "prepaid.page",
        "mail.thread",
        "mail.activity.mixin",
        "prepaid.guarded",
    ]
    _order = "id desc"
    _staff_fields = ("create_uid", "write_uid", "staff_id")
    # Clients answer in the portal.
    _mail_post_access = "read"

    _prepaid_user_fields = {"answer"}
    _prepaid_personal_fields = {
        "partner_id": "person",
        "reason": "text",
        "answer": "text",
    }

    entry_id = fields.Many2one(
        "prepaid.entry", required=True, index=True, ondelete="restrict", readonly=True
    )
    timesheet_id = fields.Many2one(
        "account.analytic.line",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    contract_id = fields.Many2one(
        related="entry_id.contract_id", store=True, index=True
    )
    company_id = fields.Many2one(related="entry_id.company_id", store=True)
    customer_id = fields.Many2one(
        related="contract_id.partner_id", store=True, index=True
    )
    user_id = fields.Many2one(related="contract_id.user_id")
    unit = fields.Selection(related="contract_id.unit")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Asked by", required=True, readonly=True, ondelete="restrict"
    )
    reason = fields.Text("Question", required=True, readonly=True)
    answer = fields.Text(tracking=True, help="What the client reads.")
    state = fields.Selection(
        [
            ("open", "Questioned"),
            ("accepted", "Explained"),
            ("corrected", "Corrected"),
        ],
        required=True,
        default="open",
        readonly=True,
        copy=False,
        tracking=True,
    )

    # The line in question
    date = fields.Date("Work Date", related="entry_id.date")
    work = fields.Char(
        compute="_compute_work", compute_sudo=True, help="The present text."
    )
    staff_id = fields.Many2one(related="entry_id.user_id", string="Worked by")
    worked_minutes = fields.Integer(compute="_compute_line")
    quantity = fields.Float("Drawn", digits=QUANTITY_DIGITS, compute="_compute_line")

    _timesheet_unique = models.UniqueIndex(
        "(timesheet_id) WHERE state = 'open' AND timesheet_id IS NOT NULL",
        "A line has one open question.",
    )
    _entry_unique = models.UniqueIndex(
        "(entry_id) WHERE state = 'open'", "A line has one open question."
    )

    @api.depends("entry_id")
    def _compute_line(self):
        """Add up what the line has on the ledger now, corrections included."""
        for dispute in self:
            entries = dispute._get_entries()
            dispute.worked_minutes = sum(entries.mapped("worked_minutes"))
            dispute.quantity = -sum(entries.mapped("quantity"))

    @api.depends("entry_id", "timesheet_id.name")
    def _compute_work(self):
        for dispute in self:
            dispute.work = dispute.entry_id._get_client_text()

    @api.depends("work", "contract_id.name")
    def _compute_display_name(self):
        for dispute in self:
            dispute.display_name = f"{dispute.contract_id.name} · {dispute.work}"

    @api.depends("entry_id")
    def _compute_access_url(self):
        result = super()._compute_access_url()
        for dispute in self:
            dispute.access_url = f"/my/prepaid/dispute/{dispute.id}"
        return result

    @api.model
    def _get_state_labels(self):
        return dict(self._fields["state"]._description_selection(self.env))

    def _get_client_colour(self):
        """Return the colour of the state on the client's pages."""
        return {"open": "warning", "accepted": "info", "corrected": "success"}[
            self.state
        ]

    def _get_client_state(self):
        """Return the state in a client's words, which are everybody's."""
        return self._get_state_labels()[self.state]

    # === ACTION METHODS === #

    def action_accept(self):
        """Let the line stay; the client reads the answer."""
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        if not (self.answer or "").strip():
            raise UserError(
                self.env._(
                    "Write an answer to “%(dispute)s”: the client reads it.",
                    dispute=self.display_name,
                )
            )
        self._close("accepted")

    # === BUSINESS METHODS === #

    @api.model
    def _ask(self, entry, partner, reason):
        """Make the question of a client about an entry, and tell who answers it.

        Raise a UserError that says why where the line cannot be questioned.
        """
        refusal = entry._get_dispute_refusal()
        if refusal:
            raise UserError(refusal)
        dispute = self.create(
            {
                "entry_id": entry.id,
                "timesheet_id": entry.timesheet_id.id,
                "partner_id": partner.id,
                "reason": reason,
            }
        )
        dispute._portal_ensure_token()
        dispute.message_subscribe(partner.ids)
        dispute.message_post(
            body=reason,
            author_id=partner.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        dispute._schedule_answer()
        return dispute

    def _schedule_answer(self):
        if self.user_id:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=self.user_id.id,
                summary=self.env._("Answer the client's question"),
            )

    def _check_open(self):
        for dispute in self:
            if dispute.state != "open":
                raise UserError(
                    self.env._(
                        "“%(dispute)s” is answered already. Write in its discussion "
                        "instead.",
                        dispute=dispute.display_name,
                    )
                )

    def _close(self, state):
        """End the question and tell the client."""
        self.sudo().state = state
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self.message_post(
            body=self.answer,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _get_entries(self):
        """Return what the line in question has on the ledger, reversals included."""
        if self.timesheet_id:
            return self.entry_id.search(
                [
                    ("timesheet_id", "=", self.timesheet_id.id),
                    ("contract_id", "=", self.contract_id.id),
                ]
            )
        return self.entry_id | self.entry_id.search(
            [("reversed_entry_id", "=", self.entry_id.id)]
        )


class PrepaidEntry(models.Model):
    """Which lines a client may question."""

    _inherit = "prepaid.entry"

    def _get_questionable(self):
        """Return those of these entries that a client may question now."""
        disputes = self._get_disputes()
        return self.filtered(
            lambda entry: not entry._explain_refusal(disputes.get(entry))
        )

    def _get_dispute_refusal(self):
        """Return why the entry cannot be questioned, for people, or False."""
        self.ensure_one()
        return self._explain_refusal(self._get_disputes().get(self))

    def _explain_refusal(self, dispute):
        days = self.company_id.prepaid_dispute_days
        since = fields.Datetime.now() - timedelta(days=days)
        if not self._is_work() or self.reversed_entry_id or not self.quantity:
            return self.env._("Only work that used credit can be questioned.")
        if not days or self.create_date < since:
            return self.env._(
                "This line is older than %(days)s days. Please write to us.", days=days
            )
        if dispute and dispute.state == "open":
            return self.env._("This line is questioned already.")
        return False
