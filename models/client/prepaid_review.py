import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .review import MONTHS_MAX, get_last_period, is_too_long

# What was sent stays as it was.
FROZEN = {"contract_id", "date_from", "date_to", "note", "has_advice"}
INTERVALS = [
    ("none", "Never"),
    ("month", "Each month"),
    ("quarter", "Each quarter"),
    ("year", "Each year"),
]


class PrepaidReview(models.Model):
    """What a client got in a period, as it was sent; until then as it is today."""

    _name = "prepaid.review"
    _description = "Prepaid Review"
    _inherit = ["mail.thread", "mail.activity.mixin", "prepaid.guarded"]
    _order = "date_to desc, id desc"

    _prepaid_user_fields = FROZEN
    _prepaid_personal_fields = {"note": "text", "content": "text", "pdf": "print"}

    contract_id = fields.Many2one(
        "prepaid.contract", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True
    )
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True)
    user_id = fields.Many2one(related="contract_id.user_id")
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._default_period()[0]
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: self._default_period()[1]
    )
    note = fields.Text(
        "Your Own Words",
        help="The client reads them first, above the figures.",
    )
    has_advice = fields.Boolean(
        "Advice",
        default=True,
        help="What the figures suggest: credit about to expire, a larger or a smaller "
        "allowance, questions that wait for an answer.",
    )

    # As it was sent
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "Sent")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    sent_at = fields.Datetime("Sent on", readonly=True, copy=False)
    content = fields.Json(readonly=True, copy=False)
    pdf = fields.Binary("PDF", attachment=True, readonly=True, copy=False)

    preview = fields.Html(compute="_compute_preview", sanitize=False)

    _check_dates = models.Constraint(
        "CHECK (date_to >= date_from)",
        "The period of a review must not end before it starts.",
    )
    _draft_unique = models.UniqueIndex(
        "(contract_id, date_from, date_to) WHERE state = 'draft'",
        "This review is drafted already. Open it among the contract's reviews.",
    )

    @api.model
    def _default_period(self):
        contract = self.env["prepaid.contract"].browse(
            self.env.context.get("default_contract_id")
        )
        today = (contract.company_id or self.env.company)._get_prepaid_today()
        return get_last_period(today, 3)

    # === COMPUTE METHODS === #

    @api.depends("contract_id", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for review in self:
            review.display_name = f"{review.contract_id.name} · {review._get_period()}"

    @api.depends("contract_id", "date_from", "date_to", "note", "has_advice", "state")
    def _compute_preview(self):
        """Show what the client reads, in the client's language."""
        for review in self:
            review.preview = review._is_complete() and review._render_preview()

    # === CONSTRAINTS === #

    @api.constrains("date_from", "date_to")
    def _check_length(self):
        for review in self:
            if is_too_long(review.date_from, review.date_to):
                raise ValidationError(
                    self.env._(
                        "The review %(review)s covers more than %(number)s months. "
                        "Choose a shorter period.",
                        review=review.display_name,
                        number=MONTHS_MAX,
                    )
                )

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `base`: what was sent stays as it was."""
        if vals.keys() & FROZEN:
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        self._check_draft()

    def _check_draft(self):
        for review in self:
            if review.state == "sent":
                raise UserError(
                    self.env._(
                        "The review %(review)s was sent and stays as it was. Make a "
                        "new one instead.",
                        review=review.display_name,
                    )
                )

    # === ACTION METHODS === #

    def action_send(self):
        """Send the review to the client; one that was sent goes again as it was."""
        self.ensure_one()
        self.check_access("write")
        self.sudo()._send()

    def action_open_page(self):
        """Open the page that the client reads."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": self._get_page_url(),
            "target": "new",
        }

    def action_open_pdf(self):
        self.ensure_one()
        url = f"{self._get_page_url()}/pdf"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    # === BUSINESS METHODS === #

    def _send(self):
        """Freeze the review, and mail it to the contacts who get the notices."""
        self._check_recipients()
        if self.state == "draft":
            self._publish()
            self._file_pdf()
        self._mail()

    def _check_recipients(self):
        """Say when the mail would reach nobody, unless nobody wants one."""
        for review in self:
            if review.contract_id.address_fault:
                raise UserError(review.contract_id.address_fault)

    def _publish(self, as_of=None):
        """Keep the figures as they are now: the client reads these from now on."""
        for review in self:
            contract = review.contract_id._with_client_lang()
            review.write(
                {
                    "content": contract._get_review(
                        review.date_from, review.date_to, as_of
                    ),
                    "state": "sent",
                    "sent_at": fields.Datetime.now(),
                }
            )
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _file_pdf(self):
        """Keep the paper, so that it can be read again as it was."""
        self.env.flush_all()
        for review in self:
            review.pdf = base64.b64encode(review._render_pdf())

    def _mail(self):
        """Mail the review with its paper; the contract's chatter keeps both."""
        for review in self:
            contract = review.contract_id
            filed = self.env["ir.attachment"].create(
                {
                    "name": review._get_filename(),
                    "raw": review._get_pdf(),
                    "res_model": contract._name,
                    "res_id": contract.id,
                    "mimetype": "application/pdf",
                }
            )
            contract.with_context(prepaid_review_id=review.id).message_post_with_source(
                "sale_timesheet_prepaid.prepaid_contract_mail_template_review",
                subtype_xmlid="mail.mt_note",
                email_layout_xmlid="mail.mail_notification_light",
                attachment_ids=filed.ids,
            )

    def _ask_for_note(self):
        """Ask the account manager to read the draft, write a word and send it.

        Without one who reads reviews, the draft waits among the reviews to send.
        """
        for review in self:
            managers = review.user_id | review.company_id.prepaid_user_id
            manager = managers.filtered(
                lambda user, review=review: (
                    user.active and review.with_user(user).has_access("write")
                )
            )[:1]
            if manager:
                review.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=manager.id,
                    summary=self.env._("Read the review, add your words and send it"),
                )
