from odoo import api, fields, models

from .calendar_file import Day, write_day

# How many days before an expiry its client's calendar reminds of it.
REMINDER_DAYS = 7


class PrepaidGrant(models.Model):
    """What the client's page shows of a grant."""

    _inherit = "prepaid.grant"

    def _get_client_colour(self):
        """Return the colour of the state on the client's pages.

        Dark is what asks nothing: themes tint "secondary" in colours that warn.
        """
        return {
            "pending": "info",
            "open": "success",
            "used": "dark",
            "expired": "warning",
            "void": "dark",
        }[self.state]

    def _get_client_state(self):
        """Return the state in a client's words."""
        return {
            "pending": self.env._("Not usable yet"),
            "open": self.env._("Ready to use"),
            "used": self.env._("Used up"),
            "expired": self.env._("Expired credit"),
            "void": self.env._("Taken back"),
        }[self.state]

    def _get_client_kind(self):
        """Return where the credit came from, in a client's words."""
        return self._get_client_kinds()[self.kind]

    @api.model
    def _get_client_kinds(self):
        """Return the words of each kind to clients."""
        return {
            "purchase": self.env._("Credit bought"),
            "bonus": self.env._("Bonus credit"),
            "goodwill": self.env._("Credit given"),
            "opening": self.env._("Opening balance"),
            "rollover": self.env._("Credit carried over"),
            "overage": self.env._("Invoiced work"),
        }

    def _get_calendar_text(self):
        values = {"credit": self.name, "contract": self.contract_id.name}
        if not self.is_scoped:
            return self.env._("“%(credit)s” of the contract %(contract)s.", **values)
        return self.env._(
            "“%(credit)s” of the contract %(contract)s. It pays for %(work)s only.",
            work=self.pays_for,
            **values,
        )

    def _get_calendar_file(self):
        """Return the expiry for the client's calendar (bytes). It holds no token.

        Its name there stays the same: a later expiry moves the day.
        """
        self.ensure_one()
        contract = self.contract_id
        quantity = contract._format_quantity(self.remaining)
        event = Day(
            uid=f"prepaid-grant-{self.id}@{self.env.cr.dbname}",
            day=self.date_expiry,
            title=self.env._(
                "Last day to use %(quantity)s of support: %(company)s",
                quantity=quantity,
                company=self.company_id.name,
            ),
            text=self._get_calendar_text(),
            url=f"{contract.get_base_url()}{contract.access_url}",
            stamp=fields.Datetime.now(),
            days_before=REMINDER_DAYS,
        )
        return write_day(event)
