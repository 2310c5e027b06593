from contextlib import contextmanager
from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.base.tests.common import BaseCommon

from . import world

GROUP = "sale_timesheet_prepaid.sale_timesheet_prepaid_group_"
# What it takes to make the fixtures; the tests themselves use the least rights.
MAKER_GROUPS = (
    f"{GROUP}manager",
    "hr.group_hr_manager",
    "hr_timesheet.group_timesheet_manager",
    "project.group_project_manager",
    "sales_team.group_sale_manager",
)
# The day on which most stories happen, and the tests are frozen.
TODAY = date(2026, 3, 16)


def make_calendar(env, company, tz="America/New_York"):
    """Return business hours of Monday to Friday, 9 to 17."""
    return env["resource.calendar"].create(
        {
            "name": "Nine to five",
            "company_id": company.id,
            "tz": tz,
            "attendance_ids": [Command.clear()]
            + [
                Command.create(
                    {
                        "name": "Open",
                        "dayofweek": str(day),
                        "hour_from": 9,
                        "hour_to": 17,
                        "day_period": "full_day",
                    }
                )
                for day in range(5)
            ],
        }
    )


class PrepaidCommon(AccountTestInvoicingCommon):
    """A company that sells packs, a client, and people with the least rights."""

    @classmethod
    def setUpClass(cls):
        if made := world.find(cls, PrepaidCommon):
            made.open_for(cls)
            # Past what made the world: what is below the classes that did.
            super(BaseCommon, cls).setUpClass()
            made.give(cls)
        else:
            super().setUpClass()
            cls._set_up_world()

    @classmethod
    def _set_up_world(cls):
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        for group in MAKER_GROUPS:
            cls.env.user.group_ids += cls.env.ref(group)
        cls.company = cls.company_data["company"]
        cls.company.country_id = cls.env.ref("base.us")
        cls.technician = cls._user("tech", "hr_timesheet.group_hr_timesheet_user")
        cls.other_technician = cls._user(
            "tech2", "hr_timesheet.group_hr_timesheet_user"
        )
        cls.user = cls._user("keeper", f"{GROUP}user")
        cls.manager = cls._user(
            "boss",
            f"{GROUP}manager",
            "hr_timesheet.group_timesheet_manager",
            "sales_team.group_sale_salesman_all_leads",
        )
        cls.accountant = cls._user("books", "account.group_account_invoice")
        for user in cls.technician | cls.other_technician | cls.manager:
            cls._employee(user)
        cls.client = cls.env["res.partner"].create(
            {"name": "Azure", "is_company": True, "email": "azure@example.com"}
        )
        cls.plan = cls._plan("Support hours")
        cls.pack = cls._pack(600)
        cls.project = cls._project("Helpdesk", cls.client)
        cls.task = cls._task("Printer on fire")

    # === FACTORIES === #

    @classmethod
    def _user(cls, login, *groups, company=None):
        company = company or cls.company_data["company"]
        return new_test_user(
            cls.env,
            login=f"prepaid_{login}",
            groups=",".join(groups),
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @classmethod
    def _employee(cls, user):
        return cls.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "company_id": user.company_id.id,
                "hourly_cost": 40,
            }
        )

    @classmethod
    def _plan(cls, name, **over):
        vals = {"name": name, "unit": "time", "company_id": cls.company.id}
        return cls.env["prepaid.plan"].create(vals | over)

    @classmethod
    def _rate(cls, plan, usage_type=None, **over):
        vals = {"plan_id": plan.id, "usage_type_id": usage_type and usage_type.id}
        return cls.env["prepaid.rate"].create(vals | over)

    @classmethod
    def _pack(cls, quantity, price=1000, plan=None, **over):
        vals = {
            "name": f"Pack of {quantity}",
            "type": "service",
            "invoice_policy": "order",
            "is_prepaid_pack": True,
            "prepaid_plan_id": (plan or cls.plan).id,
            "prepaid_quantity": quantity,
            "list_price": price,
            "taxes_id": False,
            "company_id": cls.company.id,
        }
        return cls.env["product.product"].create(vals | over)

    @classmethod
    def _project(cls, name, client, **over):
        vals = {
            "name": name,
            "partner_id": client.id,
            "allow_timesheets": True,
            "allow_billable": True,
            "company_id": cls.company.id,
        }
        return cls.env["project.project"].create(vals | over)

    @classmethod
    def _task(cls, name, project=None, **over):
        vals = {"name": name, "project_id": (project or cls.project).id}
        return cls.env["project.task"].create(vals | over)

    @classmethod
    def _contract(cls, quantity=0, client=None, plan=None, **over):
        """Return an active default contract with an opening grant."""
        vals = {
            "partner_id": (client or cls.client).id,
            "plan_id": (plan or cls.plan).id,
            "company_id": cls.company.id,
            "user_id": cls.user.id,
            "state": "active",
            "is_default": True,
            "refill_trigger": "none",
        }
        contract = cls.env["prepaid.contract"].create(vals | over)
        if quantity:
            cls._grant(contract, quantity)
        return contract

    @classmethod
    def _grant(cls, contract, quantity, **over):
        vals = {
            "contract_id": contract.id,
            "quantity": quantity,
            "date": date(2026, 1, 1),
            "name": "Opening",
        }
        return cls.env["prepaid.grant"].sudo().create(vals | over)

    def _log(self, minutes, user=None, day=TODAY, task=None, **over):
        """Log work as a technician does, and return the line."""
        task = task or self.task
        vals = {
            "name": "Work",
            "project_id": task.project_id.id,
            "task_id": task.id,
            "unit_amount": minutes / 60,
            "date": day,
        }
        user = user or self.technician
        return self.env["account.analytic.line"].with_user(user).create(vals | over)

    def _order(self, pack=None, packs=1, client=None, **over):
        vals = {
            "partner_id": (client or self.client).id,
            "company_id": self.company.id,
            "order_line": [
                Command.create(
                    {"product_id": (pack or self.pack).id, "product_uom_qty": packs}
                )
            ],
        }
        return self.env["sale.order"].create(vals | over)

    def _bill(self, pack=None, packs=1, client=None, post=True, **over):
        """Return an invoice for packs, made by hand."""
        vals = {
            "move_type": "out_invoice",
            "partner_id": (client or self.client).id,
            "invoice_date": "2026-01-15",
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": (pack or self.pack).id,
                        "quantity": packs,
                        "tax_ids": False,
                    }
                )
            ],
        }
        invoice = self.env["account.move"].create(vals | over)
        if post:
            invoice.action_post()
        return invoice

    def _pay(self, invoice, **over):
        return self._register_payment(invoice, **over)

    def _credit(self, invoice, packs=None):
        """Credit an invoice, wholly or some packs of its first line."""
        refund = invoice._reverse_moves(
            [{"invoice_date": "2026-02-01", "date": "2026-02-01"}]
        )
        if packs is not None:
            refund.invoice_line_ids[0].quantity = packs
            refund.invoice_line_ids[1:].unlink()
        refund.action_post()
        return refund

    # === ASSERTIONS === #

    def assertTiesOut(self):
        self.assertEqual(self.env["prepaid.contract"].sudo()._check_integrity(), [])

    @contextmanager
    def assertRefused(self, regex, exception=UserError):
        """Expect an error that names the remedy, and nothing written."""
        with self.assertRaisesRegex(exception, regex), self.env.cr.savepoint():
            yield
            self.env.flush_all()

    def assertDrawn(self, line, quantity):
        entries = line.sudo().prepaid_entry_ids
        self.assertEqual(-sum(entries.mapped("quantity")), quantity)

    def tearDown(self):
        self.assertTiesOut()
        super().tearDown()
