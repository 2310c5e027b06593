from datetime import date

from odoo.fields import Command

from .common import PrepaidCommon

OPENING = date(2026, 1, 1)
# The dates on which the books of a story must tie out.
DAYS = (
    date(2025, 12, 31),
    OPENING,
    date(2026, 1, 2),
    date(2026, 2, 28),
    date(2026, 3, 16),
    date(2027, 1, 1),
)


class OpeningCommon(PrepaidCommon):
    """Clients with credit from another system, and who brings it over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.balance_account = cls.env["account.account"].create(
            {"name": "Opening balances", "code": "300100", "account_type": "equity"}
        )
        # The demo has a plan of the fixture's name, which would have to be asked about.
        cls.plan.name = "Care hours"
        cls.bookkeeper = cls._user(
            "bookkeeper",
            "sale_timesheet_prepaid.sale_timesheet_prepaid_group_manager",
            "account.group_account_user",
        )
        cls.other_client = cls.env["res.partner"].create(
            {"name": "Gemini", "is_company": True}
        )

    def _opening(self, *lines, **over):
        """Return a draft batch of lines, each a dict of what differs."""
        vals = {
            "name": "From the spreadsheet",
            "company_id": self.company.id,
            "date": OPENING,
            "account_id": self.balance_account.id,
            "line_ids": [Command.create(self._line_vals(**line)) for line in lines],
        }
        return (
            self.env["prepaid.opening"].with_user(self.bookkeeper).create(vals | over)
        )

    def _line_vals(self, **over):
        return {
            "partner_id": self.client.id,
            "plan_id": self.plan.id,
            "quantity": 600,
            "amount": 1000,
        } | over

    def _run(self, *lines, **over):
        opening = self._opening(*lines, **over)
        opening.action_run()
        return opening

    def _recognise(self, day):
        return self.company.sudo()._recognise_prepaid_revenue(day)

    def assertTiesOutAlways(self, **deferred):
        """Expect no difference at any date, and these figures, by day's name."""
        for day in DAYS:
            figures = self.company.sudo()._get_prepaid_tie_out(day)
            self.assertEqual(figures["difference"], 0, day)
