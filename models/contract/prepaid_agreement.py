from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from .access import MANAGER_GROUP


class PrepaidAgreement(models.Model):
    """The terms of a contract as they were sent to the client, and its signature."""

    _name = "prepaid.agreement"
    _description = "Prepaid Agreement"
    _inherit = ["prepaid.page", "mail.thread", "prepaid.guarded"]
    _order = "id desc"

    _prepaid_personal_fields = {
        "body": "proof",
        "signed_by": "proof",
        "signature": "proof",
    }

    name = fields.Char(required=True, readonly=True)
    contract_id = fields.Many2one(
        "prepaid.contract",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True)
    state = fields.Selection(
        [("sent", "Sent"), ("signed", "Signed"), ("withdrawn", "Withdrawn")],
        required=True,
        default="sent",
        readonly=True,
        tracking=True,
    )
    body = fields.Html(
        readonly=True,
        sanitize=False,
        help="The text that was sent. It stays, whatever becomes of the plan.",
    )
    signed_by = fields.Char(readonly=True, copy=False)
    signed_on = fields.Datetime(readonly=True, copy=False)
    signature = fields.Image(
        max_width=1024, max_height=1024, readonly=True, copy=False, attachment=True
    )
    # Who holds the link signs for the client: few people inside read it.
    access_token = fields.Char(groups=MANAGER_GROUP)

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for agreement in self:
            agreement.access_url = f"/my/prepaid/agreement/{agreement.id}"
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        for agreement in self.filtered(lambda agreement: agreement.state == "signed"):
            raise UserError(
                self.env._(
                    "The agreement %(agreement)s is signed and stays.",
                    agreement=agreement.name,
                )
            )

    # === ACTION METHODS === #

    def action_withdraw(self):
        self.check_access("write")
        for agreement in self:
            if agreement.state == "signed":
                raise UserError(
                    self.env._(
                        "%(name)s signed the agreement %(agreement)s. Send a new one "
                        "instead.",
                        name=agreement.signed_by,
                        agreement=agreement.name,
                    )
                )
        self.sudo().state = "withdrawn"

    # === BUSINESS METHODS === #

    def _send(self):
        """Mail the client's contacts the link to read and sign."""
        for agreement in self:
            agreement._renew_token()
            agreement.message_post_with_source(
                "sale_timesheet_prepaid.prepaid_agreement_mail_template_sign",
                subtype_xmlid="mail.mt_note",
                email_layout_xmlid="mail.mail_notification_light",
            )

    def _sign(self, name, signature):
        """Keep the client's signature and file the signed PDF. Once."""
        self.ensure_one()
        if self.state != "sent":
            raise UserError(
                self.env._(
                    "The agreement %(agreement)s is signed already, or was withdrawn.",
                    agreement=self.name,
                )
            )
        if not (name or "").strip() or not signature:
            raise UserError(self.env._("Enter your name and draw your signature."))
        self.write(
            {
                "state": "signed",
                "signed_by": name.strip()[:128],
                "signed_on": fields.Datetime.now(),
                "signature": signature,
            }
        )
        self.env.flush_all()
        self._file_pdf()

    def _file_pdf(self):
        """Attach the PDF to the agreement and to its contract."""
        pdf, _format = self.env["ir.actions.report"]._render_qweb_pdf(
            "sale_timesheet_prepaid.prepaid_agreement_action_report", self.ids
        )
        attachments = [(f"{self._get_report_base_filename()}.pdf", pdf)]
        body = self.env._("%(name)s signed the agreement.", name=self.signed_by)
        for record in (self, self.contract_id):
            record.message_post(
                body=body, attachments=attachments, subtype_xmlid="mail.mt_note"
            )

    def _get_report_base_filename(self):
        return self.name.replace("/", "-")

    def _get_mail_recipients(self):
        """Return the ids of the contacts who are asked to sign."""
        return ",".join(map(str, self.contract_id._get_contacts().ids))


class PrepaidPlan(models.Model):
    _inherit = "prepaid.plan"

    _prepaid_user_fields = {"agreement_template_id"}

    agreement_template_id = fields.Many2one(
        "mail.template",
        "Agreement",
        domain="[('model', '=', 'prepaid.contract')]",
        default=lambda self: self.env.ref(
            "sale_timesheet_prepaid.prepaid_agreement_mail_template",
            raise_if_not_found=False,
        ),
        help="The text that clients sign, filled from plan and contract. Its wording "
        "is generic: have it checked by counsel.",
    )


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    agreement_ids = fields.One2many("prepaid.agreement", "contract_id")
    agreement_state = fields.Selection(
        selection=lambda self: (
            self.env["prepaid.agreement"]
            ._fields["state"]
            ._description_selection(self.env)
        ),
        compute="_compute_agreement_state",
    )

    @api.depends("agreement_ids.state")
    def _compute_agreement_state(self):
        """Tell how the newest agreement that was not withdrawn stands."""
        for contract in self:
            agreements = contract.sudo().agreement_ids.sorted("id", reverse=True)
            current = agreements.filtered(lambda a: a.state != "withdrawn")[:1]
            contract.agreement_state = current.state

    def action_send_agreement(self):
        """Send the client the plan's agreement to sign; an unsigned one is replaced."""
        self.ensure_one()
        self.check_access("write")
        contract_sudo = self.sudo()
        waiting = contract_sudo.agreement_ids.filtered(lambda a: a.state == "sent")
        waiting.state = "withdrawn"
        number = len(contract_sudo.agreement_ids) + 1
        agreement = waiting.create(
            {
                "name": self._with_client_lang().env._(
                    "Agreement %(contract)s/%(number)s",
                    contract=self.name,
                    number=number,
                ),
                "contract_id": self.id,
                "body": contract_sudo._render_agreement(),
            }
        )
        agreement._send()
        return self.action_open_agreements()

    def action_open_agreements(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_agreement_action"
        )
        return action | {"domain": [("contract_id", "=", self.id)]}

    def _render_agreement(self):
        """Return the text of the plan's agreement, in the client's language."""
        template = self.plan_id.agreement_template_id
        if not template:
            raise UserError(
                self.env._(
                    "The plan %(plan)s has no agreement. Choose one on the plan.",
                    plan=self.plan_id.name,
                )
            )
        return Markup(
            template._render_field("body_html", self.ids, compute_lang=True)[self.id]
        )
