from datetime import date

from odoo.fields import Command

from .common import TODAY, PrepaidCommon


class WhatIfCommon(PrepaidCommon):
    """A client under a time plan, and other plans that might have been cheaper."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.prepaid_grant_policy = "posted"
        cls.remote = cls.env["prepaid.usage.type"].create({"name": "Remote"})
        cls.onsite = cls.env["prepaid.usage.type"].create({"name": "On site"})
        cls.message = cls.env["prepaid.usage.type"].create({"name": "Message"})
        cls.plan.overdraft_policy = "allow"
        cls.contract = cls._contract()
        cls.monthly = cls._plan("Monthly plan")
        cls.allowance = cls._pack(480, 300, plan=cls.monthly, name="8 h a month")
        cls.credit = cls._plan(
            "Credit", unit="money", currency_id=cls.company.currency_id.id
        )
        cls._rate(cls.credit, price_hour=90)
        cls.credit_pack = cls._pack(500, 500, plan=cls.credit, name="500 of credit")

    def _ask(self, plan=None, user=None, **over):
        """Return the results of a question, as the account manager asks it."""
        vals = {
            "scope": "chosen",
            "contract_ids": [Command.set(self.contract.ids)],
            "plan_id": (plan or self.plan).id,
            "months": "3",
            "date_to": TODAY,
        }
        Wizard = self.env["prepaid.what.if"].with_user(user or self.user)
        self.wizard = Wizard.create(vals | over)
        action = self.wizard.action_ask()
        if action.get("res_id"):
            return Wizard.env["prepaid.what.if.result"].browse(action["res_id"])
        return Wizard.env["prepaid.what.if.result"].search(action["domain"])

    def _sell(self, pack=None, packs=1, day="2026-01-02", client=None, **over):
        """Bill packs on a day, by hand, and return the invoice."""
        return self._bill(pack, packs, client, invoice_date=day, date=day, **over)

    def _work(self, *works):
        """Log (day, minutes) and return the lines."""
        lines = self.env["account.analytic.line"]
        for day, minutes in works:
            lines |= self._log(minutes, day=date.fromisoformat(day)).sudo()
        return lines
