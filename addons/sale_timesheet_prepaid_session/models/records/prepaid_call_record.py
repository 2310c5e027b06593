from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.sale_timesheet_prepaid.metering import QUANTITY_DIGITS
from odoo.addons.sale_timesheet_prepaid.models.contract.access import PRICE_GROUPS

PROBLEMS = [
    # No work
    ("unanswered", "Not answered"),
    ("internal", "Among ourselves"),
    ("machine", "Voice mail, menu or announcement"),
    ("short", "Less than half a minute"),
    ("duplicate", "Imported already"),
    ("no_client", "Number of no client"),
    ("by_hand", "Left out by hand"),
    # A person must look
    ("unknown_number", "Nobody has this number"),
    ("shared_number", "Several clients have this number"),
    ("archived_number", "The client with this number is archived"),
    ("withheld", "Number withheld"),
    ("masked", "Number masked"),
    ("unknown_agent", "Who of us talked is not known"),
    ("no_employee", "Who of us talked is no employee here"),
    ("equal", "The same row is there twice"),
    ("no_price", "The plan has no price for this kind of talk"),
]
CHOICES = {
    "partner_id": "is_partner_chosen",
    "user_id": "is_user_chosen",
    "usage_type_id": "is_usage_type_chosen",
}


class PrepaidCallRecord(models.Model):
    """A call of an imported file: whose it is, who talked, and what it draws."""

    _name = "prepaid.call.record"
    _description = "Call"
    _inherit = "prepaid.guarded"
    _order = "start desc, id desc"
    _rec_name = "number"
    _check_company_auto = True

    _prepaid_user_fields = {"partner_id", "user_id", "usage_type_id"}
    _prepaid_personal_fields = {
        "partner_id": "person",
        "candidate_ids": "person",
        "user_id": "person",
        "number": "text",
        "number_text": "text",
        "agent": "text",
    }

    import_id = fields.Many2one(
        "prepaid.call.import",
        "File",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )

    # What the file says
    line = fields.Integer(help="In the file.", readonly=True)
    source_id = fields.Char("Number of the Call", readonly=True)
    external_ref = fields.Char(required=True, index=True, readonly=True)
    fingerprint = fields.Char(required=True, index=True, readonly=True)
    written = fields.Char(required=True, index=True, readonly=True)
    copy_number = fields.Integer(
        help="Which of several equal rows, from 0.", readonly=True
    )
    kind = fields.Selection(
        [
            ("talk", "Talk"),
            ("unanswered", "Not answered"),
            ("internal", "Internal"),
            ("machine", "Machine"),
        ],
        required=True,
        readonly=True,
    )
    start = fields.Datetime(required=True, readonly=True)
    seconds = fields.Integer(readonly=True)
    minutes = fields.Integer("Talked", help="Minutes, rounded once.", readonly=True)
    direction = fields.Selection(
        [("in", "They called"), ("out", "We called"), ("internal", "Internal")],
        readonly=True,
    )
    number = fields.Char(index="btree_not_null", help="The client's.", readonly=True)
    number_text = fields.Char("Number as Written", readonly=True)
    agent = fields.Char(
        "Extension", help="Or e-mail or name: who of us talked.", readonly=True
    )
    queue = fields.Char(readonly=True)

    # What became of it
    state = fields.Selection(
        [
            ("ready", "Ready"),
            ("review", "To Review"),
            ("ignored", "No Work"),
            ("imported", "Imported"),
        ],
        required=True,
        default="review",
        index=True,
        readonly=True,
    )
    problem = fields.Selection(PROBLEMS, "Why", readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Client",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    candidate_ids = fields.Many2many(
        "res.partner",
        string="Could Be",
        context={"active_test": False},
        help="Who has this number.",
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", "Person", domain="[('share', '=', False)]", ondelete="restrict"
    )
    usage_type_id = fields.Many2one(
        "prepaid.usage.type", "Kind of Talk", ondelete="restrict"
    )
    is_partner_chosen = fields.Boolean(readonly=True)
    is_user_chosen = fields.Boolean(readonly=True)
    is_usage_type_chosen = fields.Boolean(readonly=True)
    is_left_out = fields.Boolean(readonly=True)
    is_wanted = fields.Boolean(help="Equal rows are calls of their own.", readonly=True)

    # What it draws
    contract_id = fields.Many2one(
        "prepaid.contract", ondelete="restrict", readonly=True
    )
    quantity = fields.Float(
        "Would Use",
        digits=QUANTITY_DIGITS,
        groups=PRICE_GROUPS,
        aggregator=None,
        readonly=True,
    )
    unit = fields.Selection(related="contract_id.unit")
    drawn = fields.Char("Credit", compute="_compute_drawn", groups=PRICE_GROUPS)
    session_id = fields.Many2one(
        "prepaid.session",
        "Talk",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )
    task_id = fields.Many2one(
        "project.task", "Ticket", ondelete="restrict", readonly=True
    )

    _fingerprint_unique = models.UniqueIndex(
        "(company_id, fingerprint) WHERE state = 'imported' AND source_id IS NULL",
        "This call is imported already.",
    )
    _written_unique = models.UniqueIndex(
        "(company_id, written) WHERE state = 'imported' AND source_id IS NULL",
        "This call is imported already.",
    )

    # === COMPUTE METHODS === #

    @api.depends("quantity", "contract_id", "state")
    @api.depends_context("lang")
    def _compute_drawn(self):
        for record in self:
            contract = record.contract_id.sudo()
            if contract:
                record.drawn = contract._format_quantity(record.quantity)
            elif record.state in ("ready", "imported"):
                record.drawn = self.env._("Not covered")
            else:
                record.drawn = False

    # === CRUD METHODS === #

    def write(self, vals):
        """Take what a person chose, for all calls of that number or extension."""
        chosen = CHOICES.keys() & vals.keys()
        if not chosen or self.env.su:
            return super().write(vals)
        self._check_open()
        result = super().write(vals)
        self.sudo()._note_choices(chosen)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_imported(self):
        self._check_open()

    # === ACTION METHODS === #

    def action_leave_out(self):
        """These calls are no work."""
        self._choose(is_left_out=True)

    def action_take(self):
        """These calls are work after all, equal rows too."""
        self._choose(is_left_out=False, is_wanted=True)

    def action_no_client(self):
        """Whoever has these numbers is no client: now and in later files."""
        self.check_access("write")
        self._check_open()
        for record_sudo in self.sudo():
            if record_sudo.number:
                self.env["prepaid.call.known"]._remember(
                    record_sudo.company_id,
                    "number",
                    record_sudo.number,
                    is_ignored=True,
                    partner_id=False,
                )
        self.sudo()._get_alike({"partner_id"})._judge()

    # === BUSINESS METHODS === #

    def _check_open(self):
        for record in self.sudo():
            if record.state == "imported":
                raise UserError(
                    self.env._(
                        "The call of line %(line)s is imported. Correct its talk or "
                        "its timesheet line instead.",
                        line=record.line,
                    )
                )

    def _choose(self, **what):
        self.check_access("write")
        self._check_open()
        self.sudo().write(what)
        self.sudo()._judge()

    def _note_choices(self, chosen):
        """Remember whose a number and who an extension is; judge all calls of them."""
        Known = self.env["prepaid.call.known"]
        for record in self:
            for name in chosen:
                record[CHOICES[name]] = bool(record[name])
            if "partner_id" in chosen and record.number and record.partner_id:
                partner = record.partner_id
                Known._remember(
                    record.company_id,
                    "number",
                    record.number,
                    partner_id=partner.id,
                    is_ignored=False,
                )
            if "user_id" in chosen and record.agent and record.user_id:
                user = record.user_id
                Known._remember(
                    record.company_id, "agent", record.agent, user_id=user.id
                )
        self._get_alike(chosen)._judge()

    def _get_alike(self, chosen):
        """Return these calls and those, not imported yet, of their numbers."""
        alike = self
        for name, key in (("partner_id", "number"), ("user_id", "agent")):
            keys = [each for each in self.mapped(key) if each]
            if name in chosen and keys:
                alike |= self.search(
                    [
                        ("company_id", "in", self.company_id.ids),
                        ("state", "!=", "imported"),
                        (key, "in", keys),
                    ]
                )
        return alike
