from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

OWN_TICKETS = "helpdesk_mgmt.group_helpdesk_user_own"


class HelpdeskTicket(models.Model):
    """A ticket of the helpdesk draws credit as a task does.

    Its time is logged in a project: its own, that of its task, or the team's.
    """

    _name = "helpdesk.ticket"
    _inherit = ["prepaid.ticket", "helpdesk.ticket"]

    _prepaid_user_fields = {"project_id", "task_id"}

    project_id = fields.Many2one(
        "project.project",
        compute="_compute_project_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
        domain="[('allow_timesheets', '=', True), ('is_template', '=', False), "
        "('company_id', 'in', (False, company_id))]",
        help="Where the time on this ticket is logged.",
    )
    task_id = fields.Many2one(
        "project.task",
        compute="_compute_task_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
        domain="[('project_id', '=', project_id)]",
    )
    timesheet_ids = fields.One2many("account.analytic.line", "ticket_id", "Timesheets")
    allow_timesheet = fields.Boolean(related="team_id.allow_timesheet")

    # === COMPUTE METHODS === #

    @api.depends("team_id")
    def _compute_project_id(self):
        """Take the team's project; one that the ticket has stays."""
        for ticket in self:
            project = ticket.team_id.sudo().default_project_id
            is_fit = ticket._may_be_in(project)
            ticket.project_id = ticket.project_id or (is_fit and project)

    @api.depends("project_id")
    def _compute_task_id(self):
        for ticket in self:
            is_there = ticket.task_id.project_id == ticket.project_id
            ticket.task_id = is_there and ticket.task_id

    @api.depends("task_id.prepaid_contract_id", "task_id.sale_line_id")
    def _compute_prepaid_covering_id(self):
        return super()._compute_prepaid_covering_id()

    # === CONSTRAINT METHODS === #

    @api.constrains("project_id", "company_id")
    def _check_project_id(self):
        for ticket in self:
            ticket._check_near(ticket.project_id)

    @api.constrains("project_id")
    def _check_has_project(self):
        for ticket in self.filtered(lambda ticket: not ticket.project_id):
            if ticket.sudo().timesheet_ids:
                raise ValidationError(
                    self.env._(
                        "Time is logged on “%(ticket)s”: it needs a project. Choose "
                        "another one instead of none.",
                        ticket=ticket.display_name,
                    )
                )

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_worked(self):
        worked = self.sudo().filtered("timesheet_ids")
        if worked:
            raise UserError(
                self.env._(
                    "Time is logged on %(tickets)s. Archive these tickets, or delete "
                    "their time first.",
                    tickets=", ".join(worked.mapped("display_name")),
                )
            )

    # === WHAT A TICKET ANSWERS, SEE `prepaid.ticket` === #

    @api.model
    def _get_prepaid_place_fields(self):
        return super()._get_prepaid_place_fields() | {"task_id"}

    def _get_prepaid_customer(self):
        """Override: else the customer of its task."""
        task = self.task_id
        return (
            self.partner_id
            or task._get_prepaid_customer()
            or self.project_id.partner_id
        )

    def _get_prepaid_contract(self):
        """Override: else that of its task."""
        return super()._get_prepaid_contract() or self.task_id._get_prepaid_contract()

    def _is_sold_otherwise(self):
        """Override: the order that bills its task, or without one its project."""
        if self.task_id:
            return self.task_id._is_sold_otherwise()
        line = self.project_id.sudo().sale_line_id
        is_sold = self.project_id.allow_billable and line
        return bool(is_sold) and not line._is_pack_line()

    def _get_pack_line(self):
        return self.task_id._get_pack_line()

    def _prepare_prepaid_place_vals(self):
        return super()._prepare_prepaid_place_vals() | {"task_id": self.task_id.id}

    def _prepare_prepaid_follow_vals(self):
        """Override: Odoo takes no lines along for us."""
        return {"project_id": self.project_id.id, "task_id": self.task_id.id}

    @api.model
    def _get_prepaid_open_domain(self):
        return Domain("stage_id.closed", "=", False)

    @api.model
    def _has_prepaid_pages(self):
        """Override: who is no user of the helpdesk has none."""
        return self.env.user.has_group(OWN_TICKETS)

    # === BUSINESS METHODS === #

    def _get_prepaid_places(self):
        """Override: its task says whose work it is too, and which contract pays."""
        places = super()._get_prepaid_places()
        return {ticket: (*place, ticket.task_id) for ticket, place in places.items()}

    def _may_be_in(self, project):
        """Tell whether time on the ticket may be logged in a project."""
        company = project.sudo().company_id
        return not company or company == self.company_id

    def _check_near(self, project):
        """Refuse a project of another company."""
        if not self._may_be_in(project):
            raise ValidationError(
                self.env._(
                    "The project %(project)s is of another company than the ticket "
                    "“%(ticket)s”. Choose one of %(company)s.",
                    project=project.sudo().display_name,
                    ticket=self.display_name,
                    company=self.company_id.sudo().name,
                )
            )

    def _check_takes_time(self, project):
        """Refuse a project (sudo) in which no time on the ticket can be logged."""
        if not project:
            raise UserError(
                self.env._(
                    "Choose the project of the ticket “%(ticket)s” first: its time is "
                    "logged there.",
                    ticket=self.display_name,
                )
            )
        if not (project.active and project.allow_timesheets):
            raise UserError(
                self.env._(
                    "The project %(project)s is archived or takes no timesheets. "
                    "Reactivate it, or choose another one on the ticket.",
                    project=project.display_name,
                )
            )
