from datetime import timedelta
from operator import methodcaller

from pytz import utc

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

from odoo.addons.sale_timesheet_prepaid.cron import run_each
from odoo.addons.sale_timesheet_prepaid.metering import (
    MINUTES_PER_HOUR,
    QUANTITY_DIGITS,
)
from odoo.addons.sale_timesheet_prepaid.models.contract.race import (
    start_again_if_second,
    take_turn,
)

# How long credit waits for a service that nobody delivers or declines.
KEPT = timedelta(days=30)


class PrepaidRequest(models.Model):
    """A service that a client booked: held at booking, drawn at delivery, once.

    What it takes is frozen when it is booked, in the unit of its contract's plan.
    """

    _name = "prepaid.request"
    _description = "Service Request"
    _inherit = ["prepaid.guarded", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    _prepaid_user_fields = frozenset()

    name = fields.Char(required=True)
    title = fields.Char("Service", required=True)
    contract_id = fields.Many2one(
        "prepaid.contract", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    commercial_partner_id = fields.Many2one(
        "res.partner", "Client", required=True, index=True
    )
    partner_id = fields.Many2one("res.partner", "Asked by", required=True)
    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="restrict"
    )
    token = fields.Char(
        copy=False, help="Known to the form that sent it: sent twice, booked once."
    )
    description = fields.Text("What Is Asked")
    unit = fields.Selection(related="contract_id.unit")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    quantity = fields.Float("Takes", digits=QUANTITY_DIGITS, required=True)
    usage_type_id = fields.Many2one("prepaid.usage.type", ondelete="restrict")
    date_deadline = fields.Datetime("Promised until")
    is_late_told = fields.Boolean()
    hold_id = fields.Many2one("prepaid.hold", index="btree_not_null", copy=False)
    task_id = fields.Many2one("project.task", "Ticket", index="btree_not_null")
    timesheet_id = fields.Many2one(
        "account.analytic.line", index="btree_not_null", ondelete="set null"
    )
    answer = fields.Text()
    ended_at = fields.Datetime()
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("delivered", "Delivered"),
            ("declined", "Declined"),
            ("withdrawn", "Withdrawn"),
            ("expired", "Timed out"),
        ],
        required=True,
        default="requested",
        tracking=True,
    )

    _token_unique = models.UniqueIndex(
        "(contract_id, token) WHERE token IS NOT NULL", "This was sent already."
    )
    _open_idx = models.Index("(date_deadline) WHERE state = 'requested'")

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        for request in self:
            raise UserError(
                self.env._(
                    "%(request)s is kept: it says what the client booked. Decline it "
                    "instead.",
                    request=request.name,
                )
            )

    # === BOOKING === #

    @api.model
    def _book(self, contract, product, partner, text, token):
        """Book a service for a client, once for each token; return the request.

        Sets the credit aside and opens the ticket, or raises and does nothing:
        CreditShort where there is not enough. Call it in sudo.
        """
        domain = [("contract_id", "=", contract.id), ("token", "=", token)]
        if token and (known := self.search(domain)):
            return known
        template = product.product_tmpl_id
        if not template._is_offered_to(contract):
            raise UserError(
                self.env._(
                    "%(service)s cannot be booked with the credit of %(contract)s.",
                    service=product.display_name,
                    contract=contract.name,
                )
            )
        vals = self._prepare_booking_vals(contract, product, partner)
        vals |= {"description": text, "token": token}
        with start_again_if_second(self.env, "The form was sent twice."):
            request = self.create(vals)
        request.hold_id = contract._hold(
            request.quantity,
            request._get_hold_end(),
            name=request.title,
            reference=request.name,
            usage_type_id=request.usage_type_id.id,
        )
        request.task_id = self.env["project.task"].create(request._prepare_task_vals())
        request._tell_booked()
        return request

    @api.model
    def _prepare_booking_vals(self, contract, product, partner):
        template = product.product_tmpl_id
        client = contract._with_client_lang()
        return {
            "name": self.env["ir.sequence"].next_by_code("prepaid.request"),
            "title": product.with_env(client.env).name,
            "contract_id": contract.id,
            "commercial_partner_id": contract.partner_id.id,
            "partner_id": partner.id,
            "product_id": product.id,
            "quantity": template.prepaid_service_quantity,
            "usage_type_id": template.prepaid_service_usage_type_id.id,
            "date_deadline": template._get_prepaid_promise(contract),
        }

    def _get_hold_end(self):
        now = fields.Datetime.now()
        return max(self.date_deadline or now, now) + KEPT

    def _prepare_task_vals(self):
        project = self.product_id.prepaid_service_project_id
        return {
            "name": f"{self.title} · {self.name}",
            "project_id": project.id,
            "partner_id": self.partner_id.id,
            "company_id": project.company_id.id or self.company_id.id,
            "description": self.description and plaintext2html(self.description),
            "date_deadline": self.date_deadline,
            "usage_type_id": self.usage_type_id.id,
            "prepaid_contract_id": self.contract_id.id,
        }

    # === VERBS OF STAFF === #

    def action_deliver(self):
        return self._ask_end("delivered")

    def action_decline(self):
        return self._ask_end("declined")

    def _ask_end(self, end):
        self._check_staff()._check_open()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid_service.prepaid_request_end_action"
        )
        minutes = self.quantity if self.unit == "time" else 0
        return action | {
            "context": {
                "default_request_id": self.id,
                "default_end": end,
                "default_minutes": minutes,
            }
        }

    def deliver(self, minutes, answer=""):
        """Say that it is done: draws what was booked, whatever the work took.

        ``minutes`` are what was worked, kept for the books of the company. The work is
        the caller's. Delivering twice is delivering once.
        """
        request = self._check_staff()
        if request.state == "delivered":
            return
        request._check_open()
        take_turn(request)
        if not 0 <= minutes <= 24 * MINUTES_PER_HOUR:
            raise UserError(self.env._("Enter the minutes that the work took."))
        self._check_employee()
        request.write(
            {"state": "delivered", "answer": answer, "ended_at": fields.Datetime.now()}
        )
        vals = request._prepare_timesheet_vals(minutes, self.env.user)
        lines = request.hold_id.with_company(request.company_id)
        request.timesheet_id = lines._log(vals)
        request._tell_ended()

    def decline(self, answer):
        """Say why it is not done; what was set aside is free again at once."""
        request = self._check_staff()
        if request.state == "declined":
            return
        if not (answer or "").strip():
            raise UserError(self.env._("Tell the client why."))
        request._end("declined", answer)

    def _check_staff(self):
        """Return the request in sudo for who may work on its ticket."""
        self.ensure_one()
        self.check_access("read")
        if self.env.user.share or not self.env.user._is_internal():
            raise AccessError(self.env._("Only staff answer requests."))
        return self.sudo()

    def _check_employee(self):
        user = self.env.user.with_company(self.sudo().company_id)
        if not user.employee_id:
            raise UserError(
                self.env._(
                    "%(user)s has no employee in %(company)s and cannot log time. Ask "
                    "an administrator to create one.",
                    user=user.name,
                    company=self.sudo().company_id.name,
                )
            )

    def _check_open(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        for request in self:
            if request.state != "requested":
                raise UserError(
                    self.env._(
                        "%(request)s has ended: it is “%(state)s”.",
                        request=request.name,
                        state=states[request.state],
                    )
                )

    # === ENDING === #

    def _prepare_timesheet_vals(self, minutes, user):
        employee = user.with_company(self.company_id).employee_id
        return {
            "name": self.title,
            "project_id": self.task_id.project_id.id,
            "task_id": self.task_id.id,
            "employee_id": employee.id,
            "date": self.company_id._get_prepaid_today(),
            "unit_amount": minutes / MINUTES_PER_HOUR,
            "usage_type_id": self.usage_type_id.id,
            "prepaid_request_id": self.id,
        }

    def _end(self, state, answer=""):
        """End a request without delivery: withdrawn, declined or expired, once."""
        self.ensure_one()
        if self.state == state:
            return
        self._check_open()
        take_turn(self)
        self.write(
            {
                "state": state,
                "ended_at": fields.Datetime.now(),
                "answer": answer or self.answer,
            }
        )
        self.hold_id._release()
        self._tell_ended()

    @api.model
    def _cron_watch(self):
        """Tell managers of promises that pass, and end what was never answered."""
        now = fields.Datetime.now()
        open_requests = [("state", "=", "requested")]
        late = [
            *open_requests,
            ("date_deadline", "<", now),
            ("is_late_told", "=", False),
        ]
        lost = [*open_requests, ("hold_id.state", "!=", "held")]
        for domain, verb in (
            (late, methodcaller("_tell_late")),
            (lost, methodcaller("_follow_hold")),
        ):
            run_each(
                self.search(domain, order="id"),
                verb,
                domain,
                lambda request, reason: reason and request.message_post(body=reason),
            )

    def _follow_hold(self):
        """End what holds no credit any more: somebody released it, or time is up."""
        ends = {"expired": "expired", "released": "declined"}
        self._end(ends.get(self.hold_id.state, "expired"))


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _is_offered_to(self, contract):
        """Tell whether the holder of a contract can book this service today."""
        return (
            self.active
            and self.is_prepaid_service
            and contract.plan_id in self.prepaid_service_plan_ids
            and self.company_id in (contract.company_id, self.env["res.company"])
        )

    def _get_prepaid_promise(self, contract):
        """Return the moment (naive UTC) until which an answer is promised, or False."""
        if not self.prepaid_service_hours:
            return False
        now = fields.Datetime.now()
        calendar = contract.plan_id.calendar_id
        end = calendar and calendar.plan_hours(
            self.prepaid_service_hours, utc.localize(now), compute_leaves=True
        )
        if end:
            return end.astimezone(utc).replace(tzinfo=None)
        return now + timedelta(hours=self.prepaid_service_hours)
