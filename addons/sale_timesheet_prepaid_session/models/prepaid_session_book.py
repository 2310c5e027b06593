from datetime import timedelta

from psycopg2.errors import ExclusionViolation

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.sale_timesheet_prepaid.metering import to_units

from .prepaid_session_secure import WAITING


class PrepaidSession(models.Model):
    """Booking and accepting: what was told is frozen, and the time is kept."""

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
        room = contract._get_hold_room(self.usage_type_id, self.project_id)
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
