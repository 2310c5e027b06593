from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from odoo.addons.sale_timesheet_prepaid.metering import QUANTITY_DIGITS
from odoo.addons.sale_timesheet_prepaid.models.contract.access import (
    PRICE_GROUPS,
    reads_quantities,
)
from odoo.addons.sale_timesheet_prepaid.models.contract.race import (
    start_again_if_second,
)
from odoo.addons.sale_timesheet_prepaid.models.metering.terms import Terms

OPEN = ("requested", "working")


class PrepaidServiceRequest(models.Model):
    """A service that a client booked: its cost is set aside, and drawn at delivery.

    What was booked is frozen: product, plan and settings rule the next request. Only
    the verbs write it: book, start, deliver, decline, withdraw, expire.
    """

    _name = "prepaid.service.request"
    _description = "Service Request"
    _inherit = ["prepaid.guarded", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    _prepaid_user_fields = frozenset()
    _prepaid_personal_fields = {
        "partner_id": "person",
        "user_id": "person",
        "text": "text",
        "promise": "text",
        "reason": "text",
    }

    name = fields.Char("Service", required=True)
    contract_id = fields.Many2one(
        "prepaid.contract", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True
    )
    customer_id = fields.Many2one(
        related="contract_id.partner_id", string="Client", store=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Asked by", required=True, ondelete="restrict"
    )
    product_tmpl_id = fields.Many2one(
        "product.template", "Product", index="btree_not_null", ondelete="set null"
    )
    text = fields.Text("Request", required=True)
    reference = fields.Char(help="The form that was sent. Sent twice, it counts once.")
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("working", "In work"),
            ("delivered", "Delivered"),
            ("declined", "Declined"),
            ("withdrawn", "Withdrawn"),
            ("expired", "Expired"),
        ],
        required=True,
        default="requested",
        tracking=True,
    )

    # What it costs
    quantity = fields.Float(
        "Fixed Cost", digits=QUANTITY_DIGITS, required=True, groups=PRICE_GROUPS
    )
    unit = fields.Selection(related="contract_id.unit")
    cost = fields.Char(
        compute="_compute_cost",
        compute_sudo=False,
        help="In the contract's unit. Money only to who reads prices.",
    )
    terms = fields.Json(groups=PRICE_GROUPS)
    usage_type_id = fields.Many2one("prepaid.usage.type", ondelete="restrict")
    hold_id = fields.Many2one(
        "prepaid.hold",
        "Set Aside",
        required=True,
        index=True,
        ondelete="restrict",
        groups=PRICE_GROUPS,
    )

    # The work
    task_id = fields.Many2one(
        "project.task", "Ticket", index="btree_not_null", ondelete="restrict"
    )
    timesheet_id = fields.Many2one(
        "account.analytic.line", index="btree_not_null", ondelete="set null"
    )
    user_id = fields.Many2one("res.users", "Answered by")
    promise = fields.Char(help="What the client was promised.")
    deadline = fields.Datetime("Answer until", help="As promised to the client.")
    is_late = fields.Boolean("Late")
    date_expiry = fields.Datetime("Set Aside until")
    ended_at = fields.Datetime("Ended on")
    reason = fields.Text("Answer", help="What the client was told at the end.")

    _reference_unique = models.UniqueIndex(
        "(contract_id, reference) WHERE reference IS NOT NULL",
        "This request was sent already.",
    )
    _hold_unique = models.Constraint(
        "UNIQUE (hold_id)", "What is set aside is for one request."
    )
    _check_end = models.Constraint(
        "CHECK ((state IN ('requested', 'working')) = (ended_at IS NULL))",
        "A request ends once.",
    )
    _late_idx = models.Index(
        "(deadline) WHERE state IN ('requested', 'working') AND is_late IS NOT TRUE"
    )

    # === COMPUTE METHODS === #

    @api.depends("quantity")
    @api.depends_context("lang", "uid")
    def _compute_cost(self):
        for request in self:
            request_sudo = request.sudo()
            contract = request_sudo.contract_id
            is_told = reads_quantities(self.env.user, contract)
            request.cost = is_told and contract._format_quantity(request_sudo.quantity)

    @api.depends("name", "customer_id.name")
    def _compute_display_name(self):
        for request in self:
            customer = request.sudo().customer_id.name
            request.display_name = f"{request.name} · {customer}"

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_by_uninstall(self):
        for request in self:
            raise UserError(
                self.env._(
                    "“%(request)s” tells what a client booked and is kept. Decline it "
                    "instead.",
                    request=request.display_name,
                )
            )

    # === BOOKING === #

    @api.model
    def _book(self, contract, service, partner, form):
        """Book a service for a person of the client, and return its request.

        ``form``: text, files as (name, bytes), and the reference that names the form:
        sent again it returns the same request. Raise CreditShort where the credit does
        not cover it. Call it in sudo, for somebody who acts for the client.
        """
        reference, files = form["reference"], form.get("files", ())
        booked = self.search(
            [("contract_id", "=", contract.id), ("reference", "=", reference)]
        )
        if booked:
            return booked
        self._check_offered(contract, service, files)
        told = self.with_context(lang=partner.lang or self.env.lang)
        vals = told._prepare_vals(contract, service.with_env(told.env), partner)
        vals |= {"text": form["text"], "reference": reference}
        hold = contract._hold(
            vals["quantity"],
            vals["date_expiry"],
            name=vals["name"],
            reference=f"service-{reference}",
            usage_type_id=vals["usage_type_id"],
            project_id=service.prepaid_service_project_id.id,
            requester_id=partner.id,
        )
        with start_again_if_second(self.env, "The same request is sent twice."):
            request = self.create(vals | {"hold_id": hold.id})
        request._make_ticket(service.prepaid_service_project_id, files)
        request._tell_booked()
        return request

    @api.model
    def _check_offered(self, contract, service, files):
        if service not in contract._get_services():
            raise UserError(
                self.env._(
                    "The contract %(contract)s does not offer this service any more.",
                    contract=contract.name,
                )
            )
        if service.prepaid_service_needs_files and not files:
            raise UserError(
                self.env._(
                    "Please add the file that “%(service)s” is about.",
                    service=service.name,
                )
            )

    @api.model
    def _prepare_vals(self, contract, service, partner):
        now = fields.Datetime.now()
        deadline = service._get_service_deadline(contract.plan_id, now)
        kept = now + timedelta(days=service.prepaid_service_days)
        return {
            "name": service.name,
            "contract_id": contract.id,
            "partner_id": partner.id,
            "product_tmpl_id": service.id,
            "quantity": service.prepaid_service_quantity,
            "terms": self._prepare_terms(contract, service),
            "usage_type_id": service.prepaid_service_usage_type_id.id,
            "promise": service._get_service_promise(),
            "deadline": deadline,
            "date_expiry": max(kept, deadline or kept),
        }

    @api.model
    def _prepare_terms(self, contract, service):
        """Return the frozen terms: one item that costs so much, whatever is worked."""
        is_money = contract.unit == "money"
        terms = Terms(
            rate=0,
            smallest=contract.currency_id.rounding if is_money else 1,
            is_money=is_money,
            is_item=True,
            item=service.prepaid_service_quantity,
        )
        return terms.pack() | {"fixed": True}

    def _make_ticket(self, project, files):
        """Make the ticket with the client's text and files: Odoo shows it to them."""
        task = self.env["project.task"].with_company(self.company_id)
        self.task_id = task.create(
            {
                "name": self.name,
                "project_id": project.id,
                "partner_id": self.partner_id.id,
                "description": plaintext2html(self.text),
                "usage_type_id": self.usage_type_id.id,
                "date_deadline": self.deadline,
            }
        )
        self.task_id.message_subscribe(self.partner_id.ids)
        self.env["ir.attachment"].create(
            [
                {
                    "name": name,
                    "raw": content,
                    "res_model": "project.task",
                    "res_id": self.task_id.id,
                }
                for name, content in files
            ]
        )
