from odoo import fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """The entry of opening balances stands as long as they do."""

    _inherit = "account.move"

    def _get_openings(self):
        """Return the opening balances that these entries book, or undo."""
        entries = self.filtered(lambda move: move.move_type == "entry")
        if not entries:
            return self.env["prepaid.opening"]
        return (
            self.env["prepaid.opening"]
            .sudo()
            .search(
                ["|", ("move_id", "in", self.ids), ("undo_move_id", "in", self.ids)]
            )
        )

    def _get_opening_items(self):
        return self.line_ids.filtered("prepaid_opening_line_id")

    def write(self, vals):
        """Refuse to withdraw by hand what grants stand on."""
        if vals.get("state", "posted") != "posted":
            posted = self.filtered(lambda move: move.state == "posted")
            posted._check_no_opening()
        return super().write(vals)

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """Refuse to reverse by hand what the verb reverses with its grants."""
        openings = self._get_openings()
        done = openings.filtered(lambda opening: opening.state == "done")
        (done.move_id | openings.undo_move_id)._check_no_opening()
        return super()._reverse_moves(default_values_list, cancel)

    def _check_no_opening(self):
        for opening_sudo in self._get_openings():
            move_sudo = opening_sudo.move_id
            if opening_sudo.undo_move_id in self:
                move_sudo = opening_sudo.undo_move_id
            raise UserError(
                self.env._(
                    "%(entry)s books the opening balances “%(opening)s”: credit that "
                    "clients can use stands on it. Undo these opening balances "
                    "instead, which takes the credit back too; if they are undone "
                    "already, import them again.",
                    entry=move_sudo.display_name,
                    opening=opening_sudo.name,
                )
            )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    prepaid_opening_line_id = fields.Many2one(
        "prepaid.opening.line",
        "Opening Balance",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    def _prepare_opening_part(self, undoing=None):
        """Return the vals of the pool's row that this item makes.

        ``undoing`` is the item of another entry that takes it back.
        """
        self.ensure_one()
        item = undoing or self
        return {
            "line_id": item.id,
            "parcel_id": self.id,
            "root_id": self.id,
            "kind": "opening",
            "packs": -1 if undoing else 1,
            "amount": -item.balance,
        }

    def _get_mirror_key(self, sign):
        """Return what an item and its opposite agree in, given their signs."""
        coin = self.currency_id.rounding
        amount = sign * round(self.amount_currency / coin)
        return (self.account_id, self.partner_id, self.name, self.currency_id, amount)

    def _get_earning_accounts(self):
        """Return {name: account} of what earns the price: `income` or `prepaid_income`.

        Override: no product is named on an opening balance; a pack of its plan says
        where its revenue goes, else the company does.
        """
        plan = self.prepaid_opening_line_id.plan_id
        if not plan:
            return super()._get_earning_accounts()
        return plan._get_pack_template(self.company_id)._get_product_accounts()


class PrepaidPlan(models.Model):
    _inherit = "prepaid.plan"

    def _get_pack_template(self, company):
        """Return the pack that stands for the plan in the books, or an empty one."""
        self.ensure_one()
        template = self.refill_product_id.product_tmpl_id or self.env[
            "product.template"
        ].search(
            [
                ("prepaid_plan_id", "=", self.id),
                ("is_prepaid_pack", "=", True),
                ("company_id", "in", (company.id, False)),
            ],
            order="id",
            limit=1,
        )
        return template.with_company(company)
