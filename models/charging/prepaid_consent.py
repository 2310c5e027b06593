from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_amount

from ..contract.access import MANAGER_GROUP


class PrepaidConsent(models.Model):
    """A client's permission to charge a saved payment method, and to which limit.

    The text is what the client read. It is kept for years after its end: as many as
    the company says.
    """

    _name = "prepaid.consent"
    _description = "Prepaid Consent"
    _inherit = ["prepaid.page", "mail.thread", "prepaid.guarded"]
    _order = "id desc"
    _allow_sudo_commands = False

    _prepaid_personal_fields = {
        "partner_id": "person",
        "text": "proof",
        "origin": "proof",
        "revoked_by": "proof",
    }

    contract_id = fields.Many2one(
        "prepaid.contract",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Given by", required=True, ondelete="restrict", readonly=True
    )
    date = fields.Datetime(
        "Given on", required=True, default=fields.Datetime.now, readonly=True
    )
    origin = fields.Char("Given From", readonly=True)
    text = fields.Text(required=True, readonly=True)

    # What it allows
    product_id = fields.Many2one("product.product", "Pack", readonly=True)
    cap_amount = fields.Monetary(
        "At Most",
        required=True,
        readonly=True,
        help="The most that one charge may be, taxes included.",
    )
    covers_overage = fields.Boolean(
        "Work Beyond the Credit",
        readonly=True,
        help="The text allows to charge the invoices of work beyond the credit too.",
    )
    token_id = fields.Many2one(
        "payment.token", "Payment Method", ondelete="restrict", readonly=True
    )
    method = fields.Char(
        "Payment Method Named", compute="_compute_method", compute_sudo=True
    )

    # Who holds the link revokes for the client: few people inside read it.
    access_token = fields.Char(groups=MANAGER_GROUP)

    # How it ended
    date_used = fields.Datetime("Last Charge", readonly=True)
    date_revoked = fields.Datetime("Revoked on", readonly=True, index=True)
    revoked_by = fields.Char(readonly=True)
    date_expiry_told = fields.Date(
        readonly=True, help="The end of the card of which the client was told."
    )

    @api.depends("date", "partner_id")
    def _compute_display_name(self):
        for consent in self:
            consent.display_name = self.env._(
                "Consent of %(person)s, %(date)s",
                person=consent.partner_id.name,
                date=fields.Date.to_string(consent.date),
            )

    @api.depends("token_id")
    def _compute_method(self):
        for consent in self:
            consent.method = consent.token_id._get_prepaid_name()

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for consent in self:
            consent.access_url = f"/my/prepaid/consent/{consent.id}"
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        if self - self._filter_outdated():
            raise UserError(
                self.env._(
                    "The consents to charge are the proof of what was charged, and are "
                    "kept for %(years)s years after their end. Revoke them instead.",
                    years=max(self.company_id.mapped("prepaid_consent_years")),
                )
            )

    # === BUSINESS METHODS === #

    def _get_gap(self, amount, token, pack=None):
        """Return why a charge of so much is not covered, for people, or False.

        ``amount`` is in the contract's currency, taxes included. No pack: an invoice.
        """
        if not self or self.date_revoked:
            return self.env._("The client has not agreed to be charged.")
        if self.token_id != token:
            return self.env._("The client agreed to charge another payment method.")
        if pack is not None and self.product_id and self.product_id != pack:
            return self.env._("The client agreed to buy another pack.")
        if self.currency_id.compare_amounts(amount, self.cap_amount) > 0:
            return self.env._(
                "It costs %(amount)s; the client agreed to %(cap)s at most.",
                amount=format_amount(self.env, amount, self.currency_id),
                cap=format_amount(self.env, self.cap_amount, self.currency_id),
            )
        return False

    # === HOW IT BEGINS AND ENDS === #

    @api.model
    def _give(self, contract, vals):
        """Keep a permission as the client gave it, and switch the refill on; return it.

        Called in sudo by the page on which the client ticked the box: never for staff.
        ``vals`` are ``partner_id, token_id, product_id, cap_amount, text, origin``, and
        what `_get_consent_scope` says; the text is what the client read. It replaces
        what was agreed before; sent twice, it is given once.
        """
        earlier = contract._get_consent()
        is_same = earlier.text == vals["text"]
        is_same = is_same and earlier.token_id.id == vals["token_id"]
        if is_same and contract._is_charged_as_agreed():
            return earlier
        earlier._end(self.env._("Replaced by a new one"))
        contract.write(contract._prepare_agreed_vals(vals))
        contract._get_open_refill()._order_agreed()
        consent = self.create(vals | {"contract_id": contract.id})
        consent._renew_token()
        contract.message_post(
            body=self.env._(
                "%(person)s agreed to be charged automatically: %(method)s, "
                "%(cap)s at most.",
                person=consent.partner_id.name,
                method=consent.method,
                cap=format_amount(self.env, consent.cap_amount, consent.currency_id),
            )
        )
        consent._send("prepaid_consent_mail_template_given")
        return consent

    def _revoke(self, person):
        """End the permission, with effect at once; tell both sides. Safe to repeat."""
        for consent in self.filtered(lambda consent: not consent.date_revoked):
            consent._end(person)
            consent._tell_manager(
                self.env._(
                    "%(person)s revoked the permission to charge %(method)s. Nothing "
                    "is charged any more; refills are invoiced instead.",
                    person=person,
                    method=consent.method,
                )
            )
            consent._send("prepaid_consent_mail_template_revoked")

    def _end(self, person):
        self.write({"date_revoked": fields.Datetime.now(), "revoked_by": person})

    @api.model
    def _get_outdated_domain(self):
        now = fields.Datetime.now()
        companies = (
            self.env["res.company"].sudo().search([("prepaid_consent_years", ">=", 0)])
        )
        return Domain.OR(
            Domain("company_id", "in", alike.ids)
            & Domain("date_revoked", "<", now - relativedelta(years=years))
            for years, alike in companies.grouped("prepaid_consent_years").items()
        )

    def _filter_outdated(self):
        return self.filtered_domain(self._get_outdated_domain())

    @api.autovacuum
    def _gc_outdated(self):
        """Forget consents that ended so long ago that their proof is not needed."""
        self.sudo().search(self._get_outdated_domain(), limit=1000).unlink()
