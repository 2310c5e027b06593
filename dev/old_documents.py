"""Documents of every kind, made by the code of 19.0.0.4.0: see `upgrade`."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

NAME = "Upgraded: "


class Old:
    """Makes documents, each kind for a client of its own, with the code of then."""

    def __init__(self, env):
        self.env, self.company = env, env.company
        self.today = fields.Date.today()
        self.day = self.today - timedelta(120)
        self.employee = env["hr.employee"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        self.plan = self.make_plan("Hours")
        self.rolling = self.make_plan("Rolling", rollover_percent=50, rollover_months=6)
        self.pack = self.make_product("Ten hours", self.plan)
        self.bonus_pack = self.make_product(
            "More hours", self.plan, prepaid_bonus_quantity=60
        )
        self.rolling_pack = self.make_product("Rolling hours", self.rolling)
        self.goods = self.make_product("Later a pack", False)

    def fill(self):
        """Make a client of each kind, recognise, reverse that, recognise again."""
        for name in dir(self):
            policy, _, kind = name.partition("_of_")
            if kind:
                self.company.prepaid_grant_policy = policy
                self.client = self.env["res.partner"].create(
                    {"name": f"{NAME}{policy} {kind}"}
                )
                self.play(name)
        self.company.prepaid_grant_policy = "paid"
        self.company._recognise_prepaid_revenue(self.day + timedelta(15))
        move = self.company._recognise_prepaid_revenue(self.today)
        move._reverse_moves([{"date": self.today}], cancel=True)
        self.company._recognise_prepaid_revenue(self.today)
        self.goods.product_tmpl_id.write(
            {
                "is_prepaid_pack": True,
                "prepaid_plan_id": self.plan.id,
                "prepaid_quantity": 60,
            }
        )

    def play(self, name):
        """Make what the method of that name makes for the client."""
        getattr(self, name)()
        self.client.prepaid_contract_ids.write({"refill_trigger": "none"})
        self.env.flush_all()

    # === PIECES === #

    def make_plan(self, name, **over):
        vals = {"name": name, "unit": "time", "overdraft_policy": "allow"}
        known = self.get_known("prepaid.plan", vals | over)
        return self.env["prepaid.plan"].create(known)

    def make_product(self, name, plan, **over):
        vals = {
            "name": name,
            "type": "service",
            "invoice_policy": "order",
            "list_price": 1000,
            "taxes_id": False,
            "is_prepaid_pack": bool(plan),
            "prepaid_plan_id": plan and plan.id,
            "prepaid_quantity": 600 if plan else 0,
        }
        return self.env["product.product"].create(
            self.get_known("product.product", vals | over)
        )

    def get_known(self, model, vals):
        """Return the values without what the code of then does not know."""
        known = self.env[model]._fields
        return {name: value for name, value in vals.items() if name in known}

    def bill(self, pack=None, packs=(1,), **over):
        pack = pack or self.pack
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.client.id,
                "invoice_date": self.day,
                "invoice_line_ids": [
                    Command.create({"product_id": pack.id, "quantity": number})
                    for number in packs
                ],
            }
            | over
        )
        move.action_post()
        return move

    def pay(self, move, **over):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"payment_date": self.day, **over}).action_create_payments()
        return move

    def order(self, packs=1, discount=0):
        line = Command.create({"product_id": self.pack.id, "product_uom_qty": packs})
        order = self.env["sale.order"].create(
            {"partner_id": self.client.id, "order_line": [line]}
        )
        if discount:
            self.env["sale.order.discount"].create(
                {
                    "sale_order_id": order.id,
                    "discount_type": "so_discount",
                    "discount_percentage": discount,
                }
            ).action_apply_discount()
        order.action_confirm()
        return order

    def invoice(self, order):
        move = order._create_invoices(final=True)
        move.invoice_date = self.day
        move.action_post()
        return move

    def credit(self, move, **line_vals):
        refund = move._reverse_moves([{"invoice_date": self.day + timedelta(20)}])
        refund.invoice_line_ids[:1].write(line_vals)
        refund.action_post()

    def work(self, minutes):
        project = self.env["project.project"].create(
            {
                "name": self.client.name,
                "partner_id": self.client.id,
                "allow_billable": True,
            }
        )
        self.env["account.analytic.line"].create(
            {
                "name": "Work",
                "project_id": project.id,
                "employee_id": self.employee.id,
                "unit_amount": minutes / 60,
                "date": self.day + timedelta(10),
            }
        )

    def lapse(self):
        grant = self.client.prepaid_contract_ids.grant_ids
        grant.date_expiry = self.day + timedelta(30)
        grant._expire()

    # === KINDS: policy _of_ what it is === #

    def paid_of_used(self):
        self.pay(self.bill())
        self.work(240)

    def paid_of_unpaid(self):
        self.bill()

    def paid_of_bonus(self):
        self.pay(self.bill(self.bonus_pack, (2,)))
        self.work(700)

    def paid_of_credited(self):
        invoice = self.pay(self.bill(packs=(2,)))
        self.work(60)
        self.credit(invoice, quantity=1, price_unit=100)
        self.credit(invoice, quantity=0.5)

    def paid_of_credited_unpaid(self):
        self.credit(self.bill())

    def paid_of_replaced(self):
        invoice = self.pay(self.bill())
        self.work(60)
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "date": self.day})
        )
        wizard.modify_moves()
        wizard.new_move_ids.action_post()

    def paid_of_reset(self):
        invoice = self.pay(self.bill())
        self.work(60)
        invoice.button_draft()

    def paid_of_bounced(self):
        invoice = self.pay(self.bill())
        self.work(60)
        invoice.line_ids.remove_move_reconcile()

    def paid_of_credited_by_hand(self):
        self.pay(self.bill())
        self.bill(packs=(0.5,), move_type="out_refund")

    def paid_of_lowered(self):
        self.pay(self.bill(packs=(2, -1)))
        self.work(100)

    def paid_of_foreign(self):
        names = ("EUR", "USD")
        currency = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search(
                [("name", "in", names), ("id", "!=", self.company.currency_id.id)],
                limit=1,
            )
        )
        currency.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "name": self.day - timedelta(9), "rate": 0.9}
        )
        invoice = self.pay(self.bill(currency_id=currency.id))
        self.work(200)
        self.credit(invoice, quantity=0.25)

    def paid_of_rolled_over(self):
        self.pay(self.bill(self.rolling_pack))
        self.work(100)
        self.lapse()

    def paid_of_expired(self):
        self.pay(self.bill())
        self.work(100)
        self.lapse()

    def paid_of_forbidden(self):
        self.client.country_id = self.env.ref("base.de")
        self.pay(self.bill())
        self.work(100)
        self.lapse()

    def paid_of_consumer(self):
        self.client.country_id = self.env.ref("base.fr")
        self.pay(self.invoice(self.order()))

    def paid_of_discounted(self):
        self.pay(self.invoice(self.order(discount=0.1)))
        self.work(300)

    def paid_of_written_off(self):
        expense = self.env["account.account"].search(
            [("account_type", "=", "expense"), ("company_ids", "=", self.company.id)],
            limit=1,
        )
        self.pay(
            self.bill(),
            amount=900,
            payment_difference_handling="reconcile",
            writeoff_account_id=expense.id,
        )
        self.work(60)

    def paid_of_no_pack_yet(self):
        self.bill(self.goods)

    def posted_of_unpaid(self):
        self.bill()
        self.work(60)

    def posted_of_ordered(self):
        self.invoice(self.order(2))
        self.work(60)

    def confirmed_of_open(self):
        self.order()
        self.work(60)

    def confirmed_of_two_invoices(self):
        order = self.order()
        self.pay(self.invoice(order))
        order.order_line.product_uom_qty = 2
        self.work(700)
        self.invoice(order)

    def confirmed_of_credited_by_value(self):
        invoice = self.pay(self.invoice(self.order()))
        self.credit(invoice, quantity=1, price_unit=100)
