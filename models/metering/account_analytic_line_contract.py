from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...metering import format_minutes

# What a line says of the work itself: no contract and no usage type hangs on it.
WORK_FIELDS = {"name", "unit_amount"}
DEFAULTS = {"prepaid_contract_id", "usage_type_id"}


class AccountAnalyticLine(models.Model):
    """Which contract a line draws from: chosen by a person, or derived."""

    _inherit = "account.analytic.line"

    is_prepaid_contract_chosen = fields.Boolean(
        "Contract Chosen by Hand",
        readonly=True,
        copy=False,
        help="The contract stays when the ticket goes to another customer, if it pays "
        "for that customer.",
    )
    is_usage_type_chosen = fields.Boolean(
        "Usage Type Chosen by Hand", readonly=True, copy=False
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("prepaid_contract_id")
    def _check_prepaid_contract_id(self):
        for line in self.filtered("prepaid_contract_id"):
            line.prepaid_contract_id._check_covers(
                line._get_prepaid_customer(), line.company_id, line.name
            )

    @api.constrains("prepaid_contract_id", "so_line")
    def _check_prepaid_billed_once(self):
        for line in self.filtered("prepaid_contract_id"):
            if line.so_line:
                raise ValidationError(
                    self.env._(
                        "“%(work)s” is billed by the order %(order)s. It cannot draw "
                        "from the contract %(contract)s as well: choose one of them.",
                        work=line.name,
                        order=line.so_line.order_id.name,
                        contract=line.prepaid_contract_id.sudo().name,
                    )
                )

    @api.onchange("project_id", "task_id")
    def _onchange_prepaid_contract_id(self):
        self.prepaid_contract_id = False
        self.prepaid_contract_id = self._get_prepaid_contract()
        self.usage_type_id = self.usage_type_id or self._get_usage_type()

    # === BUSINESS METHODS === #

    @api.model
    def _set_prepaid_defaults(self, vals, answers):
        """Put into the vals of a new line which contract and usage type it has.

        ``answers`` keeps what was found for lines that differ in text and time alone.
        """
        place = repr(sorted((k, v) for k, v in vals.items() if k not in WORK_FIELDS))
        if place not in answers:
            self._find_prepaid_defaults(vals)
            answers[place] = {name: vals.get(name) for name in DEFAULTS & vals.keys()}
        vals |= answers[place]

    @api.model
    def _find_prepaid_defaults(self, vals):
        if "prepaid_contract_id" not in vals:
            draft = self.new(vals | {"company_id": self._get_new_company(vals).id})
            vals["prepaid_contract_id"] = draft._get_prepaid_contract().id
        if vals["prepaid_contract_id"] and "usage_type_id" not in vals:
            vals["usage_type_id"] = self.new(vals)._get_usage_type().id

    @api.model
    def _get_new_company(self, vals):
        """Return the company that Odoo will give to a new line."""
        task = self._find_ticket(vals)
        project = self.env["project.project"].sudo().browse(vals.get("project_id"))
        company = self.env["res.company"].browse(vals.get("company_id") or [])
        return (
            task.company_id
            or (project or task.project_id).company_id
            or company
            or self._get_employee_company(vals.get("employee_id"), vals.get("user_id"))
        )

    @api.model
    def _get_employee_company(self, employee_id=False, user_id=False):
        """Return the company for which a person works, as Odoo finds it.

        That of the employee, else of the user's only employee in the companies that
        are ticked, else the current one.
        """
        Employee = self.env["hr.employee"].sudo()
        if employee_id:
            return Employee.browse(employee_id).company_id
        if len(self.env.companies) == 1:
            return self.env.company
        employees = Employee.search(
            [
                ("user_id", "=", user_id or self.env.uid),
                ("company_id", "in", self.env.companies.ids),
            ]
        )
        companies = employees.company_id
        return companies if len(companies) == 1 else self.env.company

    def _get_prepaid_contract(self):
        """Return the contract that covers this line by itself, or an empty recordset.

        Called for each new line, and when its task or project changes; the line may be
        a new record without id. First answer wins: its task's, its project's, the
        customer's default; each only if it pays for the customer in the line's
        company. Override it to answer before or after these; return a contract of the
        line's company or of one above it, in sudo.
        """
        self.ensure_one()
        line = self.sudo()
        if line.is_so_line_edited and line.so_line:
            return line.env["prepaid.contract"]
        return line._get_prepaid_project()._find_prepaid_contract(
            *line._get_prepaid_facts()
        )

    def _get_prepaid_project(self):
        return self.project_id or self._get_ticket().project_id

    def _get_prepaid_facts(self):
        """Return ticket, company, day of the line, and whether an order bills it."""
        company = self._get_prepaid_company()
        return (
            self._get_ticket(),
            company,
            self.date or company._get_prepaid_today(),
            bool(self.so_line),
        )

    def _get_prepaid_company(self):
        """Return the company of the line, as it will be once it is saved."""
        if self._origin:
            return self.company_id
        project = self._get_prepaid_project()
        return self._get_ticket().company_id or project.company_id or self.company_id

    def _get_prepaid_customer(self):
        """Return the partner whose work this is."""
        line = self.sudo()
        return (
            line._get_ticket()._get_prepaid_customer()
            or line._get_prepaid_project().partner_id
        )

    def _bill_or_draw(self, vals):
        """Let a line go from the order that bills it, or from its contract.

        Whatever is chosen last wins; what is invoiced stays invoiced.
        """
        if vals.get("prepaid_contract_id"):
            sold = self.sudo().filtered("so_line")
            for line in sold.filtered(lambda line: not line._is_not_billed()):
                raise UserError(
                    self.env._(
                        "“%(work)s” is on the invoice %(invoice)s. Credit it first if "
                        "the contract shall pay.",
                        work=line.name,
                        invoice=line.timesheet_invoice_id.name,
                    )
                )
            if sold and not vals.get("so_line"):
                vals |= {"so_line": False, "is_so_line_edited": False}
        elif vals.get("so_line"):
            vals["prepaid_contract_id"] = False

    def _note_choices(self):
        """Remember what a person chose: it is not what the ticket would have given."""
        for line in self.sudo().filtered("project_id"):
            contract, usage_type = line.prepaid_contract_id, line.usage_type_id
            chosen = contract != line._get_prepaid_contract()
            derived = line._get_usage_type()
            line.is_prepaid_contract_chosen = chosen
            line.is_usage_type_chosen = bool(usage_type) and usage_type != derived

    def _choose_prepaid_contract(self, is_moved=True):
        """Bring contract and usage type in line with the ticket that a line has now.

        What a person chose stays, as long as it may. A line that was not moved (only
        its day changed) keeps a contract that takes its day.
        """
        for line in self:
            vals = line.sudo()._prepare_derived_vals(is_moved)
            if vals:
                line.write(vals)

    def _prepare_derived_vals(self, is_moved):
        contract, vals = self.prepaid_contract_id, {}
        if not self._keeps_contract(is_moved):
            contract = self._get_prepaid_contract()
            if contract != self.prepaid_contract_id:
                vals["prepaid_contract_id"] = contract.id
        if contract and (is_moved or vals) and not self.is_usage_type_chosen:
            vals |= self._prepare_usage_vals(contract)
        return vals

    def _keeps_contract(self, is_moved):
        contract = self.prepaid_contract_id
        if not contract:
            return self.is_prepaid_contract_chosen
        if not contract._covers(self._get_prepaid_customer(), self.company_id):
            return False
        if self.is_prepaid_contract_chosen:
            return True
        return not is_moved and contract._is_drawable(self.date)

    def _prepare_usage_vals(self, contract):
        """Return the derived usage type; a charge that a person chose stays."""
        project, ticket = self._get_prepaid_project(), self._get_ticket()
        usage_type = project._get_usage_type(ticket, contract)
        if usage_type == self.usage_type_id:
            return {}
        vals = {"usage_type_id": usage_type.id}
        if self.prepaid_charge != self._get_derived_charge():
            vals["prepaid_charge"] = self.prepaid_charge
        return vals

    # === WORK FOLLOWS ITS TICKET === #

    def _follow_ticket(self, place=None):
        """Draw again what belongs to another customer or project now, and say so.

        By reversal and new draw; what is invoiced stays. ``place`` are vals that bring
        the lines to where their ticket is now, if that is not done yet.
        """
        lines = self.sudo().filtered(lambda line: line._is_not_billed())
        before = {line: line.prepaid_contract_id for line in lines}
        if place:
            lines.write(place)
        lines._choose_prepaid_contract()
        # Odoo takes lines along without writing them.
        placed = lines.filtered("prepaid_contract_id.has_scope")
        placed._sync_prepaid_draws(placed._get_booked_draws() if placed else {})
        moved = lines.filtered(lambda line: line.prepaid_contract_id != before[line])
        for (task, old, new), group in moved.grouped(
            lambda line: (line._get_ticket(), before[line], line.prepaid_contract_id)
        ).items():
            if task:
                group._tell_move(task, old, new)

    def _tell_move(self, task, old, new):
        """Say in the ticket's chatter where its time went."""
        minutes = sum(line._get_worked_minutes() for line in self)
        none = self.env._("no contract")
        task.message_post(
            body=self.env._(
                "%(time)s of work went from %(old)s to %(new)s.",
                time=format_minutes(minutes),
                old=old.name or none,
                new=new.name or none,
            ),
            subtype_xmlid="mail.mt_note",
        )
