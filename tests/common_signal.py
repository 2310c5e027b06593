from datetime import timedelta

from odoo.tests import freeze_time

from .common import TODAY, PrepaidCommon


def ago(days):
    return TODAY - timedelta(days=days)


def in_days(days):
    return TODAY + timedelta(days=days)


class SignalCommon(PrepaidCommon):
    """A client, their history, and what the night finds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.company_id = cls.company
        cls.Signal = cls.env["prepaid.signal"].sudo()

    @classmethod
    def _grant(cls, contract, quantity, **over):
        """Grant credit that is new enough to be no news by itself."""
        return super()._grant(contract, quantity, **{"date": ago(10)} | over)

    def _find(self, day=TODAY, company=None):
        """Look at the clients as the cron does on a day, and return the open rows."""
        with freeze_time(day):
            self.Signal._find(company or self.company)
            self.env.flush_all()
        return self._get_open(company)

    def _get_open(self, company=None):
        domain = [("company_id", "=", (company or self.company).id)]
        return self.Signal.search([*domain, ("state", "=", "open")])

    def _get_kinds(self, day=TODAY):
        return set(self._find(day).mapped("kind"))

    def _work(self, minutes, *ages, **over):
        """Log so many minutes of work on each of these days."""
        return [self._log(minutes, day=ago(age), **over) for age in ages]

    def _falling(self, **over):
        """Return a contract of which 8 h were used once, and 2 h lately."""
        contract = self._contract(**over)
        self._grant(contract, 6000, date=ago(200))
        self._work(120, 70, 80, 90, 100)
        self._work(60, 10, 20)
        return contract

    def _former(self, minutes=45, **over):
        """Log work for the client, whose only contract is closed."""
        contract = self._contract(is_default=False, state="closed", **over)
        self._log(minutes, day=ago(3))
        return contract

    def _ended(self, name="Office move", client=None, age=5, **over):
        """Return a project that is done, of which the last work was some days ago."""
        over = {"prepaid_opt_out": True} | over
        project = self._project(name, client or self.client, **over)
        self._log(60, day=ago(age), task=self._task("Cabling", project))
        self.env["project.update"].create(
            {
                "name": "Done",
                "project_id": project.id,
                "status": "done",
                "date": ago(age),
            }
        )
        return project
