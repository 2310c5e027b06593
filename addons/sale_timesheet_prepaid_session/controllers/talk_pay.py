from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.http import request, route
from odoo.tools import consteq, format_datetime

from odoo.addons.payment.controllers.portal import PaymentPortal
from odoo.addons.sale_timesheet_prepaid.controllers.replica import is_current

SESSION = "/prepaid/session/<int:session_id>"


class PrepaidTalkPayment(PaymentPortal):
    """Where a talk is secured: the amount and the way are the server's, always."""

    # === ROUTES === #

    @route(
        f"{SESSION}/pay",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def prepaid_session_pay(self, session_id, access_token=None, **asked):
        session_sudo = self._get_payable(session_id, access_token)
        if not session_sudo:
            return request.redirect("/my")
        minutes = self._read_extension(session_sudo, asked.get("minutes"))
        if session_sudo.state != "accepted" and not minutes:
            return request.redirect(self._get_session_url(session_sudo))
        return request.render(
            "sale_timesheet_prepaid_session.talk_pay",
            self._prepare_pay_values(session_sudo, minutes),
        )

    @route(
        f"{SESSION}/pay/agree",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def prepaid_session_agree(self, session_id, access_token=None, agree="", **_kw):
        """Keep that a saved card may be charged afterwards."""
        session_sudo = self._get_payable(session_id, access_token)
        if not session_sudo:
            return request.redirect("/my")
        if agree and self._is_waiting(session_sudo):
            session_sudo._consent(request.httprequest.remote_addr)
        return request.redirect(self._get_pay_url(session_sudo))

    @route(
        f"{SESSION}/pay/later",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def prepaid_session_later(self, session_id, access_token=None, **_kw):
        """Book on account, for clients who are signed in and cannot pay here."""
        session_sudo = self._get_payable(session_id, access_token)
        if not session_sudo:
            return request.redirect("/my")
        if self._is_waiting(session_sudo) and self._may_pay_later(session_sudo):
            session_sudo._secure_by_link()
        return request.redirect(self._get_session_url(session_sudo))

    @route(f"{SESSION}/transaction", type="jsonrpc", auth="public", website=True)
    def prepaid_session_transaction(self, session_id, access_token=None, **kwargs):
        """Make the transaction that holds the amount, or saves the card."""
        session_sudo = self._get_payable(session_id, access_token)
        if not session_sudo:
            raise ValidationError(request.env._("The access token is invalid."))
        self._validate_transaction_kwargs(kwargs)
        # Two clicks, or two windows, come one after the other.
        session_sudo.lock_for_update(allow_referencing=True)
        asked = request.httprequest.args.get("minutes")
        minutes = self._read_extension(session_sudo, asked)
        if not minutes and not self._is_waiting(session_sudo):
            raise UserError(
                request.env._("This talk waits for no payment. Open its page again.")
            )
        if minutes:
            session_sudo._check_extension(minutes)
        values = self._prepare_tx_values(session_sudo, minutes, kwargs)
        tx_sudo = self._create_transaction(**values)
        return tx_sudo._get_processing_values()

    # === WHO MAY === #

    def _get_payable(self, session_id, access_token):
        """Return the session in sudo for who holds the link or is the client."""
        session_sudo = request.env["prepaid.session"].sudo().browse(session_id).exists()
        if not session_sudo or session_sudo.state == "draft":
            return None
        token = session_sudo.access_token or ""
        has_link = bool(token) and consteq(
            token.encode(), (access_token or "").encode()
        )
        if not has_link and not self._is_own(session_sudo):
            return None
        return session_sudo.with_company(session_sudo.company_id)

    def _is_own(self, session_sudo):
        """Tell whether the user is signed in for the session's client."""
        user = request.env.user
        client = session_sudo.partner_id.commercial_partner_id
        return user._is_portal() and user.partner_id.commercial_partner_id == client

    def _get_payer(self, session_sudo):
        """Return whose card it is: of who is signed in, where that is the client."""
        if self._is_own(session_sudo):
            return request.env.user.partner_id.sudo()
        return session_sudo.partner_id

    def _is_waiting(self, session_sudo):
        """Tell whether the place is kept, and nothing is secured or being paid."""
        return (
            session_sudo.state == "accepted"
            and session_sudo.date_expiry > fields.Datetime.now()
            and not self._is_pending(session_sudo)
        )

    def _is_pending(self, session_sudo):
        return "pending" in session_sudo.transaction_ids.mapped("state")

    def _may_pay_later(self, session_sudo):
        """Tell whether a client may be billed: known, and with no other way."""
        if not self._is_own(session_sudo):
            return False
        return not session_sudo._get_pay_options(self._get_payer(session_sudo))["way"]

    def _read_extension(self, session_sudo, text):
        """Return by how many minutes a talk under way becomes longer, else 0."""
        is_number = bool(text) and text.isascii() and text.isdigit()
        return int(text[:4]) if is_number and session_sudo.state == "running" else 0

    # === VALUES === #

    def _get_session_url(self, session_sudo):
        return f"{session_sudo.access_url}?access_token={session_sudo.access_token}"

    def _get_pay_url(self, session_sudo, path="pay", query=""):
        base = f"/prepaid/session/{session_sudo.id}/{path}"
        return f"{base}?access_token={session_sudo.access_token}{query}"

    def _prepare_pay_values(self, session_sudo, minutes):
        payer = self._get_payer(session_sudo)
        options = session_sudo._get_pay_options(payer, minutes)
        tz = session_sudo.tz or session_sudo.company_id._get_prepaid_zone().key
        refused = session_sudo.transaction_ids.sorted("id")[-1:].filtered(
            lambda tx: tx.state in ("error", "cancel") and not tx.source_transaction_id
        )
        until = session_sudo.date_expiry
        most = options["amount"] if minutes else session_sudo.cap_amount
        return {
            "session": session_sudo,
            "minutes": minutes,
            "way": options["way"],
            "most": session_sudo._format_most_of(most),
            "length": minutes or session_sudo._get_length(),
            "until": until
            and format_datetime(request.env, until, tz=tz, dt_format="HH:mm"),
            "when": format_datetime(
                request.env,
                session_sudo.planned_start,
                tz=tz,
                dt_format="EEEE d MMMM yyyy, HH:mm",
            ),
            "tz": tz,
            "is_over": not minutes and not until > fields.Datetime.now(),
            "is_pending": self._is_pending(session_sudo),
            "refusal": refused and (refused.state_message or " "),
            "may_pay_later": not minutes and self._may_pay_later(session_sudo),
            "contact": session_sudo.offer_id._get_contact(),
            "session_url": self._get_session_url(session_sudo),
            "agree_url": self._get_pay_url(session_sudo, "pay/agree"),
            "later_url": self._get_pay_url(session_sudo, "pay/later"),
            "consent_text": session_sudo.consent_text
            or session_sudo._get_consent_text(),
        } | self._prepare_form_values(session_sudo, payer, options, minutes)

    def _prepare_form_values(self, session_sudo, payer, options, minutes):
        """Return what Odoo's own payment form needs."""
        if not options["way"]:
            return {}
        providers = options["providers"]
        query = f"&minutes={minutes}" if minutes else ""
        is_hold = options["way"] == "hold"
        return {
            "mode": "payment" if is_hold else "validation",
            "allow_token_selection": is_hold,
            "reference_prefix": session_sudo.name,
            "amount": options["amount"],
            "currency": session_sudo.currency_id,
            "partner_id": payer.id,
            "providers_sudo": providers,
            "payment_methods_sudo": options["methods"],
            "tokens_sudo": options["tokens"],
            "availability_report": {},
            "show_tokenize_input_mapping": self._compute_show_tokenize_input_mapping(
                providers
            ),
            "transaction_route": self._get_pay_url(session_sudo, "transaction", query),
            "landing_route": self._get_session_url(session_sudo),
            "access_token": session_sudo.access_token,
        }

    def _prepare_tx_values(self, session_sudo, minutes, asked):
        """Return the values of a transaction: what was asked for only chooses."""
        payer = self._get_payer(session_sudo)
        options = session_sudo._get_pay_options(payer, minutes)
        chosen = self._check_option(options, asked)
        is_hold = options["way"] == "hold"
        if not is_hold and not session_sudo.consent_text:
            raise UserError(
                request.env._("Please agree first to what the card is charged for.")
            )
        tokenize = bool(asked.get("tokenization_requested")) if is_hold else True
        return chosen | {
            "amount": options["amount"],
            "currency_id": session_sudo.currency_id.id,
            "partner_id": payer.id,
            "tokenization_requested": tokenize,
            "landing_route": self._get_session_url(session_sudo),
            "reference_prefix": session_sudo.name,
            "is_validation": not is_hold,
            "custom_create_values": {
                "prepaid_session_id": session_sudo.id,
                "prepaid_minutes": minutes,
            },
        }

    def _check_option(self, options, asked):
        """Return provider, method and token, each one of those that were offered."""
        flow, token_id = asked.get("flow"), self._cast_as_int(asked.get("token_id"))
        way = options["way"]
        if way and flow == "token":
            token = options["tokens"].filtered(lambda t: t.id == token_id)
            provider, method = token.provider_id, token.payment_method_id
        elif way and flow in ("direct", "redirect"):
            provider_id = self._cast_as_int(asked.get("provider_id"))
            method_id = self._cast_as_int(asked.get("payment_method_id"))
            token = request.env["payment.token"]
            provider = options["providers"].filtered(lambda p: p.id == provider_id)
            method = options["methods"].filtered(
                lambda m: m.id == method_id and provider in m.provider_ids
            )
        else:
            provider = method = None
        if not provider or not method:
            raise ValidationError(
                request.env._("This way to pay is not offered here. Choose another.")
            )
        return {
            "flow": flow,
            "provider_id": provider.id,
            "payment_method_id": method.id,
            "token_id": token.id or None,
        }
