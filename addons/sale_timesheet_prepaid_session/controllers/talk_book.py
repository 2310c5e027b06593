import secrets
from datetime import timezone
from zoneinfo import ZoneInfo

from odoo.exceptions import UserError
from odoo.http import request, route
from odoo.tools import email_normalize, format_datetime

from odoo.addons.sale_timesheet_prepaid.controllers.replica import is_current

from ..models.prepaid_session_offer_slots import read_moment
from .talk import PAGE, PrepaidTalk

# What visitors write is cut there.
NAME_MOST, SUBJECT_MOST = 100, 2000


class PrepaidTalkBook(PrepaidTalk):
    """Who books, what it is about, and that the rules are accepted."""

    @route(
        f"{PAGE}/book",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def prepaid_talk_book(self, slug, **chosen):
        offer_sudo = self._get_offer(slug)
        if not self._read_choice(offer_sudo, chosen):
            return request.redirect(offer_sudo.website_url)
        return self._render_book(offer_sudo, chosen)

    @route(
        f"{PAGE}/book/save",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def prepaid_talk_save(self, slug, **chosen):
        """Take the booking, and lead to where it is paid for, or to its page."""
        offer_sudo = self._get_offer(slug)
        choice = self._read_choice(offer_sudo, chosen)
        # No person fills the field that is not shown.
        if not choice or chosen.get("url"):
            return request.redirect(offer_sudo.website_url)
        try:
            person = self._read_person(offer_sudo, chosen)
            self._check_agreed(chosen)
            session_sudo = offer_sudo._take(
                person, choice, request.httprequest.remote_addr
            )
        except UserError as error:
            return self._render_book(offer_sudo, chosen, error=str(error.args[0]))
        if session_sudo.state == "accepted":
            return request.redirect(session_sudo._get_secure_url())
        return request.redirect(session_sudo.get_portal_url())

    # === WHAT THE VISITOR SAYS === #

    def _read_choice(self, offer_sudo, chosen):
        """Return what `_take` needs of the choice, or None where it is none."""
        minutes = self._read_minutes(offer_sudo, chosen)
        start = read_moment(chosen.get("start"))
        if minutes is None or not (start or chosen.get("now")):
            return None
        return {
            "minutes": minutes,
            "start": start,
            "user": self._read_user(offer_sudo, chosen),
            "subject": (chosen.get("subject") or "").strip()[:SUBJECT_MOST],
            "tz": self._get_tz(offer_sudo, chosen),
            "digest": chosen.get("digest"),
            "key": chosen.get("key") or secrets.token_urlsafe(),
        }

    def _read_person(self, offer_sudo, chosen):
        """Return the partner who is signed in, or what a visitor tells of itself."""
        if not request.env.user._is_public():
            return self._get_partner()
        name = " ".join((chosen.get("name") or "").split())[:NAME_MOST]
        email = email_normalize(chosen.get("email") or "")
        if not name or not email:
            raise UserError(
                request.env._("Please tell us your name and your e-mail address.")
            )
        return {
            "name": name,
            "email": email,
            "phone": (chosen.get("phone") or "").strip()[:NAME_MOST],
            "tz": self._get_tz(offer_sudo, chosen),
        }

    def _check_agreed(self, chosen):
        if not chosen.get("agree"):
            raise UserError(
                request.env._("Please read the rules, and tick that you accept them.")
            )

    # === THE PAGE === #

    def _render_book(self, offer_sudo, chosen, error=""):
        choice = self._read_choice(offer_sudo, chosen)
        partner, start = self._get_partner(), choice["start"]
        preview = offer_sudo._preview(partner, choice["minutes"], start)
        return request.render(
            "sale_timesheet_prepaid_session.talk_book",
            self._prepare_talk_values(offer_sudo)
            | {
                "name": offer_sudo.name,
                "rules": offer_sudo.rules,
                "price": offer_sudo._get_price(preview),
                "card": offer_sudo._get_length_card(partner, choice["minutes"], start),
                "cancellation": preview._get_rule_texts(),
                "when": start and self._tell_when(start, choice["tz"]),
                "user": choice["user"].name,
                "tz": choice["tz"],
                "chosen": chosen,
                "key": choice["key"],
                "error": error,
                "visitor": partner if not request.env.user._is_public() else None,
            },
        )

    def _tell_when(self, start, tz):
        """Return a time with its zone, as the visitor reads it."""
        there = start.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(tz))
        text = format_datetime(
            request.env, start, tz=tz, dt_format="EEEE d MMMM yyyy, HH:mm"
        )
        return f"{text} ({there.tzname()}, {tz})"
