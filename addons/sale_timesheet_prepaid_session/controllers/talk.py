from datetime import timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

from werkzeug.exceptions import NotFound

from odoo import fields
from odoo.http import Controller, request, route
from odoo.tools import format_date, format_time, groupby

from odoo.addons.sale_timesheet_prepaid.controllers.replica import is_current

from ..models.prepaid_session_offer_page import PAGES
from ..models.prepaid_session_secure import CARD_KEPT

DAYS_SHOWN = 5
ZONES = frozenset(available_timezones())
PAGE = f"{PAGES}/<string:slug>"


def sitemap_talks(env, rule, qs):
    """List the pages that a website shows."""
    website = env["website"].get_current_website()
    Offer = env["prepaid.session.offer"]
    for offer in Offer.sudo().search(Offer._get_website_domain(website)):
        if not qs or qs.lower() in offer.website_url:
            yield {"loc": offer.website_url}


class PrepaidTalk(Controller):
    """The public pages: what a talk costs, and when somebody is free."""

    # === ROUTES === #

    @route(
        PAGES,
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=is_current,
    )
    def prepaid_talks(self, **kwargs):
        Offer = request.env["prepaid.session.offer"]
        domain = Offer._get_website_domain(request.website)
        offers_sudo = Offer.sudo().search(domain)
        shown = [(o.name, o.introduction, o.website_url) for o in offers_sudo]
        return request.render(
            "sale_timesheet_prepaid_session.talk_list", {"talks": shown}
        )

    @route(
        PAGE,
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=is_current,
        sitemap=sitemap_talks,
    )
    def prepaid_talk(self, slug, **kwargs):
        """Show prices, lengths and rules."""
        offer_sudo = self._get_offer(slug)
        values = self._prepare_talk_values(offer_sudo)
        values |= offer_sudo._get_public_values(self._get_partner())
        values["is_reachable"] = offer_sudo._is_reachable()
        return request.render("sale_timesheet_prepaid_session.talk_page", values)

    @route(
        f"{PAGE}/times",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=is_current,
        sitemap=False,
    )
    def prepaid_talk_times(self, slug, **chosen):
        """Show when somebody is free, in the visitor's time zone."""
        offer_sudo = self._get_offer(slug)
        minutes = self._read_minutes(offer_sudo, chosen)
        if minutes is None:
            return request.redirect(offer_sudo.website_url)
        user = self._read_user(offer_sudo, chosen)
        tz = self._get_tz(offer_sudo, chosen)
        days = self._get_days(offer_sudo, minutes, user, tz)
        page = self._read_page(chosen, len(days))
        return request.render(
            "sale_timesheet_prepaid_session.talk_times",
            self._prepare_talk_values(offer_sudo)
            | {
                "name": offer_sudo.name,
                "card": offer_sudo._get_length_card(self._get_partner(), minutes),
                "minutes": minutes,
                "people": [(u.id, u.name) for u in offer_sudo.user_ids],
                "person_id": user.id or 0,
                "tz": tz,
                "zones": sorted(zone for zone in ZONES if "/" in zone),
                "is_tz_known": bool(chosen.get("tz")),
                "days": days[page * DAYS_SHOWN : (page + 1) * DAYS_SHOWN],
                "page": page,
                "has_more": len(days) > (page + 1) * DAYS_SHOWN,
                "is_reachable": offer_sudo._is_reachable(),
                "contact": offer_sudo._get_contact(),
            },
        )

    # === WHO ASKS FOR WHAT === #

    def _get_offer(self, slug):
        """Return the page in sudo; what is missing and what is hidden look the same."""
        Offer = request.env["prepaid.session.offer"]
        offer_sudo = Offer._find_on_website(request.website, slug)
        if not offer_sudo or not offer_sudo.user_ids:
            raise NotFound()
        return offer_sudo

    def _get_partner(self):
        """Return for whom prices are shown: the client, or the website's visitor."""
        return request.env.user.partner_id.sudo()

    def _get_tz(self, offer_sudo, chosen):
        """Return the visitor's time zone: as chosen, as its browser says, or ours."""
        names = (chosen.get("tz"), request.cookies.get("tz"))
        own = offer_sudo.company_id._get_prepaid_zone()
        return next((name for name in names if name in ZONES), str(own))

    def _read_minutes(self, offer_sudo, chosen):
        text = chosen.get("minutes") or ""
        minutes = int(text) if text.isascii() and text.isdigit() else None
        return minutes if minutes in offer_sudo._get_choices() else None

    def _read_user(self, offer_sudo, chosen):
        """Return whom the visitor chose; empty is whoever is free."""
        return offer_sudo.user_ids.filtered(lambda u: str(u.id) == chosen.get("user"))

    def _read_page(self, chosen, count):
        text = chosen.get("page") or ""
        page = int(text) if text.isascii() and text.isdigit() else 0
        return max(min(page, (count - 1) // DAYS_SHOWN), 0)

    # === VALUES === #

    def _prepare_talk_values(self, offer_sudo):
        return {
            "offer": offer_sudo,
            "main_object": offer_sudo,
            "url": offer_sudo.website_url,
            "is_signed_in": not request.env.user._is_public(),
            "may_publish": offer_sudo.sudo(False).has_access("write"),
        }

    def _get_days(self, offer_sudo, minutes, user, tz):
        """Return [(day, [(value, time)])] of what is free, as the visitor reads it."""
        zone, now = ZoneInfo(tz), fields.Datetime.now()
        length = minutes or offer_sudo.most_minutes
        last = self._get_last(offer_sudo, minutes) - timedelta(minutes=length)
        slots = offer_sudo._get_slots(length, now, last, user or None)
        starts = [
            start.replace(tzinfo=timezone.utc).astimezone(zone)
            for start, _users in slots
        ]
        return [
            (
                format_date(request.env, day, date_format="EEEE d MMMM"),
                [self._get_slot(moment, moments) for moment in moments],
            )
            for day, moments in groupby(starts, key=lambda moment: moment.date())
        ]

    def _get_last(self, offer_sudo, minutes):
        """Return until when this visitor can secure a talk: cards hold no longer."""
        now, partner = fields.Datetime.now(), self._get_partner()
        last = now + timedelta(days=offer_sudo.days_ahead + 2)
        preview = offer_sudo._preview(partner, minutes)
        is_known = request.env.user._is_portal() or preview.contract_id
        if is_known or preview._get_save_options(partner):
            return last
        return min(last, now + CARD_KEPT)

    def _get_slot(self, moment, moments):
        """Return (value, time): with the zone on a day when clocks are changed."""
        text = format_time(request.env, moment.time(), time_format="short")
        if len({other.utcoffset() for other in moments}) > 1:
            text = f"{text} {moment.tzname()}"
        return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M"), text
