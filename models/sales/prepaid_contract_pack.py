from odoo import api, models
from odoo.exceptions import UserError


class PrepaidContract(models.Model):
    """Which contract the credit of a pack goes to."""

    _inherit = "prepaid.contract"

    def _takes_pack(self, product):
        """Tell whether credit of this pack may go on the contract."""
        return bool(
            self
            and self.state != "closed"
            and product.is_prepaid_pack
            and product.prepaid_plan_id == self.plan_id
        )

    def _check_grantable(self):
        """Refuse credit on closed contracts; credit sets drafts going."""
        for contract in self:
            if contract.state == "closed":
                raise UserError(
                    self.env._(
                        "The contract %(contract)s is closed and takes no credit. "
                        "Reactivate it first.",
                        contract=contract.name,
                    )
                )
        self.filtered(lambda contract: contract.state == "draft").state = "active"

    @api.model
    def _find_or_create(self, partner, product, company):
        """Return the contract on which a pack, bought by a customer, goes.

        Of the contracts of the pack's plan, the customer's default wins, then the
        oldest that is not closed. Else a new one, the default if there is none yet.
        """
        contracts = self.search(
            [
                ("partner_id", "=", partner.commercial_partner_id.id),
                ("company_id", "=", company.id),
                ("state", "!=", "closed"),
            ],
            order="is_default DESC, id",
        )
        contract = contracts.filtered(lambda c: c._takes_pack(product))[:1]
        if contract:
            return contract
        vals = self._prepare_purchased_vals(partner, product, company)
        vals["is_default"] = not any(contracts.mapped("is_default"))
        return self.create(vals)

    @api.model
    def _prepare_purchased_vals(self, partner, product, company):
        """Return the vals of the contract that the first pack of a customer makes.

        It is refilled with the same pack, when a fifth of it is left.
        """
        return {
            "partner_id": partner.commercial_partner_id.id,
            "plan_id": product.prepaid_plan_id.id,
            "company_id": company.id,
            "user_id": (partner.user_id or self._get_account_manager()).id,
            "refill_product_id": product.id,
            "low_threshold": product.prepaid_quantity / 5,
        }

    @api.model
    def _get_account_manager(self):
        """Return who looks after a contract that nobody made by hand.

        The present user if internal, else nobody: portal buyers own no contracts.
        """
        user = self.env.user
        return user.browse() if user.share or user._is_superuser() else user
