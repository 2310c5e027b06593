import hashlib

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from odoo.addons.sale_timesheet_prepaid.models.client.network import get_network


class PrepaidSessionOffer(models.Model):
    """Booking on the public page: a time, or a call at once."""

    _inherit = "prepaid.session.offer"

    def _take(self, person, choice, address):
        """Return a session that a visitor accepted, secured where a contract pays.

        ``person`` is a partner who is signed in, or a dict: name, email, phone, tz.
        ``choice``: minutes, start (naive UTC, None: now), user (empty: whoever is
        free), subject, tz, digest (of what was shown), key (of the form: sent twice,
        it is one booking). Raise a UserError, and leave nothing behind, where it cannot
        be. Call it in sudo.
        """
        self.ensure_one()
        with self.env.cr.savepoint():
            if taken := self._find_taken(choice):
                return taken
            # It also makes the second of two clicks wait for the first.
            partner = self._receive(person, address)
            users = self._get_candidates(choice)
            for user in users[:-1]:
                try:
                    with self.env.cr.savepoint():
                        return self._take_with(user, partner, person, choice, address)
                except UserError:
                    # Somebody has just taken this time: the next one may be free.
                    continue
            return self._take_with(users[-1], partner, person, choice, address)

    def _receive(self, person, address):
        """Return who books, once it is sure that it is no flood.

        A visitor is always somebody new: an e-mail address proves nothing.
        """
        visits = self.env["prepaid.session.visit"]
        if not isinstance(person, dict):
            visits._count(f"partner {person.id}")
            if person.company_id and person.company_id != self.company_id:
                raise UserError(
                    self.env._(
                        "%(page)s is offered by %(company)s, which does not know you. "
                        "Sign out, and book as a visitor.",
                        page=self.name,
                        company=self.company_id.name,
                    )
                )
            return person
        visits._count(get_network(address), email_normalize(person["email"] or ""))
        public = self.env["website"].get_current_website().user_id.partner_id
        return self.env["res.partner"].create(
            {
                "name": person["name"],
                "email": person["email"],
                "phone": person["phone"],
                "tz": person["tz"],
                "lang": self.env.lang,
                "company_id": self.company_id.id,
                "country_id": public.country_id.id,
            }
        )

    def _find_taken(self, choice):
        """Return the session that the same form has booked already, or none."""
        return self.session_ids.search(
            [
                ("offer_id", "=", self.id),
                ("company_id", "=", self.company_id.id),
                ("external_ref", "=", self._get_form_ref(choice)),
            ],
            limit=1,
        )

    def _get_form_ref(self, choice):
        """Return what a session keeps of its form: nobody can send it from that."""
        return f"page {hashlib.sha256(choice['key'].encode()).hexdigest()[:32]}"

    def _get_candidates(self, choice):
        """Return who can be booked, the best first, or raise."""
        minutes = choice["minutes"] or self.most_minutes
        if choice["start"]:
            users = self._get_free_users(choice["start"], minutes)
        else:
            users = self._get_callable_users(minutes)
        if choice["user"]:
            users &= choice["user"]
        if not users:
            raise UserError(
                self.env._("That time has just been taken. Choose another one.")
                if choice["start"]
                else self.env._(
                    "Nobody can take your call right now. Choose a time, or try again "
                    "in a few minutes."
                )
            )
        return users

    def _take_with(self, user, partner, person, choice, address):
        session = self.env["prepaid.session"]._book(
            self,
            user,
            partner,
            choice["start"],
            choice["minutes"],
            subject=choice["subject"],
            tz=choice["tz"],
            is_visit=isinstance(person, dict),
            is_call=not choice["start"],
            external_ref=self._get_form_ref(choice),
        )
        session._accept(partner.name, address)
        if session._get_digest() != choice["digest"]:
            raise UserError(
                self.env._(
                    "The price or the rules have just changed. Please read them again, "
                    "and accept them if you agree."
                )
            )
        if session.contract_id:
            session._secure()
        return session

    def _is_reachable(self):
        """Tell whether somebody takes calls now, for the button of the page."""
        minutes = min(self._get_lengths(), default=0) or self.most_minutes
        return bool(self._get_callable_users(minutes))
