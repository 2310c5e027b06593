from odoo import fields, models
from odoo.exceptions import UserError

from ...metering import to_units


class PrepaidOpening(models.Model):
    """Openings of what clients bought from Odoo itself: it takes no more work."""

    _inherit = "prepaid.opening"

    _prepaid_user_fields = frozenset()

    used_line_ids = fields.Many2many(
        "sale.order.line",
        "prepaid_opening_used_line_rel",
        string="Used Up",
        readonly=True,
        copy=False,
        help="Order lines with nothing left: new work of their tickets draws credit.",
    )
    new_contract_ids = fields.Many2many(
        "prepaid.contract",
        "prepaid_opening_new_contract_rel",
        string="New Contracts",
        readonly=True,
        copy=False,
        help="The contracts that were made for what was taken over.",
    )
    migrated_line_ids = fields.One2many(
        "sale.order.line", "prepaid_opening_id", "Order Lines Taken Over"
    )

    def _run(self):
        """Make the credit, and let what it was bought by take no more work."""
        self._check_used()
        self.sudo().line_ids._check_sources()
        known_sudo = self.sudo().line_ids._get_client_contracts()
        result = super()._run()
        opening_sudo = self.sudo()
        if any(line._has_source() for line in opening_sudo.line_ids):
            made = opening_sudo.line_ids.grant_id.contract_id - known_sudo
            opening_sudo.new_contract_ids = made
            taken = opening_sudo.line_ids.sale_line_id | opening_sudo.used_line_ids
            taken._mark_taken(opening_sudo)
            opening_sudo.line_ids._close_sources()
            opening_sudo._close_used()
        return result

    def _undo(self):
        """Take the credit back, and let what it was bought by take work as before."""
        result = super()._undo()
        opening_sudo = self.sudo()
        opening_sudo.migrated_line_ids._reopen()
        opening_sudo.line_ids._reopen_sources()
        # A contract without credit would refuse the work that it is the default of.
        opening_sudo.new_contract_ids.filtered(
            lambda contract: contract.grant_ids <= opening_sudo.line_ids.grant_id
        ).action_close()
        return result

    def _check_used(self):
        """Refuse order lines as used up that have something left, or went already."""
        natives = self.sudo().used_line_ids._read_native()
        for line, native in natives.items():
            if native.left > 0 or line.prepaid_opening_id:
                raise UserError(
                    self.env._(
                        "“%(line)s” of the order %(order)s changed since you looked. "
                        "Look again under Migrate from Odoo.",
                        line=line.name,
                        order=line.order_id.name,
                    )
                )

    def _close_used(self):
        """Let the used-up lines send new work to their client's contract."""
        contracts = self.line_ids.grant_id.contract_id
        owners = contracts.grouped("partner_id")
        for partner, lines in self.used_line_ids.grouped(
            lambda line: line.order_partner_id.commercial_partner_id
        ).items():
            lines._hand_to(owners[partner][:1])


class PrepaidOpeningLine(models.Model):
    """Credit that was bought from Odoo itself, and where."""

    _inherit = "prepaid.opening.line"

    _prepaid_user_fields = frozenset()

    sale_line_id = fields.Many2one(
        "sale.order.line",
        "Order Line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The order line whose hours this is.",
    )

    def _read_sources(self):
        """Return {line: (credit, price)} of what these take over, as it is now.

        Called before a batch is run, in sudo. Override it for other sources; lines
        that take over nothing are left out. Nothing left is (0, 0).
        """
        natives = self.sale_line_id._read_native()
        return {
            line: line.sale_line_id._get_left(natives.get(line.sale_line_id))
            if line._is_bought_by(line.sale_line_id.order_partner_id, line.sale_line_id)
            else (0, 0)
            for line in self.filtered("sale_line_id")
        }

    def _is_bought_by(self, partner, source):
        """Tell whether client and company are those of what the line takes over."""
        client = self.partner_id.commercial_partner_id
        return (
            partner.commercial_partner_id == client
            and source.company_id <= self.company_id
        )

    def _close_sources(self):
        """Let what these lines take over be used no more. Override it for others."""
        for contract, lines in (
            self.filtered("sale_line_id")
            .grouped(lambda line: line.grant_id.contract_id)
            .items()
        ):
            lines.sale_line_id._hand_to(contract)

    def _reopen_sources(self):
        """Let what these lines took over be used as before. Override it for others.

        Order lines know by themselves which opening took them over.
        """

    def _has_source(self):
        """Tell whether the line takes over something. Override it for others."""
        return bool(self.sale_line_id)

    def _check_sources(self):
        """Refuse figures that changed since they were looked at."""
        for line, (left, price) in self._read_sources().items():
            currency = line.currency_id
            if to_units(left) != to_units(line.quantity) or currency.compare_amounts(
                price, line.amount
            ):
                line._refuse_migration(left)

    def _refuse_migration(self, left):
        raise UserError(
            self.env._(
                "“%(line)s” of %(client)s changed since you looked: %(left)s left now, "
                "not %(before)s, or another price. Look again under Migrate from Odoo.",
                line=self.reference,
                client=self.partner_id.display_name,
                left=self.plan_id._format_quantity(left),
                before=self.plan_id._format_quantity(self.quantity),
            )
        )

    def _get_client_contracts(self):
        """Return the contracts that the clients of these lines have already."""
        clients = self.partner_id.commercial_partner_id
        domain = [("partner_id", "in", clients.ids)]
        return self.env["prepaid.contract"].search(domain)

    def _prepare_grant_vals(self, item):
        """Override: what was bought from Odoo pays for work since it was bought.

        An hour of last week that is logged today would have been billed by its order.
        """
        vals = super()._prepare_grant_vals(item)
        if self._has_source() and self.date:
            vals["date"] = min(self.date, vals["date"])
        return vals


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    def _ask_about_opening(self, document, what):
        """Ask the account manager to look at credit whose document changed."""
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            user_id=(self.user_id or self._get_integrity_user()).id,
            summary=self.env._("Look at the credit from %(name)s", name=document.name),
            note=self.env._(
                "%(what)s Correct the credit of this contract if the client gets money "
                "back.",
                what=what,
            ),
        )
