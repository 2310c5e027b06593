"""Documents of every kind that a version knows, by its own code: see `released`."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command

from old_documents import NAME, Old

# What code raises that does not know a model, a method, a field or a value yet.
UNKNOWN = (AttributeError, KeyError, ValueError, TypeError)
PACK_MINUTES = 600


class Later(Old):
    """Makes what the old code can, and what came later where it has come."""

    def __init__(self, env):
        super().__init__(env)
        self.made, self.unknown = [], {}
        self.money = self.make_plan(
            "Money",
            unit="money",
            currency_id=self.company.currency_id.id,
            rate_ids=[Command.create({"price": 1.5})],
        )
        self.money_pack = self.make_product("Credit", self.money, prepaid_quantity=900)

    def play(self, name):
        """Override: what a version does not know yet, or refuses, is noted."""
        kind = self.client.name.removeprefix(NAME)
        try:
            with self.env.cr.savepoint():
                super().play(name)
            self.made.append(kind)
        except (*UNKNOWN, UserError) as error:
            self.unknown[kind] = str(error).splitlines()[0]

    def get_contract(self):
        return self.client.prepaid_contract_ids[:1]

    def get_balance(self):
        return sum(self.client.prepaid_contract_ids.mapped("balance"))

    def buy(self):
        return self.pay(self.bill())

    # === KINDS === #

    def paid_of_given(self):
        contract = self.env["prepaid.contract"].create(
            {"partner_id": self.client.id, "plan_id": self.plan.id}
        )
        vals = {"contract_id": contract.id, "kind": "goodwill", "quantity": 120}
        self.env["prepaid.grant"].create(vals | {"name": "Sorry", "date": self.day})
        self.work(45)

    def paid_of_money(self):
        self.pay(self.bill(self.money_pack))
        self.work(60)

    def paid_of_beyond(self):
        self.buy()
        self.work(PACK_MINUTES + 60)

    def paid_of_settled(self):
        self.paid_of_beyond()
        self.buy()

    def paid_of_beyond_invoiced(self):
        hour = self.env.ref("uom.product_uom_hour").id
        service = self.make_product("Work beyond", False, uom_id=hour)
        plan = self.make_plan(
            "Billed", overdraft_settlement="invoice", overage_product_id=service.id
        )
        self.pay(self.bill(self.make_product("Billed hours", plan)))
        self.work(PACK_MINUTES + 60)
        self.get_contract().action_invoice_overage()

    def paid_of_transferred(self):
        self.buy()
        source, target = self.get_contract(), self.make_second_contract()
        source._transfer(target, 100, "Moved")

    def make_second_contract(self):
        return self.env["prepaid.contract"].create(
            {"partner_id": self.client.id, "plan_id": self.rolling.id}
        )

    def paid_of_refilled(self):
        self.buy()
        contract = self.get_contract()
        contract.write(
            {
                "refill_trigger": "threshold",
                "low_threshold": 300,
                "refill_product_id": self.pack.id,
                "refill_mode": "draft_invoice",
            }
        )
        self.work(400)
        contract.action_refill()

    def paid_of_held(self):
        self.buy()
        until = fields.Datetime.now() + timedelta(days=30)
        contract = self.get_contract()
        contract._hold(50, until, name="Waits")
        contract._hold(40, until, name="Taken")._post(30)
        contract._hold(20, until, name="Left")._release()

    def paid_of_renewed(self):
        self.buy()
        line = Command.create({"product_id": self.pack.id, "quantity": 1})
        schedule = self.env["prepaid.schedule"].create(
            {"contract_id": self.get_contract().id, "line_ids": [line]}
        )
        schedule.action_start()

    def paid_of_questioned(self):
        self.buy()
        self.work(30)
        entry = self.get_contract().entry_ids.filtered("timesheet_id")[:1]
        self.env["prepaid.dispute"]._ask(entry, self.client, "Why so long?")

    def paid_of_sealed(self):
        self.buy()
        keys = self.env["prepaid.seal.key"]._get_keys()
        for key in keys:
            self.env["prepaid.seal"]._seal_next(key)


def find_old_client(env):
    """Return the client who bought a pack and used a part of it."""
    return env["res.partner"].search([("name", "=", f"{NAME}paid used")], limit=1)
