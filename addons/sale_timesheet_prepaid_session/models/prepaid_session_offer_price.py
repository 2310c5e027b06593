from odoo import fields, models
from odoo.tools import format_amount

from odoo.addons.sale_timesheet_prepaid.metering import MINUTES_PER_HOUR
from odoo.addons.sale_timesheet_prepaid.models.metering.terms import Terms


class PrepaidSessionOffer(models.Model):
    """What a talk page tells of its price: as the booking itself works it out."""

    _inherit = "prepaid.session.offer"

    def _preview(self, partner, minutes, start=None):
        """Return a session that is not stored, priced as if accepted now."""
        sessions = self.env["prepaid.session"].with_company(self.company_id)
        session = sessions.new(
            {
                "offer_id": self.id,
                "company_id": self.company_id.id,
                "usage_type_id": self.usage_type_id.id,
                "plan_id": self.plan_id.id,
                "currency_id": self.plan_id.currency_id.id,
                "project_id": self.project_id.id,
                "partner_id": partner.id,
                "user_id": self.user_ids[:1].id,
                "planned_start": start or fields.Datetime.now(),
                "planned_minutes": minutes,
            }
        )
        session.contract_id = session._find_contract()
        session._freeze()
        return session

    def _get_public_values(self, partner):
        """Return what a visitor, or the client who is signed in, may know.

        Plain values, no records. To be called in sudo: visitors have no rights here.
        """
        self.ensure_one()
        first = self._preview(partner, self._get_choices()[0])
        return {
            "name": self.name,
            "introduction": self.introduction or "",
            "price": self._get_price(first),
            "lengths": [self._get_length_card(partner, m) for m in self._get_choices()],
            "rules": self.rules,
            "cancellation": first._get_rule_texts(),
            "people": self.user_ids.mapped("name"),
            "contact": self._get_contact(),
        }

    def _get_choices(self):
        """Return the lengths of the page, 0 for the open one, which comes last."""
        return (*self._get_lengths(), *([0] if self.most_minutes else []))

    def _get_length_card(self, partner, minutes, start=None):
        """Return what a length costs at most, as text, and how it is paid."""
        session = self._preview(partner, minutes, start)
        most = session._get_most()
        return {
            "minutes": minutes,
            "most_minutes": minutes or self.most_minutes,
            "most": session._format_most_of(most),
            "is_free": not most,
            "has_taxes": bool(session.tax_ids),
            "is_credit": bool(session.contract_id),
            "digest": session._get_digest(),
        }

    # === PRICE === #

    def _get_price(self, session):
        """Return the price of a minute and an hour as the website shows prices."""
        terms = Terms.unpack(session.terms)
        if session.contract_id:
            return {"is_credit": True, "rules": session._get_price_rules()}
        shows_taxes = self._shows_taxes() and bool(session.tax_ids)
        minute, hour = terms.rate, terms.price_hour
        if shows_taxes:
            minute, hour = session._get_total(minute), session._get_total(hour)
        currency = session.currency_id
        is_exact = not currency.compare_amounts(minute * MINUTES_PER_HOUR, hour)
        return {
            "is_credit": False,
            "minute": format_amount(self.env, minute, currency),
            "hour": format_amount(self.env, hour, currency),
            "is_exact": is_exact,
            "taxes": self._get_tax_note(session, shows_taxes),
            "free": terms.free,
            "rules": session._get_price_rules(),
        }

    def _shows_taxes(self):
        website = self.env["website"].get_current_website()
        return website.show_line_subtotals_tax_selection == "tax_included"

    def _get_tax_note(self, session, shows_taxes):
        if not session.tax_ids:
            return ""
        if shows_taxes:
            return self.env._("taxes included")
        return self.env._("without taxes")
