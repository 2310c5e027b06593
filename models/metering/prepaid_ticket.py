from odoo import api, fields, models
from odoo.fields import Domain

from ...metering import QUANTITY_DIGITS
from ..ledger.prepaid_contract_alert import ALERT_LEVELS
from .uncovered import UNCOVERED

# What of a contract decides which tickets it covers.
COVERING = {
    *("partner_id", "company_id", "state", "is_default", "date_start", "date_end"),
    *("covers_sites", "beneficiary_ids"),
}


class PrepaidTicket(models.AbstractModel):
    """A record on which work for a client is logged: what it says of credit.

    A model that inherits it has ``partner_id``, ``project_id``, ``company_id`` and
    ``timesheet_ids``, and a thread. It comes before that model in its ``_inherit``.
    """

    _name = "prepaid.ticket"
    _description = "Ticket of Prepaid Hours"
    _inherit = "prepaid.guarded"

    _prepaid_user_fields = {"prepaid_contract_id"}

    prepaid_contract_id = fields.Many2one(
        "prepaid.contract",
        index="btree_not_null",
        help="Work on this ticket draws the credit of this contract. Empty: that of "
        "its parent task, its project, or the customer's default contract.",
    )
    prepaid_covering_id = fields.Many2one(
        "prepaid.contract", "Covered by", compute="_compute_prepaid_covering_id"
    )
    prepaid_uncovered = fields.Selection(
        UNCOVERED, "Not Covered", compute="_compute_prepaid_covering_id"
    )
    prepaid_unit = fields.Char(compute="_compute_prepaid_credit")
    prepaid_currency_id = fields.Many2one(
        "res.currency",
        string="Currency of the Credit",
        compute="_compute_prepaid_credit",
    )
    prepaid_available = fields.Float(
        "Prepaid Balance", digits=QUANTITY_DIGITS, compute="_compute_prepaid_credit"
    )
    prepaid_alert_level = fields.Selection(
        ALERT_LEVELS, "Credit", compute="_compute_prepaid_credit"
    )

    @api.depends(
        "prepaid_contract_id",
        "project_id.prepaid_contract_id",
        "project_id.prepaid_opt_out",
        "project_id.allow_billable",
        "partner_id",
        "company_id",
    )
    # Without a company of its own, a ticket is covered in that of who works on it.
    @api.depends_context("uid", "company")
    def _compute_prepaid_covering_id(self):
        """Tell which contract a new line on the ticket would draw from, or why none.

        Without a draft line to ask: on an unsaved ticket it would become one of its
        timesheets.
        """
        for task in self:
            project = task.project_id.sudo()
            company = task._get_prepaid_company()
            facts = (
                task.sudo(),
                company,
                company._get_prepaid_today(),
                task.sudo()._is_sold_otherwise(),
            )
            contract = project._find_prepaid_contract(*facts)
            task.prepaid_covering_id = contract
            task.prepaid_uncovered = (
                not contract and project and project._get_prepaid_gap(*facts)
            )

    @api.depends("prepaid_covering_id")
    @api.depends_context("uid", "company")
    def _compute_prepaid_credit(self):
        """Show the credit of the covering contract, to technicians too."""
        for task in self:
            contract = task.prepaid_covering_id.sudo()
            task.prepaid_unit = contract.unit
            task.prepaid_currency_id = contract.currency_id
            task.prepaid_available = contract.available
            task.prepaid_alert_level = contract.alert_level

    # === CONSTRAINT METHODS === #

    @api.constrains("prepaid_contract_id", "partner_id", "project_id", "company_id")
    def _check_prepaid_contract_id(self):
        for task in self.filtered("prepaid_contract_id"):
            task.prepaid_contract_id._check_covers(
                task._get_prepaid_customer(), task.company_id, task.name
            )

    # === CRUD METHODS === #

    def write(self, vals):
        """Let a ticket that goes to another project or customer take its work along.

        It lets go of a contract that does not pay for its new customer.
        """
        if not vals.keys() & self._get_prepaid_place_fields():
            return super().write(vals)
        tickets = self.sudo()._get_prepaid_family()
        before = tickets._get_prepaid_places()
        if "prepaid_contract_id" not in vals:
            self.sudo()._drop_prepaid_contract(vals)
        result = super().write(vals)
        tickets._follow_prepaid_move(before)
        return result

    def copy_data(self, default=None):
        """Keep a contract on a copy only if it pays for the copy's customer."""
        vals_list = super().copy_data(default)
        for task, vals in zip(self, vals_list, strict=True):
            if vals.get("prepaid_contract_id"):
                # What is not copied, as from a template, is that of the new project.
                as_copied = {"partner_id": False} | vals
                if not task.sudo()._pays_for(as_copied):
                    vals["prepaid_contract_id"] = False
        return vals_list

    # === ACTION METHODS === #

    def action_open_prepaid_contract(self):
        self.ensure_one()
        return self.prepaid_covering_id._get_open_action()

    # === HOOKS FOR THE MODELS THAT ARE TICKETS === #

    @api.model
    def _get_prepaid_place_fields(self):
        """Return the names of the fields that say whose work a ticket is."""
        return {"project_id", "partner_id", "company_id"}

    def _get_prepaid_family(self):
        """Return these tickets and those that may follow them."""
        return self

    def _get_prepaid_customer(self):
        """Return the partner whose work the ticket is."""
        return self.partner_id or self.project_id.partner_id

    def _get_prepaid_contract(self):
        """Return the contract that the ticket names, or an empty recordset."""
        return self._get_prepaid_lineage().prepaid_contract_id[:1]

    def _get_prepaid_lineage(self):
        """Return the ticket, then those above it, whose contract and approvals hold."""
        return self

    @api.model
    def _has_prepaid_pages(self):
        """Tell whether the user has menus and forms of this kind of ticket."""
        return self.has_access("read")

    def _is_sold_otherwise(self):
        """Tell whether an order bills work on the ticket."""
        return False

    def _prepare_prepaid_link_vals(self):
        """Return the vals that put what is `prepaid.of.ticket` on this ticket."""
        name = self.env["account.analytic.line"]._get_ticket_models()[self._name]
        return {name: self.id}

    def _get_prepaid_link_context(self):
        """Return the context in which a form makes what belongs to this ticket."""
        link = self._prepare_prepaid_link_vals()
        return {f"default_{name}": value for name, value in link.items()}

    def _prepare_prepaid_place_vals(self):
        """Return the vals that put a timesheet line or a meter on this ticket."""
        link = self._prepare_prepaid_link_vals()
        return link | {"project_id": self.project_id.id}

    def _prepare_prepaid_follow_vals(self):
        """Return the vals that bring lines to where the ticket is now.

        None are needed where Odoo takes them along.
        """
        return {}

    @api.model
    def _get_prepaid_open_domain(self):
        """Return the domain of tickets that are not closed."""
        return Domain.TRUE

    def _is_prepaid_cancelled(self):
        """Tell whether the ticket was called off: nobody waits for an answer."""
        return False

    # === BUSINESS METHODS === #

    def _get_prepaid_domain(self, model):
        """Return the domain of what of a model belongs to these tickets."""
        name = self.env[model]._get_ticket_models()[self._name]
        return Domain(name, "in", self.ids)

    def _get_prepaid_places(self):
        """Return ticket -> what decides whose work it is."""
        return {
            task: (task.project_id, task._get_prepaid_customer().commercial_partner_id)
            for task in self
        }

    def _follow_prepaid_move(self, before):
        """Let the work of those of these tickets follow whose place is another."""
        after = self._get_prepaid_places()
        moved = self.filtered(lambda task: before.get(task) != after[task])
        lines = self.env["account.analytic.line"].search(
            moved._get_prepaid_domain("account.analytic.line")
        )
        for ticket, work in lines.grouped(lambda line: line._get_ticket()).items():
            work._follow_ticket(ticket._prepare_prepaid_follow_vals())

    def _drop_prepaid_contract(self, vals):
        """Empty a contract that would not pay for the ticket as it will be."""
        for task in self.filtered("prepaid_contract_id"):
            if not task._pays_for(vals):
                task.prepaid_contract_id = False

    def _pays_for(self, vals):
        """Tell whether the ticket's contract pays for the ticket that vals describe."""
        partner, project, company = (
            self[field].browse(vals[field] or []) if field in vals else self[field]
            for field in ("partner_id", "project_id", "company_id")
        )
        company = project.company_id or company
        customer = partner or project.partner_id
        return self.prepaid_contract_id._covers(customer, company)

    def _get_prepaid_company(self):
        """Return the company that a new line on the ticket will have."""
        return (
            self.company_id
            or self.project_id.sudo().company_id
            or self.env["account.analytic.line"]._get_employee_company()
        )

    def _get_uncovered_text(self):
        """Return why new work on the ticket draws nothing, in words."""
        field = self._fields["prepaid_uncovered"]
        labels = dict(field._description_selection(self.env))
        return self.env._(
            "not covered: %(why)s", why=labels[self.sudo().prepaid_uncovered]
        )


class PrepaidContract(models.Model):
    """Which tickets a contract covers is asked anew when it begins to, or ends."""

    _inherit = "prepaid.contract"

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        self._forget_covering()
        return contracts

    def write(self, vals):
        result = super().write(vals)
        if not COVERING.isdisjoint(vals):
            self._forget_covering()
        return result

    def _forget_covering(self):
        for model in self.env["account.analytic.line"]._get_ticket_models():
            names = ["prepaid_covering_id", "prepaid_uncovered"]
            self.env[model].invalidate_model(names, flush=False)
