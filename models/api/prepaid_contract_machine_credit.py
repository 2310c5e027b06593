from datetime import date, datetime

from odoo import fields, models

from .answers import Given, Held
from .arguments import Quantity
from .errors import ApiError
from .prepaid_contract_machine import to_text
from .verbs import writes


class PrepaidContract(models.Model):
    """What machines do to credit: set it aside, draw that or release it, give some."""

    _inherit = "prepaid.contract"

    # === HOLDS === #

    @writes("not_found", "closed", "credit_short")
    def api_hold(
        self,
        quantity: Quantity,
        until: datetime,
        description: str,
        usage_type_id: int | None = None,
        project_id: int | None = None,
    ) -> Held:
        """Set credit aside for work to come, until a moment; then it is free again.

        Other work cannot use it. Never more than is available today, for work of that
        type in that project where they are named, unless the plan allows debt.
        """
        self._check_open(self._get_today())
        if until <= fields.Datetime.now():
            raise ApiError(
                "invalid_argument",
                self.env._("Credit is set aside until a moment to come."),
                argument="until",
            )
        usage_type = self._read_usage_type(usage_type_id)
        project = self.env["project.project"]
        if project_id is not None:
            project = self._find_place("project_id", project._name, project_id)
        hold = self._hold(
            self._read_quantity(quantity),
            until,
            name=description,
            usage_type_id=usage_type.id,
            project_id=project.id,
        )
        return self._tell_hold(hold)

    @writes("not_found", "ended")
    def api_post(
        self, hold_id: int, quantity: Quantity, date: date | None = None
    ) -> Held:
        """Draw what was used of a hold, no more than it holds; the rest is free again.

        It never fails for lack of credit: a hold is a promise. ``date`` is the day of
        the work, by default today.
        """
        hold = self._find_open_hold(hold_id)
        hold._post(self._read_quantity(quantity), date)
        return self._tell_hold(hold)

    @writes("not_found", "ended")
    def api_release(self, hold_id: int) -> Held:
        """Give all of a hold back: nothing of it was used."""
        hold = self._find_open_hold(hold_id)
        hold._release()
        return self._tell_hold(hold)

    def _find_open_hold(self, hold_id):
        """Return a hold of this contract, or refuse one that has ended."""
        hold = self._find_named(
            "hold_id", "prepaid.hold", hold_id, [("contract_id", "=", self.id)]
        )
        if hold.state != "held":
            raise ApiError(
                "ended",
                self.env._(
                    "“%(hold)s” has ended already: it ends once.", hold=hold.name
                ),
                hold_id=hold.id,
                state=hold.state,
            )
        return hold

    def _tell_hold(self, hold) -> Held:
        return self._tell_left() | {
            "hold_id": hold.id,
            "state": hold.state,
            "quantity": self._tell_quantity(hold.quantity),
            "posted": self._tell_quantity(hold.posted_quantity),
            "until": to_text(hold.date_expiry),
        }

    # === GOODWILL === #

    @writes("not_found", "closed")
    def api_give_goodwill(
        self, quantity: Quantity, reason: str, date_expiry: date | None = None
    ) -> Given:
        """Give credit that nobody pays for. The client is told, with the reason."""
        today = self._get_today()
        self._check_open(today)
        if not reason:
            raise ApiError(
                "invalid_argument",
                self.env._("Say why you give credit: the client reads it."),
                argument="reason",
            )
        if date_expiry and date_expiry < today:
            raise ApiError(
                "invalid_argument",
                self.env._("Credit that is given expires today at the soonest."),
                argument="date_expiry",
            )
        given = self._read_quantity(quantity)
        self._check_whole(given)
        grant = self.env["prepaid.grant"].create(
            {
                "contract_id": self.id,
                "kind": "goodwill",
                "quantity": given,
                "date": today,
                "date_expiry": date_expiry,
                "name": reason,
                "grant_notice_due": True,
            }
        )
        self.message_post(
            body=self.env._(
                "%(quantity)s given: %(reason)s",
                quantity=self._format_quantity(given),
                reason=reason,
            )
        )
        return self._tell_left() | {
            "grant_id": grant.id,
            "quantity": self._tell_quantity(given),
            "date_expiry": date_expiry and date_expiry.isoformat(),
        }
