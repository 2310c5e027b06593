from datetime import date, timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize

from ...metering import to_units
from ..ledger.prepaid_grant_outcome import RANK
from .answers import Balance, CanDraw, Contract, Statement
from .errors import ApiError
from .prepaid_contract_machine import to_text
from .verbs import reads

FOUND_MAX = 100
LINES_MAX = 1000
DAYS_MAX = 366


class PrepaidContract(models.Model):
    """What machines ask: which contract, what is left, what moved, is it enough."""

    _inherit = "prepaid.contract"

    @api.model
    @api.readonly
    @reads()
    def api_find(
        self,
        name: str | None = None,
        partner_id: int | None = None,
        partner_reference: str | None = None,
        email: str | None = None,
    ) -> list[Contract]:
        """Find contracts by their name, or by their customer.

        A customer is named by id, by the reference kept on the contact, or by an
        e-mail address: of the customer or of a person there. All that is named must
        fit. At most 100, the customer's default contract first; none is an empty list.
        """
        partners = {
            "id": partner_id,
            "ref": partner_reference,
            "email_normalized": email and (email_normalize(email) or email),
        }
        named = [(field, "=", value) for field, value in partners.items() if value]
        if not named and not name:
            raise ApiError(
                "invalid_argument",
                self.env._("Say which contract: give its name, or name its customer."),
                argument="name",
            )
        domain = Domain(self._get_machine_domain())
        for term in named:
            found = self.env["res.partner"].search([term])
            domain &= Domain("partner_id", "in", found.commercial_partner_id.ids)
        if name:
            domain &= Domain("name", "=", name)
        order = "is_default desc, id"
        contracts = self.search(domain, limit=FOUND_MAX, order=order)
        return [contract._tell_contract() for contract in contracts]

    def _tell_contract(self) -> Contract:
        return {
            "id": self.id,
            "name": self.name,
            "customer": self._tell_customer(),
            "plan": self.plan_id.name,
            "state": self.state,
            "is_default": self.is_default,
        } | self._get_machine_unit()

    # === BALANCE === #

    @api.readonly
    @reads("not_found")
    def api_balance(
        self, usage_type_id: int | None = None, project_id: int | None = None
    ) -> Balance:
        """Tell what is left on a contract now.

        ``level`` is none, low, used_up or overdrawn: where some credit pays for some
        work only, that of the credit for all the work that a refill pays for. Prices
        are not told; the balance of a contract that counts money is money. ``scopes``
        say how much is left for which work, empty where that makes no difference;
        ``shares`` what sites and people may still use in the running period. Name a
        usage type or a project, and ``available`` is what such work can use.
        """
        told = self._tell_left() | {
            "name": self.name,
            "state": self.state,
            "debt": self._tell_quantity(self.debt),
            "level": self.alert_level,
            "date": self._get_today().isoformat(),
            "next_expiry": self._tell_next_expiry(),
            "scopes": self._tell_scopes(),
            "shares": self._tell_shares(),
        }
        if usage_type_id is None and project_id is None:
            return told
        usage_type = self._read_usage_type(usage_type_id)
        project = self._read_place(None, project_id)["project"]
        units = self._get_units_for(usage_type, project)
        return told | {"available": self._tell_units(units)}

    def _tell_next_expiry(self):
        today = self._get_today()
        ending = self.grant_ids.filtered(
            lambda grant: (
                grant.remaining
                and grant.date_expiry
                and grant.date_expiry >= today
                and not grant._is_barred()
            )
        ).grouped(lambda grant: (grant.date_expiry, RANK[grant.expiry_outcome]))
        if not ending:
            return None
        first = ending[min(ending)]
        return {
            "date": first[0].date_expiry.isoformat(),
            "quantity": self._tell_units(sum(map(to_units, first.mapped("remaining")))),
            "outcome": first[0].expiry_outcome,
        }

    # === STATEMENT === #

    @api.readonly
    @reads("not_found")
    def api_statement(self, date_from: date, date_to: date) -> Statement:
        """Tell what moved on a contract from one day to another, at most 366 days.

        At most 1000 lines; ``is_cut`` tells that there are more, the figures are of
        all. Ask for shorter periods then.
        """
        if not timedelta() <= date_to - date_from <= timedelta(DAYS_MAX):
            raise ApiError(
                "invalid_argument",
                self.env._("A statement ends after it begins, within 366 days."),
                argument="date_to",
            )
        found = self._get_statement(date_from, date_to, limit=LINES_MAX)
        lines, late = found["lines"], found["late_lines"]
        kept = ("worked_minutes", "metered_minutes", "line_count")
        return self._get_machine_unit() | {
            "contract_id": self.id,
            "name": self.name,
            "date_from": date_from.isoformat(),
            "date_to": date_to.isoformat(),
            "as_of": to_text(found["as_of"]),
            "opening": self._tell_quantity(found["opening"]),
            "closing": self._tell_quantity(found["closing"]),
            "totals": {
                section: self._tell_quantity(quantity)
                for section, quantity in found["totals"].items()
            },
            "shares": [
                {
                    "name": share["label"],
                    "quantity": self._tell_quantity(share["quantity"]),
                }
                for share in found["shares"]
            ],
            **{name: found[name] for name in kept},
            "is_cut": found["line_count"] > len(lines) + len(late),
            "lines": [self._tell_line(line) for line in lines],
            "late_lines": [self._tell_line(line) for line in late],
        }

    def _tell_line(self, line):
        """Return a line of a statement for machines: how it was counted is left out.

        Texts of that name rates.
        """
        kept = ("id", "kind", "label", "ticket", "staff", "usage_type", "is_reversal")
        balance = line.get("balance")
        return {name: line[name] for name in kept} | {
            "date": line["date"].isoformat(),
            "text": line["name"] or "",
            "charge": line["charge"] or None,
            "worked_minutes": line["worked_minutes"],
            "metered_minutes": line["metered_minutes"],
            "quantity": self._tell_quantity(line["quantity"]),
            "balance": None if balance is None else self._tell_quantity(balance),
        }

    # === IS IT ENOUGH === #

    @api.readonly
    @reads("not_found")
    def api_can_draw(
        self,
        minutes: int,
        usage_type_id: int | None = None,
        task_id: int | None = None,
        project_id: int | None = None,
        date: date | None = None,
    ) -> CanDraw:
        """Tell whether work can be logged now, what it would draw, and what is missing.

        Nothing is set aside: `api_hold` does that. ``reason`` is closed or
        credit_short; ``room`` is what work may draw, null where there is no limit.
        """
        place = self._read_place(task_id, project_id)
        day = date or self._get_today()
        line = self.env["account.analytic.line"]
        vals = self._prepare_work_vals(place, minutes, day, usage_type_id)
        draft = line._get_draft(vals)
        due = draft._get_due_units()
        room = self._get_draw_room(draft._get_work(), day, place["task"])
        missing = max(due - room, 0) if room is not None else 0
        reason = "credit_short" if missing else None
        if not self._is_drawable(day):
            reason = "closed"
        return {
            "contract_id": self.id,
            "unit": self._get_machine_unit()["unit"],
            "can_draw": not reason,
            "reason": reason,
            "due": self._tell_units(due),
            "room": None if room is None else self._tell_units(room),
            "missing": self._tell_units(missing),
        }
