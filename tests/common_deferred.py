from datetime import date

from .test_recognition import FEBRUARY, JANUARY, MARCH, SOLD, RecognitionCommon


class DeferredCommon(RecognitionCommon):
    def _read(self, day, user=None, company=None):
        Report = self.env["prepaid.deferred.report"].with_user(user or self.accountant)
        company = company or self.company
        return Report.with_context(prepaid_date=day.isoformat()).search(
            [("company_id", "=", company.id)]
        )

    def _get_figures(self, day, **over):
        return [(row.sold, row.earned, row.deferred) for row in self._read(day, **over)]

    def tearDown(self):
        for day in (SOLD, JANUARY, FEBRUARY, MARCH, date(2027, 12, 31)):
            self.assertShares(day)
            tie_out = self.company.sudo()._get_prepaid_tie_out(day)
            for model in ("prepaid.deferred.report", "prepaid.deferred.move"):
                self.assertSumIs(tie_out["deferred"], model, day)
        super().tearDown()

    def assertShares(self, day):
        """Each grant bears the part of the price that the engine gives it."""
        grants = self.env["prepaid.grant"].sudo()
        lines = grants.search([("move_line_id", "!=", False)]).move_line_id
        shares = {
            lot.grant.id: price
            for pool in grants._read_pools(lines, day)
            for lot, price in zip(pool.lots, pool.get_prices(), strict=True)
        }
        rows = self._read(day).filtered(lambda row: row.grant_id.id in shares)
        self.assertEqual(
            {row.id: round(row.sold * 100) for row in rows},
            {row.id: shares[row.id] for row in rows},
        )

    def assertSumIs(self, amount, model, day):
        Model = self.env[model].with_user(self.accountant)
        Model = Model.with_context(prepaid_date=day.isoformat())
        domain = [("company_id", "=", self.company.id)]
        field = "deferred"
        if model == "prepaid.deferred.move":
            domain, field = domain + [("date", "<=", day)], "amount"
        total = Model._read_group(domain, [], [f"{field}:sum"])[0][0] or 0
        self.assertEqual(self.company.currency_id.round(total), amount, (model, day))

    def _tie_out(self, day, user=None):
        Wizard = self.env["prepaid.deferred"].with_user(user or self.accountant)
        return Wizard.create({"date": day})
