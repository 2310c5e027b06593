from datetime import date

from . import naive_profit
from .test_recognition import RecognitionCommon

FIGURES = ("earned:sum", "cost:sum", "margin:sum", "rate_hour:avg")


class ProfitCommon(RecognitionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hundred = cls._pack(600, price=1000)
        cls.employee = cls.technician.employee_id

    def _search(self, *domain, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        report = self.env["prepaid.profit.report"].with_user(user or self.user)
        found = report.search([("company_id", "=", self.company.id), *domain])
        found.mapped("earned")
        naive_profit.keep_all(self.env(su=True))
        return found

    def _sum(self, by, *aggregates, domain=(), user=None):
        """Return {key: figures} of the report grouped as on the screen."""
        self.env.flush_all()
        report = self.env["prepaid.profit.report"].with_user(user or self.user)
        domain = [("company_id", "=", self.company.id), *domain]
        groups = report._read_group(domain, [by], aggregates or FIGURES)
        naive_profit.keep_all(self.env(su=True))
        return {key: tuple(round(f, 5) for f in figures) for key, *figures in groups}

    def _work(self, minutes, day, **over):
        return self._log(minutes, day=date(2026, *day), **over)

    def tearDown(self):
        naive_profit.check(self)
        super().tearDown()
