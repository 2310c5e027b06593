from odoo import api, fields, models


class PrepaidTicket(models.AbstractModel):
    """What staff and clients read of a ticket that came when no credit was left."""

    _inherit = "prepaid.ticket"

    prepaid_gate_text = fields.Char(
        "Why It Waits",
        compute="_compute_prepaid_gate_text",
        compute_sudo=True,
        help="What became of the ticket, for colleagues.",
    )
    prepaid_gate_told = fields.Char(
        "What Becomes of It", compute="_compute_prepaid_gate_told"
    )
    prepaid_gate_url = fields.Char("Top Up", compute="_compute_prepaid_gate_told")

    @api.depends("prepaid_gate", "prepaid_gate_contract_id", "prepaid_covering_id")
    @api.depends_context("lang", "uid", "company")
    def _compute_prepaid_gate_text(self):
        has_gates = self.env["prepaid.plan"]._has_gates()
        for ticket in self:
            if ticket.prepaid_gate:
                ticket.prepaid_gate_text = ticket._tell_gate()
            else:
                ticket.prepaid_gate_text = has_gates and ticket._tell_gate_of_others()

    @api.depends("prepaid_gate", "prepaid_gate_contract_id")
    @api.depends_context("lang", "uid")
    def _compute_prepaid_gate_told(self):
        """Tell those alone whose work the contract pays."""
        for ticket in self:
            contract_sudo = ticket.sudo().prepaid_gate_contract_id
            user = self.env.user
            is_told = (
                bool(contract_sudo)
                and contract_sudo._is_told_of_gate(user.partner_id)
                and not user._is_public()
            )
            ticket.prepaid_gate_told = is_told and ticket.sudo()._tell_client()
            may_pay = ticket.prepaid_gate_told and contract_sudo.with_user(
                user
            ).has_access("read")
            ticket.prepaid_gate_url = may_pay and f"{contract_sudo.access_url}/pay"

    # === BUSINESS METHODS === #

    def _tell_gate(self):
        """Return how a ticket (sudo) came in, for colleagues."""
        channel = self._fields["prepaid_gate_channel"]
        values = {
            "channel": dict(channel._description_selection(self.env)).get(
                self.prepaid_gate_channel
            ),
            "contract": self.prepaid_gate_contract_id.display_name,
        }
        return {
            "warned": self.env._(
                "Came in (%(channel)s) when nothing was left of %(contract)s. The "
                "client was told.",
                **values,
            ),
            "waiting": self.env._(
                "Waits (%(channel)s): nothing is left of %(contract)s. It comes in by "
                "itself with the next credit.",
                **values,
            ),
            "refused": self.env._(
                "Refused (%(channel)s): nothing was left of %(contract)s.", **values
            ),
            "emergency": self.env._(
                "Emergency (%(channel)s): came in though nothing was left of "
                "%(contract)s. Its work may go beyond the credit.",
                **values,
            ),
            "accepted": self.env._(
                "Came (%(channel)s) when nothing was left of %(contract)s, and was let "
                "in.",
                **values,
            ),
        }[self.prepaid_gate]

    def _tell_gate_of_others(self):
        """Return what tickets of the client meet now, to who opens one by hand."""
        contract = self.prepaid_covering_id
        gate = contract._get_gate(self) if contract else "open"
        values = {"contract": contract.display_name}
        return {
            "warn": self.env._(
                "Nothing is left of %(contract)s. Its client is told so with each new "
                "ticket.",
                **values,
            ),
            "wait": self.env._(
                "Nothing is left of %(contract)s: new tickets of its client wait for "
                "credit. Yours come in.",
                **values,
            ),
            "stop": self.env._(
                "Nothing is left of %(contract)s: new tickets of its client are "
                "refused. Yours come in.",
                **values,
            ),
        }.get(gate, False)

    def _tell_client(self):
        """Return what becomes of a ticket (sudo), to its client, or False."""
        contract = self.prepaid_gate_contract_id
        name = contract.name
        if self.prepaid_gate == "waiting":
            return self.env._(
                "This request waits: no credit is left on your contract %(contract)s. "
                "We take it up as soon as credit is there.",
                contract=name,
            )
        if self.prepaid_gate == "refused":
            return self.env._(
                "This request was not taken up: no credit is left on your contract "
                "%(contract)s. We kept it. Top up, then send it again or write to us.",
                contract=name,
            )
        if self.prepaid_gate == "emergency":
            return self.env._(
                "We take up this request as an emergency: its work is charged beyond "
                "the credit of your contract %(contract)s.",
                contract=name,
            )
        if self.prepaid_gate == "warned" and contract._get_gate(self) != "open":
            return self.env._(
                "This request came in. No credit is left on your contract "
                "%(contract)s for work on it: top up, so that nothing holds it up.",
                contract=name,
            )
        return False

    def _note_gate(self, readers):
        """Keep in the chatter how the ticket came in, and who was told by mail."""
        body = self._tell_gate()
        if readers:
            names = ", ".join(readers.mapped("display_name"))
            body += " " + self.env._("A mail went to %(names)s.", names=names)
        self.message_post(body=body, subtype_xmlid="mail.mt_note")
