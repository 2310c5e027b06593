from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .changes import get_changed
from .places import PLACES, move_places, move_places_back

# What decides how many hours a line has left.
SOLD_FIELDS = {"product_id", "product_uom_id", "product_uom_qty"}


class SaleOrderLine(models.Model):
    """An order line whose hours went to a contract: it takes no more work."""

    _inherit = "sale.order.line"

    _prepaid_user_fields = frozenset()

    prepaid_opening_id = fields.Many2one(
        "prepaid.opening",
        "Taken Over by",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="restrict",
        help="What was left of these hours is credit of a contract since then.",
    )
    prepaid_migrated = fields.Json(
        copy=False,
        readonly=True,
        help="The contract that has the hours now, and which projects and tickets "
        "named this line before.",
    )

    # === COMPUTE METHODS === #

    @api.depends("prepaid_opening_id")
    def _compute_remaining_hours(self):
        """Override of `sale_timesheet`: nothing is left here that a contract has."""
        migrated = self.filtered("prepaid_opening_id")
        migrated.remaining_hours = 0
        return super(SaleOrderLine, self - migrated)._compute_remaining_hours()

    def _domain_sale_line_service(self, **kwargs):
        """Override of `sale_service`: nobody chooses such a line for work again."""
        domain = Domain(super()._domain_sale_line_service(**kwargs))
        return list(domain & Domain("prepaid_opening_id", "=", False))

    # === CRUD METHODS === #

    def write(self, vals):
        """Refuse to sell more or other hours where no work is counted any more."""
        for line in self.filtered("prepaid_opening_id"):
            if get_changed(line, vals, SOLD_FIELDS):
                raise UserError(
                    self.env._(
                        "What was left of “%(line)s” on the order %(order)s is credit "
                        "of the contract %(contract)s. Sell more hours by a line of "
                        "their own.",
                        line=line.name,
                        order=line.order_id.name,
                        contract=line._get_migrated_contract().name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_migrated(self):
        for line in self.filtered("prepaid_opening_id"):
            raise UserError(
                self.env._(
                    "“%(line)s” of the order %(order)s cannot be deleted: its hours "
                    "are credit of the contract %(contract)s. Undo the opening "
                    "“%(opening)s” first.",
                    line=line.name,
                    order=line.order_id.name,
                    contract=line._get_migrated_contract().name,
                    opening=line.sudo().prepaid_opening_id.name,
                )
            )

    # === BUSINESS METHODS === #

    def _is_migrated(self):
        """Tell whether the hours left of this line are on a contract."""
        return bool(self.sudo().prepaid_opening_id)

    def _get_migrated_contract(self):
        """Return the contract (sudo) that has the hours left of this line, or none."""
        contract_id = (self.sudo().prepaid_migrated or {}).get("contract")
        return self.env["prepaid.contract"].sudo().browse(contract_id or [])

    def _get_migrated_contracts(self):
        """Return the contracts (sudo) that have the hours left of these lines."""
        contracts = self.env["prepaid.contract"].sudo()
        return contracts.union(*(line._get_migrated_contract() for line in self))

    def _mark_taken(self, opening):
        """Let these lines take no more work: an opening took over what was left."""
        self.prepaid_opening_id = opening
        self.flush_recordset()

    def _hand_to(self, contract):
        """Let open tickets and projects that name these lines name the contract."""
        moved = [
            move_places(self.env[name]._find_of_lines(self), contract)
            for name in PLACES
        ]
        for line in self:
            facts = {"contract": contract.id}
            for facts_by_line in moved:
                facts |= facts_by_line.get(line, {})
            line.prepaid_migrated = facts
            line._tell_migrated(contract)

    def _reopen(self):
        """Let these lines take work again, as before their hours were taken over."""
        for line in self:
            facts, contract = line.prepaid_migrated, line._get_migrated_contract()
            line.write({"prepaid_opening_id": False, "prepaid_migrated": False})
            line.flush_recordset()
            for name in PLACES:
                move_places_back(self.env[name], line, contract, facts)
            line.order_id.message_post(
                body=self.env._(
                    "“%(line)s” takes work again: what the contract %(contract)s took "
                    "over was undone.",
                    line=line.name,
                    contract=contract.name,
                )
            )

    def _tell_migrated(self, contract):
        self.order_id.message_post(
            body=self.env._(
                "What was left of “%(line)s” is credit of the contract %(contract)s "
                "now. New work draws from there.",
                line=self.name,
                contract=contract.name,
            )
        )
