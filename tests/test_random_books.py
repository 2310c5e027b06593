from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from . import naive_profit
from .common import PrepaidCommon
from .random_outcomes import OUTCOME, OUTCOME_STEPS, RandomOutcomes
from .steady import steady

FIRST = date(2026, 1, 1)
DAY = st.integers(0, 80)
INDEX = st.integers(0, 3)
SELLER = st.integers(0, 1)
OPERATION = st.one_of(
    st.tuples(st.just("sell"), SELLER, DAY, st.sampled_from([999.99, 500, 0.07])),
    st.tuples(st.just("pay"), INDEX),
    st.tuples(st.just("unpay"), INDEX),
    st.tuples(st.just("log"), SELLER, st.integers(1, 400), DAY),
    st.tuples(st.just("edit"), INDEX, st.integers(0, 400)),
    st.tuples(st.just("delete"), INDEX),
    st.tuples(st.just("credit"), INDEX, st.sampled_from([0.25, 0.5, 1]), DAY),
    st.tuples(
        st.just("expire"),
    ),
    st.tuples(st.just("extend"), INDEX, st.integers(30, 160)),
    st.tuples(st.just("recognise"), DAY),
    st.tuples(st.just("lock"), DAY),
    *OUTCOME_STEPS,
)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31")
class TestRandomBooks(RandomOutcomes, PrepaidCommon):
    """Any year of two companies and two currencies keeps the books tied out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.write(
            {
                "overdraft_policy": "allow",
                "validity_months": 2,
                "rollover_percent": 50,
            }
        )
        other = cls.setup_other_company(name="Second Ltd")["company"]
        cls.companies = cls.company | other
        cls.env.user.company_ids |= other
        cls.env.user.group_ids += cls.env.ref("account.group_account_manager")
        euro = cls.env.ref("base.EUR")
        for company in cls.companies:
            for day, rate in (("2025-12-31", 0.9), ("2026-02-15", 1.1)):
                cls.env["res.currency.rate"].create(
                    {
                        "currency_id": euro.id,
                        "company_id": company.id,
                        "name": day,
                        "rate": rate,
                    }
                )
        cls.currencies = (cls.company.currency_id, euro)
        cls.plan.company_id = False
        cls.shared_pack = cls._pack(600, company_id=False)
        cls.bench = [cls._seller(company) for company in cls.companies]

    @classmethod
    def _seller(cls, company):
        env = cls.env(context=dict(cls.env.context, allowed_company_ids=company.ids))
        client = env["res.partner"].create({"name": f"Client of {company.name}"})
        project = env["project.project"].create(
            {
                "name": "Desk",
                "partner_id": client.id,
                "company_id": company.id,
                "allow_billable": True,
            }
        )
        employee = env["hr.employee"].create(
            {"name": f"Worker of {company.name}", "company_id": company.id}
        )
        return {
            "env": env,
            "company": company,
            "client": client,
            "project": project,
            "employee": employee,
        }

    @steady(12)
    @given(SELLER, OUTCOME, st.lists(OPERATION, min_size=4, max_size=14))
    def test_any_books_tie_out_at_every_step(self, seller, outcome, operations):
        start = [("sell", seller, 3, 999.99), ("pay", 0), ("log", seller, 250, 20)]
        if outcome != "forfeit":
            start = [("promise", outcome), *start, ("expire",)]
        with self.env.cr.savepoint() as savepoint:
            self.invoices, self.lines = [], []
            for name, *args in start + operations:
                lost = self._get_lost()
                try:
                    with self.env.cr.savepoint():
                        getattr(self, f"_do_{name}")(*args)
                        self.env.flush_all()
                except UserError:
                    self.env.invalidate_all()
                self.assertNothingForbidden(lost, name)
                self.assertBooks()
            self._close()
            savepoint.rollback()
        self.env.invalidate_all()

    def assertBooks(self):
        for company in self.companies:
            for day in (FIRST, date(2026, 2, 10), date(2026, 3, 31)):
                tie_out = company.sudo()._get_prepaid_tie_out(day)
                self.assertEqual(tie_out["difference"], 0, tie_out)
        self.assertTiesOut()
        naive_profit.check(self, self.companies)

    def _close(self):
        """Recognise to the end: finished grants have earned their price exactly."""
        for company in self.companies:
            company.write({"fiscalyear_lock_date": False})
            company.sudo()._recognise_prepaid_revenue(date(2026, 12, 31))
        self.assertBooks()
        for grant in (
            self.env["prepaid.grant"]
            .sudo()
            .search([("company_id", "in", self.companies.ids)])
        ):
            self.assertLessEqual(grant.recognised_amount, grant.amount + 0.001)
            voided = grant._get_moved_units().get(grant, {}).get("void")
            is_done = grant.state in ("used", "expired") and not grant.owed
            if is_done and not voided:
                self.assertEqual(grant.recognised_amount, grant.amount)

    def _pick(self, records, index):
        return records[index % len(records)] if records else None

    # === WHAT PEOPLE DO === #

    def _do_sell(self, seller, day, price):
        seat = self.bench[seller]
        currency = self.currencies[day % 2]
        invoice = self._bill(
            self.shared_pack.with_env(seat["env"]),
            client=seat["client"],
            post=False,
            invoice_date=FIRST + timedelta(day),
            currency_id=currency.id,
            company_id=seat["company"].id,
        )
        invoice.invoice_line_ids.price_unit = price
        invoice.action_post()
        self.invoices.append(invoice)

    def _do_pay(self, index):
        invoice = self._pick(self.invoices, index)
        if invoice and invoice.payment_state == "not_paid":
            self._pay(invoice)

    def _do_unpay(self, index):
        invoice = self._pick(self.invoices, index)
        if invoice:
            invoice.line_ids.filtered(
                lambda line: line.account_type == "asset_receivable"
            ).remove_move_reconcile()

    def _do_log(self, seller, minutes, day):
        seat = self.bench[seller]
        self.lines.append(
            seat["env"]["account.analytic.line"].create(
                {
                    "name": "Work",
                    "project_id": seat["project"].id,
                    "employee_id": seat["employee"].id,
                    "unit_amount": minutes / 60,
                    "date": FIRST + timedelta(day),
                }
            )
        )

    def _do_edit(self, index, minutes):
        line = self._pick(self.lines, index)
        if line:
            line.unit_amount = minutes / 60

    def _do_delete(self, index):
        line = self._pick(self.lines, index)
        if line:
            line.unlink()
            self.lines.remove(line)

    def _do_credit(self, index, packs, day):
        invoice = self._pick(self.invoices, index)
        if invoice:
            refund = invoice._reverse_moves(
                [{"invoice_date": max(invoice.invoice_date, FIRST + timedelta(day))}]
            )
            refund.invoice_line_ids.quantity = packs
            refund.action_post()

    def _do_expire(self):
        Grant = self.env["prepaid.grant"].sudo()
        Grant.search(Grant._get_lapsed_domain())._expire()

    def _do_extend(self, index, day):
        grants = self.env["prepaid.grant"].search(
            [("company_id", "in", self.companies.ids), ("date_expiry", "!=", False)],
            order="id",
        )
        grant = self._pick(grants, index)
        if grant:
            grant.date_expiry = max(grant.date, FIRST + timedelta(day))

    def _do_recognise(self, day):
        for company in self.companies:
            company.sudo()._recognise_prepaid_revenue(FIRST + timedelta(day))

    def _do_lock(self, day):
        for company in self.companies:
            company.write({"fiscalyear_lock_date": FIRST + timedelta(day // 2)})
