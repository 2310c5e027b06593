from odoo import api, fields, models
from odoo.fields import Domain


class ProjectProject(models.Model):
    _name = "project.project"
    _inherit = ["project.project", "prepaid.guarded", "prepaid.in.use"]

    _prepaid_user_fields = {"prepaid_contract_id", "usage_type_id", "prepaid_opt_out"}

    prepaid_contract_id = fields.Many2one(
        "prepaid.contract",
        index="btree_not_null",
        copy=False,
        help="Work of this project draws the credit of this contract.",
    )
    usage_type_id = fields.Many2one(
        "prepaid.usage.type",
        "Usual Work",
        ondelete="restrict",
        help="Usage type of work whose ticket and tags name none.",
    )
    prepaid_opt_out = fields.Boolean(
        "Not Prepaid",
        help="The customer's default contract does not cover this project: use it for "
        "fixed-price work.",
    )
    prepaid_unit = fields.Selection(
        related="prepaid_contract_id.unit", string="Prepaid Unit"
    )
    prepaid_currency_id = fields.Many2one(
        related="prepaid_contract_id.currency_id", string="Prepaid Currency"
    )
    prepaid_available = fields.Float(
        "Prepaid Balance", related="prepaid_contract_id.available"
    )

    def action_open_prepaid_contract(self):
        self.ensure_one()
        return self.prepaid_contract_id._get_open_action()

    # === CONSTRAINT METHODS === #

    @api.constrains("prepaid_contract_id", "partner_id", "company_id")
    def _check_prepaid_contract_id(self):
        for project in self.filtered("prepaid_contract_id"):
            project.prepaid_contract_id._check_covers(
                project.partner_id, project.company_id, project.name
            )

    def _is_use(self, field):
        """Override: of what Odoo needs of a project Odoo tells, we of ours."""
        return self._is_ours(field)

    # === CRUD METHODS === #

    def write(self, vals):
        """Let go of a contract that does not pay for the project's new customer."""
        if not vals.keys() & {"partner_id", "company_id"}:
            return super().write(vals)
        before = {project: project.partner_id for project in self}
        if "prepaid_contract_id" not in vals:
            self._drop_prepaid_contract(vals)
        result = super().write(vals)
        for project, partner in before.items():
            project.sudo()._hand_over_prepaid(partner)
        return result

    def copy(self, default=None):
        """Give the tickets of a copy to its customer, if that is another one."""
        copies = super().copy(default)
        for project, new_project in zip(self, copies, strict=True):
            new_project.sudo()._give_tickets(project.partner_id)
        return copies

    # === BUSINESS METHODS === #

    def _drop_prepaid_contract(self, vals):
        """Empty a contract that would not pay for the project as it will be."""
        for project in self.sudo().filtered("prepaid_contract_id"):
            partner, company = (
                project[field].browse(vals[field]) if field in vals else project[field]
                for field in ("partner_id", "company_id")
            )
            if not project.prepaid_contract_id._covers(partner, company):
                project.prepaid_contract_id = False

    def _hand_over_prepaid(self, partner):
        """Let open tickets and their work follow from ``partner`` to the new one."""
        if self.partner_id.commercial_partner_id == partner.commercial_partner_id:
            return
        self._give_tickets(partner)
        lines = self.env["account.analytic.line"].search([("project_id", "=", self.id)])
        lines.filtered(lambda line: not line._get_ticket().partner_id)._follow_ticket()

    def _give_tickets(self, partner):
        """Give the open tickets of a partner to the project's customer."""
        entity = partner.commercial_partner_id
        if not entity or not self.partner_id:
            return
        if self.partner_id.commercial_partner_id == entity:
            return
        for model in self.env["account.analytic.line"]._get_ticket_models():
            tickets = self.env[model].search(
                Domain("project_id", "=", self.id)
                & Domain("partner_id", "child_of", entity.ids)
                & self.env[model]._get_prepaid_open_domain()
            )
            tickets.filtered(
                lambda ticket: ticket.partner_id.commercial_partner_id == entity
            ).partner_id = self.partner_id

    def _find_prepaid_contract(self, task, company, date, is_sold=False):
        """Return the contract (sudo) that work on a ticket or the project draws from.

        First answer wins, if it pays for the ticket's customer in that company: what
        the ticket or its parents name, what the project names, the customer's default;
        the default takes no work that is sold otherwise.
        """
        project, task = self.sudo(), task.sudo()
        customer = task._get_prepaid_customer() or project.partner_id
        for contract in project._get_named_prepaid_contracts(task):
            if contract._covers(customer, company):
                return contract
        if is_sold:
            return self.env["prepaid.contract"].sudo()
        return project._get_default_prepaid_contract(customer, company, date)

    def _get_named_prepaid_contracts(self, task):
        """Return the contracts that a ticket and its project name, the first first.

        Override it to name others.
        """
        return task._get_prepaid_contract() | self.prepaid_contract_id

    def _get_default_prepaid_contract(self, partner, company, date):
        """Return the default contract of a customer, else of the project's own.

        None where the project opts out: fixed-price work must not eat credit. None
        where it is not billable.
        """
        partner = partner or self.partner_id
        if not partner or self.prepaid_opt_out or not self.allow_billable:
            return self.env["prepaid.contract"]
        company = company or self.company_id or self.env.company
        partner.commercial_partner_id.prepaid_contract_ids._read_for_draw()
        return partner._get_default_prepaid_contract(company, date)

    def _get_prepaid_gap(self, task, company, date, is_sold=False):
        """Return why no contract takes the work (key of UNCOVERED), or False.

        False where the customer has no contract at all: that work is not prepaid.
        """
        project, task = self.sudo(), task.sudo()
        customer = task._get_prepaid_customer() or project.partner_id
        if not customer:
            is_open = project.allow_billable and not project.prepaid_opt_out
            return is_open and project._has_prepaid_clients() and "no_customer"
        contracts = customer._get_prepaid_payers()
        if not contracts:
            return False
        if is_sold:
            return "sold"
        if project.prepaid_opt_out:
            return "opt_out"
        if not project.allow_billable:
            return "not_billable"
        here = contracts.filtered(lambda contract: contract._pays_in(company))
        return here._get_gap(date) if here else "company"

    @api.model
    def _has_prepaid_clients(self):
        """Tell whether anybody has a contract: else nothing is prepaid."""
        return bool(self.env["prepaid.contract"].sudo().search_count([], limit=1))

    def _get_usage_type(self, task, contract):
        """Return the usage type of work that names none.

        First answer wins: the ticket, its tags, the project, the contract's plan.
        """
        return (
            task.sudo()._get_usage_type()
            or self.sudo().usage_type_id
            or contract.sudo().plan_id.usage_type_id
        )
