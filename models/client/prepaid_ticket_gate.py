from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

GATE_STATES = [
    ("warned", "Came without Credit"),
    ("waiting", "Waiting for Credit"),
    ("refused", "Refused"),
    ("emergency", "Emergency"),
    ("accepted", "Let In"),
]
# What becomes of a new ticket under each policy of a plan.
STATE_OF_GATE = {"warn": "warned", "wait": "waiting", "stop": "refused"}
CHANNELS = [("portal", "Portal"), ("mail", "Email"), ("form", "Web Form")]


class PrepaidTicket(models.AbstractModel):
    """How a ticket comes in that a client opens when no credit is left.

    One that is refused is kept, archived: no word of the client is lost, and it comes
    in after all when somebody accepts it.
    """

    _inherit = "prepaid.ticket"

    prepaid_gate = fields.Selection(
        GATE_STATES,
        "Came In",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="What became of a ticket that the client opened when no credit was left.",
    )
    prepaid_gate_contract_id = fields.Many2one(
        "prepaid.contract",
        "Without Credit on",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    prepaid_gate_channel = fields.Selection(
        CHANNELS, "Came by", readonly=True, copy=False
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override: what a client opens comes in as the plan says."""
        if self._is_by_client():
            for vals in vals_list:
                self._check_client_names(vals)
        channel = self._get_gate_channel()
        if not channel:
            return super().create(vals_list)
        model = self.with_context(prepaid_channel=False)
        tickets = super(PrepaidTicket, model).create(vals_list)
        for ticket in tickets.sudo():
            ticket._pass_gate(channel)
        return tickets.with_env(self.env)

    def write(self, vals):
        """Override: whoever takes up a ticket lets it in; clients cannot."""
        if self._is_by_client():
            self._check_client_names(vals)
            self._check_client_passes(vals)
        result = super().write(vals)
        if "prepaid_gate" not in vals:
            self._follow_hands(vals)
        return result

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Override: what comes by mail is a client's, unless a colleague sent it."""
        model = self
        if self.env["prepaid.plan"]._has_gates():
            author = self.env["res.partner"].browse(msg_dict.get("author_id") or [])
            if all(user.share for user in author.sudo().user_ids):
                model = self.with_context(prepaid_channel="mail")
        return super(PrepaidTicket, model).message_new(msg_dict, custom_values)

    def _track_template(self, changes):
        """Override: who is refused is not told that the request came in."""
        if self[:1].prepaid_gate == "refused":
            return {}
        return super()._track_template(changes)

    # === ACTION METHODS === #

    def action_accept_prepaid(self):
        """Let in a ticket that waits or was refused, without credit."""
        self.check_access("write")
        for ticket in self.sudo():
            if not ticket._is_held():
                raise UserError(
                    self.env._(
                        "“%(ticket)s” is in already: it neither waits for credit nor "
                        "was it refused.",
                        ticket=ticket.name,
                    )
                )
            ticket._let_in()

    # === HOOKS FOR THE MODELS THAT ARE TICKETS === #

    def _is_emergency(self):
        """Tell whether the ticket passes though no credit is left."""
        return False

    def _get_waiting_stage(self):
        """Return the stage of tickets that wait for credit, made when missing."""
        raise NotImplementedError

    def _get_first_stage(self):
        """Return the stage of tickets that just came in."""
        raise NotImplementedError

    @api.model
    def _get_emergency_fields(self):
        """Return the names of the fields that say whether it is an emergency."""
        return {"tag_ids"}

    # === WHO OPENS A TICKET === #

    def _is_by_client(self):
        return self.env.user.share and not self.env.su

    @api.model
    def _get_gate_channel(self):
        """Return how a client opens what is created now, or False if nobody does.

        The context's ``prepaid_channel`` tells it where the server creates for them.
        """
        if not self.env["prepaid.plan"]._has_gates():
            return False
        if self._is_by_client():
            return "portal"
        channel = self.env.context.get("prepaid_channel")
        return channel in dict(CHANNELS) and channel

    def _check_client_names(self, vals):
        """Refuse a client who names somebody else as the customer."""
        partner_sudo = self.env["res.partner"].sudo().browse(vals.get("partner_id"))
        own = self.env.user.partner_id.commercial_partner_id
        entity = partner_sudo.commercial_partner_id
        if not vals.get("partner_id") or entity == own:
            return
        project_id = vals.get("project_id") or self.env.context.get(
            "default_project_id"
        )
        projects = self.env["project.project"].sudo().browse(project_id or [])
        projects |= self.sudo().project_id
        if entity not in projects.partner_id.commercial_partner_id:
            raise UserError(
                self.env._(
                    "You cannot open tickets for %(customer)s. Leave the customer "
                    "empty, or choose somebody of %(own)s.",
                    customer=partner_sudo.display_name,
                    own=own.display_name,
                )
            )

    def _check_client_passes(self, vals):
        """Refuse a client to move what waits, or to take back what let it in."""
        moves = vals.keys() & {"stage_id", "partner_id", "parent_id"}
        named = vals.keys() & self._get_emergency_fields()
        for ticket in self.sudo().filtered("prepaid_gate"):
            if moves and ticket._is_held():
                raise UserError(
                    self.env._(
                        "“%(ticket)s” waits until credit is there. Top up, and it is "
                        "taken up.",
                        ticket=ticket.name,
                    )
                )
            if named and ticket.prepaid_gate == "emergency":
                raise UserError(
                    self.env._(
                        "“%(ticket)s” was taken up as an emergency: what says so "
                        "stays. Ask us to change it.",
                        ticket=ticket.name,
                    )
                )

    # === BUSINESS METHODS === #

    def _pass_gate(self, channel):
        """Bring in, let wait or refuse a new ticket (sudo) that a client opened."""
        contract = self.prepaid_covering_id.sudo()
        gate = contract._get_gate(self) if contract else "open"
        if gate == "open":
            return
        state = "emergency" if self._is_emergency() else STATE_OF_GATE[gate]
        facts = {
            "prepaid_gate_contract_id": contract.id,
            "prepaid_gate_channel": channel,
        }
        self.write(self._prepare_gate_vals(state) | facts)
        is_portal = channel == "portal"
        sender = self.env.user.partner_id if is_portal else self.partner_id
        self._note_gate(contract._meet_ticket(self, sender))

    def _prepare_gate_vals(self, state):
        """Return the vals that put the ticket into a state of the gate."""
        vals = {"prepaid_gate": state}
        if state == "refused":
            return vals | {"active": False}
        if state == "waiting":
            return vals | {"stage_id": self._get_waiting_stage().id}
        if self.prepaid_gate == "refused":
            vals["active"] = True
        if self.stage_id.is_prepaid_waiting:
            vals["stage_id"] = self._get_first_stage().id
        # What was promised counts from the moment the ticket is in.
        if self.prepaid_gate and self.prepaid_response_id:
            vals["prepaid_requested_at"] = fields.Datetime.now()
        return vals

    def _follow_gate(self):
        """Let in a ticket (sudo) that waits, if nothing keeps it any more."""
        met = self.prepaid_gate_contract_id
        contract = self.prepaid_covering_id.sudo()
        if not contract and met._pays_for(self._get_prepaid_customer()):
            contract = met
        if not contract or contract._get_gate(self) == "open":
            self._let_in()
            return
        contract.gate_met = True
        if contract != met or not self.stage_id.is_prepaid_waiting:
            place = {"prepaid_gate_contract_id": contract.id}
            self.write(self._prepare_gate_vals("waiting") | place)

    def _follow_hands(self, vals):
        """Let in what a person took up or called an emergency; follow what moved."""
        if vals.keys().isdisjoint(self._get_gate_fields()):
            return
        for ticket in self.sudo().filtered(lambda ticket: ticket._is_held()):
            if ticket._is_emergency():
                ticket._let_in("emergency")
            elif ticket._is_taken_up(vals):
                ticket._let_in()
            elif ticket.prepaid_gate == "waiting":
                ticket._follow_gate()

    @api.model
    def _get_gate_fields(self):
        """Return the names of the fields that may let in what waits."""
        hands = {"stage_id", "active"} | self._get_emergency_fields()
        return hands | self._get_prepaid_place_fields()

    def _is_held(self):
        return self.prepaid_gate in ("waiting", "refused")

    def _is_taken_up(self, vals):
        """Tell whether vals that were written took up a ticket by hand."""
        if self.prepaid_gate == "refused":
            return self.active
        return "stage_id" in vals and not self.stage_id.is_prepaid_waiting

    def _let_in(self, state="accepted"):
        """Take up a ticket (sudo) that waited or was refused, and tell the client."""
        self.write(self._prepare_gate_vals(state))
        client = self.partner_id
        text = self.with_context(lang=client.lang or self.env.lang).env._(
            "We take up your request now."
        )
        self.message_post(
            body=text, partner_ids=client.ids, subtype_xmlid="mail.mt_comment"
        )

    @api.model
    def _find_gate_tickets(self, contract, state):
        """Return the open tickets (sudo) in a state of the gate of a contract."""
        tickets_sudo = self.sudo().with_context(active_test=False)
        return tickets_sudo.search(
            Domain("prepaid_gate_contract_id", "=", contract.id)
            & Domain("prepaid_gate", "=", state)
            & self._get_prepaid_open_domain(),
            order="id",
        )

    @api.model
    def _make_waiting_stage(self, stages, **vals):
        """Return a new stage of tickets that wait, named in each language."""
        stage = stages.sudo().create(
            {"name": "Waiting for Credit", "is_prepaid_waiting": True} | vals
        )
        for code, _name in self.env["res.lang"].get_installed():
            translated = stage.with_context(lang=code)
            translated.name = translated.env._("Waiting for Credit")
        return stage
