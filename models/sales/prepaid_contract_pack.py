from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.exceptions import ConcurrencyError, UserError


class PrepaidContract(models.Model):
    """Which contract the credit of a pack goes to."""

    _inherit = "prepaid.contract"

    def _takes_pack(self, product):
        """Tell whether a pack of the catalogue may be sold on the contract."""
        return product.is_prepaid_pack and self._takes_plan(product.prepaid_plan_id)

    def _takes_plan(self, plan):
        """Tell whether credit of this plan may go on the contract."""
        return bool(self and self.state != "closed" and plan == self.plan_id)

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
    def _find_or_create(self, partner, sold, company):
        """Return the contract on which a pack, bought by a customer, goes.

        ``sold`` is what was sold (Sold). Of the contracts of its plan, the customer's
        default wins, then the oldest that is not closed. Else a new one, the default
        if there is none yet. Two workers who make a customer's first contract at once
        both find it: the later one is run again.
        """
        plan = self.env["prepaid.plan"].browse(sold.plan)
        contract = self._find_of_plan(partner, plan, company)
        if contract:
            return contract
        contracts = self._find_open(partner, company)
        vals = self._prepare_purchased_vals(partner, sold, company)
        vals["is_default"] = not any(contracts.mapped("is_default"))
        try:
            with self.env.cr.savepoint():
                contract = self.create(vals)
        except UniqueViolation as error:
            raise ConcurrencyError("first contract of a customer") from error
        contract._tell_twins()
        return contract

    @api.model
    def _find_of_plan(self, partner, plan, company):
        """Return the contract that takes a customer's packs of a plan, none if new."""
        contracts = self._find_open(partner, company)
        return contracts.filtered(lambda contract: contract._takes_plan(plan))[:1]

    @api.model
    def _find_open(self, partner, company):
        """Return the contracts of a customer that are not closed, the default first."""
        return self.search(
            [
                ("partner_id", "=", partner.commercial_partner_id.id),
                ("company_id", "=", company.id),
                ("state", "!=", "closed"),
            ],
            order="is_default DESC, id",
        )

    @api.model
    def _prepare_purchased_vals(self, partner, sold, company):
        """Return the vals of the contract that the first pack of a customer makes.

        Unless its plan says otherwise, credit is low when a fifth of that pack is left.
        """
        plan = self.env["prepaid.plan"].browse(sold.plan)
        return {
            "partner_id": partner.commercial_partner_id.id,
            "plan_id": sold.plan,
            "company_id": company.id,
            "user_id": self._get_account_manager(partner, company).id,
            "refill_product_id": plan.refill_product_id.id or sold.product,
            "low_threshold": plan.low_threshold or sold.quantity / 5,
        }

    def _note_payer(self, payer):
        """Keep who is billed for the first credit of a contract, if another pays.

        Where the contract has credit already, its payer is known.
        """
        if self.partner_invoice_id or self.grant_ids or not payer:
            return
        if payer.commercial_partner_id != self.partner_id:
            self.partner_invoice_id = payer

    @api.model
    def _get_account_manager(self, partner, company):
        """Return who looks after a contract that nobody made by hand.

        The customer's salesperson, else the present user: portal buyers own no
        contracts. Else the salesperson of the company's website, or who leads its team,
        or the company's own account manager. Nobody who is archived, or a client.
        """
        website = self.env["website"].sudo().search([("company_id", "=", company.id)])
        present = self.env.user
        candidates = (
            partner.user_id,
            partner.commercial_partner_id.user_id,
            present.browse() if present._is_superuser() else present,
            website[:1].salesperson_id,
            website[:1].salesteam_id.user_id,
            company.sudo().prepaid_user_id,
        )
        staff = (user for user in candidates if user.active and not user.share)
        return next(staff, present.browse())
