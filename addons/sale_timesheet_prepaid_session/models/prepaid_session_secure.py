from datetime import timedelta

from psycopg2.errors import ExclusionViolation

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.sale_timesheet_prepaid.metering import to_quantity, to_units

# How long a place waits for the client to pay or sign in.
WAITING = timedelta(minutes=30)
# How long credit is kept after the planned end: nobody may have started in time.
KEPT = timedelta(hours=24)
# Card networks keep an amount for seven days; a day for whoever is late.
CARD_KEPT = timedelta(days=6)


class PrepaidSession(models.Model):
    """From the rules to what is secured: credit, an amount on a card, or a promise."""

    _inherit = "prepaid.session"

    # === BOOKING === #

    @api.model
    def _book(self, offer, user, partner=None, start=None, minutes=0, **facts):
        """Return a new session on a talk page. Nothing is accepted or held yet.

        ``start`` is naive UTC, None for now; ``minutes`` 0 is the open length. Call it
        in sudo, once it is sure that the person may take the time.
        """
        if not offer._is_length(minutes) or user not in offer.user_ids:
            raise UserError(
                self.env._(
                    "%(page)s does not offer that. Choose another length or person.",
                    page=offer.name,
                )
            )
        vals = {
            "name": False,
            "offer_id": offer.id,
            "company_id": offer.company_id.id,
            "usage_type_id": offer.usage_type_id.id,
            "plan_id": offer.plan_id.id,
            "currency_id": offer.plan_id.currency_id.id,
            "project_id": offer.project_id.id,
            "partner_id": partner and partner.id,
            "user_id": user.id,
            "planned_start": start or fields.Datetime.now(),
            "planned_minutes": minutes,
            "access_token": self._portal_get_new_token(),
        }
        return self.create(vals | facts)

    @api.model
    def _portal_get_new_token(self):
        return self.new({})._portal_ensure_token()

    # === ACCEPTING === #

    def _accept(self, name, address=None, by_contract=True):
        """Freeze what the client accepts, and keep the place for half an hour.

        ``name`` is who accepts and ``address`` from which network address. A contract
        that has enough pays, unless they choose otherwise. Raise a UserError where the
        rules cannot be told: no price, for example.
        """
        self.ensure_one()
        if self.state == "accepted":
            return
        self._check_state("draft")
        if not self.partner_id:
            raise UserError(self.env._("Tell who you are before you accept the rules."))
        now = fields.Datetime.now()
        self.contract_id = by_contract and self._find_contract()
        self._freeze()
        self.write(
            {
                "state": "accepted",
                "accepted_at": now,
                "accepted_name": name,
                "accepted_address": address,
                "date_expiry": now + WAITING,
            }
        )
        self._block()
        self._wake("watch", self.date_expiry)

    def _reopen(self):
        """Let the client choose and accept anew: another way to pay, for example."""
        self._check_state("accepted")
        offered = self.offer_id.plan_id
        self.write(
            {
                "state": "draft",
                "contract_id": False,
                "plan_id": (offered or self.plan_id).id,
                "currency_id": (offered or self.plan_id).currency_id.id,
                "date_expiry": fields.Datetime.now() + WAITING,
            }
        )

    def _block(self, minutes=None):
        """Keep the time of the one who talks, or raise where it was taken meanwhile.

        ``minutes`` is how long the talk is planned to be, else as it is.
        """
        pause = timedelta(minutes=self.offer_id.buffer_minutes)
        try:
            with self.env.cr.savepoint():
                if minutes is not None:
                    self.planned_minutes = minutes
                stop = self.planned_stop
                self.blocked_until = stop and stop + pause
                self.flush_recordset()
        except ExclusionViolation as error:
            raise UserError(
                self.env._(
                    "%(person)s has another talk at that time. Choose another time.",
                    person=self.user_id.name,
                )
            ) from error

    def _freeze(self):
        """Keep prices and rules as they are today: later ones are for others."""
        if self.contract_id:
            self.plan_id = self.contract_id.plan_id
            self.currency_id = self.contract_id.currency_id
        self.terms = self._get_terms().pack()
        self.tax_ids = False if self.contract_id else self._get_taxes()
        self.rules = self.offer_id.rules
        self.cancellation = self.offer_id._get_cancellation()
        self.cap_amount = 0 if self.contract_id else self._get_most()

    def _find_contract(self):
        """Return the client's contract that has enough for the session, or none."""
        contract = self._find_covering()
        if not contract:
            return contract
        most = self.new(
            {
                "contract_id": contract.id,
                "plan_id": contract.plan_id.id,
                "usage_type_id": self.usage_type_id.id,
                "company_id": self.company_id.id,
                "planned_start": self.planned_start,
            }
        )
        most.terms = most._get_terms().pack()
        needed = to_units(most._measure(self._get_length())["due"])
        room = contract._get_hold_room()
        return contract if room is None or needed <= room else contract.browse()

    def _find_covering(self):
        """Return the contract that pays for the client's work today, or none."""
        draft = self.env["project.task"].new(
            {"project_id": self.project_id.id, "partner_id": self.partner_id.id}
        )
        company = self.company_id
        contract = self.project_id._find_prepaid_contract(
            draft, company, company._get_prepaid_today()
        )
        is_drawable = contract and contract._is_drawable(company._get_prepaid_today())
        return contract if is_drawable else self.env["prepaid.contract"].sudo()

    # === SECURING === #

    def _secure(self):
        """Set the contract's credit aside, once; raise CreditShort where it is gone."""
        self._check_state("accepted", "secured")
        if self.state == "secured":
            return
        self.secured_by = "contract"
        self._hold(self._get_most())
        self._secured()

    def _hold(self, quantity):
        """Set so much more of the contract's credit aside for this session."""
        if not to_units(quantity):
            return
        expiry = (self.planned_stop or fields.Datetime.now()) + KEPT
        hold = self.contract_id._hold(
            quantity,
            expiry,
            name=self._get_title(),
            reference=f"{self.name}-{len(self.hold_ids) + 1}",
            usage_type_id=self.usage_type_id.id,
            user_id=self.user_id.id,
        )
        hold.session_id = self
        self.secured_amount = to_quantity(
            to_units(self.secured_amount) + to_units(hold.quantity)
        )

    def _secure_by_card(self):
        """Count what cards hold for this session. Safe to repeat.

        What is held for a session that ended meanwhile is given back.
        """
        for session in self:
            held = session.transaction_ids.filtered(lambda tx: tx._is_prepaid_held())
            amount = session.currency_id.round(sum(held.mapped("amount")))
            if session.state in ("accepted", "secured", "running"):
                cap = max(session.cap_amount, amount)
                vals = {"secured_amount": amount, "cap_amount": cap}
                session.write(vals | {"secured_by": "card", "is_warned": False})
                if session.state == "accepted" and session._is_enough(amount):
                    session._secured()
                session._follow_clock()
            elif held:
                session._wake("collect")

    def _is_enough(self, amount):
        return self.currency_id.compare_amounts(amount, self.cap_amount) >= 0

    def _secure_by_token(self, token):
        """Charge a saved card afterwards: no more than the cap that was accepted."""
        self._check_state("accepted", "secured")
        if self.state == "secured":
            return
        payer, owner = self.partner_id, token.partner_id
        if payer.commercial_partner_id != owner.commercial_partner_id:
            raise UserError(self.env._("This payment method is somebody else's."))
        self.write({"secured_by": "token", "token_id": token.id})
        self._secured()

    def _secure_by_link(self):
        """Trust a client who is known: the invoice is paid by its link."""
        self._check_state("accepted", "secured")
        if self.state == "accepted":
            self.secured_by = "link"
            self._secured()

    def _secured(self):
        """Give the session its ticket, and tell both sides."""
        self.write({"state": "secured", "date_expiry": False})
        if not self.task_id:
            self.task_id = self.env["project.task"].create(self._prepare_task_vals())
        self._wake("watch", self.planned_stop + KEPT if self.planned_stop else None)
        self._tell_secured()

    def _tell_secured(self):
        """Tell both sides that the talk is booked; a hook for mails and calendars."""

    def _prepare_task_vals(self):
        return {
            "name": self._get_title(),
            "project_id": self.project_id.id,
            "partner_id": self.partner_id.id,
            "user_ids": self.user_id.ids,
            "usage_type_id": self.usage_type_id.id,
            "company_id": self.company_id.id,
            "description": self.subject,
        }

    def _get_title(self):
        """Return what the talk is called on tickets, holds and invoices."""
        title = self.offer_id.name or self.usage_type_id.name
        return f"{title} · {self.partner_id.name} · {self.name}"

    # === EXTENDING === #

    def _get_extension(self, minutes):
        """Return what ``minutes`` more than is secured take in total."""
        paid = self._get_paid_minutes(self._get_limit())
        more = to_units(self._get_most(paid + minutes)) - to_units(self._get_limit())
        return to_quantity(max(more, 0))

    def _extend(self, minutes):
        """Secure more minutes of a talk under way, or raise and leave it as it is.

        An amount on a card is held by a transaction of its own, see
        `_extend_by_token`; here the contract, or the cap of what is charged later.
        """
        self._check_state("secured", "running")
        more = self._get_extension(minutes)
        self._lengthen(minutes)
        if self.secured_by == "contract":
            self._hold(more)
        elif self.secured_by in ("token", "link"):
            self.cap_amount = to_quantity(to_units(self.cap_amount) + to_units(more))
        self.is_warned = False
        self._follow_clock()

    def _extend_by_token(self, minutes):
        """Have the card that the client saved hold more minutes, or raise.

        It calls the provider, and commits before and after. Refused, the talk goes on
        until what is secured is used up.
        """
        self._check_state("secured", "running")
        more, length = self._get_extension(minutes), self._get_length()
        if not to_units(more):
            return self._extend(minutes)
        token = self.transaction_ids.token_id[-1:]
        if self.secured_by != "card" or not token:
            raise UserError(self.env._("There is no saved card to hold more on."))
        self._lengthen(minutes)
        vals = self._prepare_token_vals(token, more)
        tx = self.env["payment.transaction"].create(vals)
        self._commit()
        tx._charge_with_token()
        if not tx._is_prepaid_held():
            self._block(length)
        self._commit()
        if not tx._is_prepaid_held():
            raise UserError(
                self.env._(
                    "The card was refused for %(minutes)s more minutes: %(reason)s",
                    minutes=minutes,
                    reason=tx.state_message or self.env._("no answer"),
                )
            )
        return None

    def _prepare_token_vals(self, token, amount):
        """Return the vals of a transaction that asks this much of a saved card."""
        provider = token.provider_id
        return {
            "provider_id": provider.id,
            "payment_method_id": token.payment_method_id.id,
            "token_id": token.id,
            "operation": "offline",
            "amount": amount,
            "currency_id": self.currency_id.id,
            "partner_id": token.partner_id.id,
            "reference": self.env["payment.transaction"]._compute_reference(
                provider.code, prefix=self.name
            ),
            "prepaid_session_id": self.id,
        }

    def _lengthen(self, minutes):
        """Plan so much longer, where the next talk leaves room for it."""
        self._block(self._get_length() + minutes)

    # === WHO MAY PAY HOW === #

    def _may_hold_card(self):
        """Tell whether a card can keep the amount until the talk is over."""
        stop = self.planned_stop or fields.Datetime.now()
        return stop <= fields.Datetime.now() + CARD_KEPT
