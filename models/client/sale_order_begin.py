from odoo import fields, models
from odoo.tools import format_datetime

from ..contract.access import PRICE_GROUPS


class SaleOrder(models.Model):
    """Whether the buyer asked to begin before the time to withdraw is over.

    Who did pays for what was used until a withdrawal; who did not, pays for nothing.
    """

    _inherit = "sale.order"

    _prepaid_personal_fields = {"prepaid_begin": "proof"}

    prepaid_begin = fields.Json(
        "Asked to Begin at Once",
        readonly=True,
        copy=False,
        groups=PRICE_GROUPS,
        help="What the buyer ticked: text, language, moment, person and from where.",
    )

    # Called in sudo, in the language of the buyer's page.

    def _get_begin_text(self):
        """Return what the buyer can ask for, or False where no rule asks for it."""
        self.ensure_one()
        days = self._get_withdrawal_rule().withdrawal_days
        if not days or self.prepaid_in_person_reason or self._is_renewal():
            return False
        return self.env._(
            "I ask %(company)s to begin before the %(days)s days end in which I can "
            "withdraw from this purchase. I know that, if I withdraw, I pay for what "
            "was used until then, and that I cannot withdraw once all of it was used.",
            company=self.company_id.name,
            days=days,
        )

    def _has_begun(self):
        """Tell whether the buyer asked to begin, in the words that the page has now.

        A confirmed order keeps what was ticked, in whatever language.
        """
        begin = self.prepaid_begin or {}
        return bool(begin) and (
            self.state == "sale" or begin["text"] == self._get_begin_text()
        )

    def _may_ask_to_begin(self):
        """Tell whether it is early enough: nothing was used of the purchase yet."""
        if self.state in ("draft", "sent"):
            return True
        grants = self._get_prepaid_grants()._get_family()
        return self._is_withdrawable() and not grants._get_used_units()

    def _ask_to_begin(self, wants, person, origin):
        """Keep what the buyer ticked, as it was read; or that it no longer wants it.

        What stood when the order was confirmed is taken back by nobody.
        """
        self.ensure_one()
        text = self._get_begin_text()
        if not text or not self._may_ask_to_begin():
            return
        if wants and (self.prepaid_begin or {}).get("text") != text:
            self.prepaid_begin = {
                "text": text,
                "lang": self.env.lang or "en_US",
                "date": fields.Datetime.to_string(fields.Datetime.now()),
                "person": person,
                "user_id": self.env.uid,
                "origin": origin,
            }
        elif not wants and self.state != "sale":
            self.prepaid_begin = False

    def _get_begun_text(self, begin):
        """Return what was ticked, with who did so, when and from where."""
        moment = self._format_moment(fields.Datetime.to_datetime(begin["date"]))
        return "\n".join([begin["text"], begin["person"], moment, begin["origin"]])

    def _format_moment(self, moment):
        """Return a moment in the zone of the buyer, else of the company."""
        zone = self.partner_id.tz or self.company_id._get_prepaid_zone().key
        return format_datetime(self.env, moment, zone, "long")
