"""A company that sells packs, made inside Odoo for what the documentation tells."""

from odoo.fields import Command

PACK_MINUTES = 600
PRICE = 1000


class Provider:
    """A company with a chart, a plan, a pack and somebody who works."""

    def __init__(self, env, name, chart, country):
        # With a country, Odoo would load a chart by itself.
        self.company = env["res.company"].create({"name": name})
        self.env = env(context={**env.context, "allowed_company_ids": self.company.ids})
        self.chart = self.env["account.chart.template"].with_company(self.company)
        self.chart.try_loading(chart, self.company, install_demo=False)
        self.company = self.company.with_env(self.env)
        self.company.country_id = env.ref(country)
        self.employee = self.env["hr.employee"].create(
            {"name": "Camille", "company_id": self.company.id, "hourly_cost": 40}
        )
        bank = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        # Payments go to the bank's account at once: fewer lines to read.
        methods = bank.inbound_payment_method_line_ids
        methods |= bank.outbound_payment_method_line_ids
        methods.payment_account_id = bank.default_account_id

    def make_plan(self, **terms):
        vals = {"name": "Support", "unit": "time", "company_id": self.company.id}
        return self.env["prepaid.plan"].create({**vals, **terms})

    def make_pack(self, plan, taxes=(), income=False):
        return self.env["product.product"].create(
            {
                "name": "10 hours",
                "type": "service",
                "invoice_policy": "order",
                "is_prepaid_pack": True,
                "prepaid_plan_id": plan.id,
                "prepaid_quantity": PACK_MINUTES,
                "list_price": PRICE,
                "company_id": self.company.id,
                "taxes_id": [Command.set([tax.id for tax in taxes])],
                "property_account_income_id": income and income.id,
            }
        )

    def make_client(self, name):
        vals = {"name": name, "is_company": True, "company_id": self.company.id}
        return self.env["res.partner"].create(vals)

    def sell(self, pack, client, day, packs=1):
        """Post the invoice of packs."""
        line = {"product_id": pack.id, "quantity": packs}
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": client.id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [Command.create(line)],
            }
        )
        invoice.action_post()
        return invoice

    def pay(self, invoice, day):
        """Pay an invoice and return the payment's entry."""
        context = {"active_model": "account.move", "active_ids": invoice.ids}
        wizard = self.env["account.payment.register"].with_context(**context)
        wizard = wizard.create({"payment_date": day})
        return wizard._create_payments().move_id

    def credit(self, invoice, day, packs=None):
        """Post a credit note for the invoice, or for some of its packs."""
        note = invoice._reverse_moves([{"invoice_date": day, "date": day}])
        if packs is not None:
            note.invoice_line_ids.quantity = packs
        note.action_post()
        return note

    def log(self, client, minutes, day):
        """Log work for the client."""
        project = self.env["project.project"].search(
            [("partner_id", "=", client.id)], limit=1
        ) or self.env["project.project"].create(
            {
                "name": "Help desk",
                "partner_id": client.id,
                "allow_billable": True,
                "company_id": self.company.id,
            }
        )
        return self.env["account.analytic.line"].create(
            {
                "name": "Work",
                "project_id": project.id,
                "employee_id": self.employee.id,
                "unit_amount": minutes / 60,
                "date": day,
            }
        )

    def get_contract(self, client):
        domain = [("partner_id", "=", client.id)]
        return self.env["prepaid.contract"].search(domain)
