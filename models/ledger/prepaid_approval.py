from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...metering import QUANTITY_DIGITS, to_quantity, to_units
from ..contract.access import MANAGER_GROUP


class PrepaidApproval(models.Model):
    """A client's consent to work beyond the credit, up to a quantity."""

    _name = "prepaid.approval"
    _description = "Approval of Extra Time"
    _inherit = ["prepaid.page", "mail.thread", "prepaid.guarded", "prepaid.of.ticket"]
    _order = "id desc"
    _check_company_auto = True
    _staff_fields = ("create_uid", "write_uid", "user_id")

    _prepaid_user_fields = {"name", "contract_id", "task_id", "quantity"}
    _prepaid_personal_fields = {
        "user_id": "person",
        "name": "text",
        "comment": "text",
        "answered_by": "proof",
    }

    name = fields.Char(
        "What For", required=True, help="Tell the client what the time is needed for."
    )
    contract_id = fields.Many2one(
        "prepaid.contract",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True)
    unit = fields.Selection(related="contract_id.unit")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    task_id = fields.Many2one(
        "project.task",
        "Ticket",
        index="btree_not_null",
        help="Empty: any work that the contract covers.",
    )
    quantity = fields.Float(
        "Up to",
        digits=QUANTITY_DIGITS,
        required=True,
        help="Most that may be drawn beyond the credit, in the plan's unit.",
    )
    entry_ids = fields.One2many("prepaid.entry", "approval_id")
    used = fields.Float(
        digits=QUANTITY_DIGITS, compute="_compute_left", compute_sudo=True
    )
    left = fields.Float(
        digits=QUANTITY_DIGITS, compute="_compute_left", compute_sudo=True
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("asked", "Asked"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Asked by",
        default=lambda self: self.env.user,
        readonly=True,
        copy=False,
    )
    asked_at = fields.Datetime(readonly=True, copy=False)
    answered_at = fields.Datetime(readonly=True, copy=False)
    answered_by = fields.Char(readonly=True, copy=False)
    comment = fields.Text("Answer", readonly=True, copy=False)
    # Who holds the link answers for the client: few people inside read it.
    access_token = fields.Char(groups=MANAGER_GROUP)

    _check_quantity = models.Constraint(
        "CHECK (quantity > 0)", "Ask for more than nothing."
    )

    # === COMPUTE METHODS === #

    @api.depends("quantity", "entry_ids.quantity")
    def _compute_left(self):
        sums = dict(
            self.env["prepaid.entry"]._read_group(
                [("approval_id", "in", self.ids)], ["approval_id"], ["quantity:sum"]
            )
        )
        for approval in self:
            used = -to_units(sums.get(approval) or 0)
            approval.used = to_quantity(used)
            approval.left = to_quantity(to_units(approval.quantity) - used)

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for approval in self:
            approval.access_url = f"/my/prepaid/approval/{approval.id}"
        return result

    # === CONSTRAINT METHODS === #

    @api.constrains("contract_id", "task_id")
    def _check_task(self):
        for approval in self:
            ticket_sudo = approval._get_ticket().sudo()
            covering = ticket_sudo.prepaid_covering_id
            if ticket_sudo and covering != approval.contract_id:
                raise ValidationError(
                    self.env._(
                        "The ticket “%(task)s” does not draw from the contract "
                        "%(contract)s. Choose a ticket of that contract.",
                        task=ticket_sudo.name,
                        contract=approval.contract_id.name,
                    )
                )

    # === CRUD METHODS === #

    def write(self, vals):
        """Refuse to change what the client was asked; answers are written in sudo."""
        if not self.env.su and vals.keys() & {
            "contract_id",
            "quantity",
            "name",
            *self._get_ticket_fields(),
        }:
            self._check_state({"draft"})
        return super().write(vals)

    # === ACTION METHODS === #

    def action_ask(self):
        """Mail the client's contacts a link to approve or refuse."""
        self.check_access("write")
        for approval in self:
            approval._check_state({"draft", "asked"})
            approval_sudo = approval.sudo()
            if approval.state == "draft":
                approval_sudo._renew_token()
            approval_sudo.write({"state": "asked", "asked_at": fields.Datetime.now()})
            approval_sudo.message_post_with_source(
                approval._get_ask_template(),
                subtype_xmlid="mail.mt_note",
                email_layout_xmlid="mail.mail_notification_light",
            )
        return {"type": "ir.actions.act_window_close"}

    def action_withdraw(self):
        self.check_access("write")
        for approval in self:
            approval._check_state({"draft", "asked", "approved"})
            approval.sudo().state = "withdrawn"

    # === BUSINESS METHODS === #

    def _withdraw_with_ticket(self):
        """End what is open; of what was approved, only what is used stays used."""
        for approval in self.filtered(lambda a: a.state != "refused"):
            approval.state = "withdrawn"
            approval.message_post(
                body=self.env._(
                    "The ticket “%(ticket)s” was deleted.",
                    ticket=approval._get_ticket().name,
                )
            )

    @api.model
    def _get_open(self, contract, task):
        """Return the approved extra time for work on a ticket, oldest first.

        What was approved for a ticket holds for its sub-tasks, and for the ticket to
        which all of its time went.
        """
        approved = Domain("contract_id", "=", contract.id)
        approved &= Domain("state", "=", "approved")
        lineage = task.sudo()._get_prepaid_lineage()
        own = lineage._get_prepaid_domain(self._name)
        approvals = self.search(approved & (self._get_no_ticket_domain() | own))
        if task:
            lines = task._get_prepaid_domain("account.analytic.line")
            moved = approved & Domain("entry_ids.timesheet_id", "any", lines)
            approvals |= self.search(moved).filtered(
                lambda approval: not approval._get_ticket().timesheet_ids
            )
        return approvals.filtered(lambda approval: approval.left > 0).sorted("id")

    @api.model
    def _get_consents(self, contract, line):
        """Return {approval: most units} that the client allows for a line's work.

        A line that was moved from another ticket keeps what it used of its approval.
        """
        approvals = self._get_open(contract, line._get_ticket())
        consents = {approval: to_units(approval.left) for approval in approvals}
        debts = line.prepaid_entry_ids.filtered("approval_id")
        for approval, entries in debts.grouped("approval_id").items():
            if approval.contract_id == contract and approval not in consents:
                consents[approval] = entries._get_returned_units()
        return consents

    def _answer(self, is_approved, name, comment=""):
        """Note the client's answer and tell the technician. Once."""
        self.ensure_one()
        self._check_state({"asked"})
        if not (name or "").strip():
            raise UserError(self.env._("Enter your name to answer."))
        self.write(
            {
                "state": "approved" if is_approved else "refused",
                "answered_at": fields.Datetime.now(),
                "answered_by": name.strip(),
                "comment": comment,
            }
        )
        self.message_post(
            body=self._get_answer_text(),
            partner_ids=self.user_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _get_answer_text(self):
        values = {
            "name": self.answered_by,
            "quantity": self.contract_id._format_quantity(self.quantity),
        }
        if self.state == "approved":
            return self.env._("%(name)s approved up to %(quantity)s.", **values)
        return self.env._("%(name)s refused %(quantity)s of extra time.", **values)

    def _check_state(self, allowed):
        for approval in self:
            if approval.state not in allowed:
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "“%(approval)s” is already %(state)s. Ask again if more is "
                        "needed.",
                        approval=approval.name,
                        state=states[approval.state].lower(),
                    )
                )

    def _get_ask_template(self):
        """Return the name of the mail that asks."""
        return "sale_timesheet_prepaid.prepaid_approval_mail_template_ask"

    def _get_mail_recipients(self):
        """Return the ids of the contacts who are asked, for the mail template."""
        return ",".join(map(str, self.contract_id._get_contacts().ids))


class PrepaidEntry(models.Model):
    _inherit = "prepaid.entry"

    def _get_returned_units(self):
        """Return how many units less than at their most these entries take now."""
        taken = most = 0
        for entry in self.sorted("id"):
            taken -= to_units(entry.quantity)
            most = max(most, taken)
        return most - taken
