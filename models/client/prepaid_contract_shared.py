from odoo import fields, models
from odoo.fields import Domain

LINES_SHARED = 50


class PrepaidContract(models.Model):
    """What the customers whose work a contract pays see of it, if it shares that."""

    _inherit = "prepaid.contract"

    _prepaid_user_fields = {"shares_balance"}

    shares_balance = fields.Boolean(
        tracking=True,
        help="Portal users of the sites, and of the other customers whose work it "
        "pays, see its balance and their own work; no other work, no documents.",
    )

    def _is_shared_with(self, partner):
        """Tell whether a client that is not the customer sees the balance."""
        self.ensure_one()
        entity = partner.commercial_partner_id
        return (
            self.shares_balance
            and self.state != "draft"
            and entity != self.partner_id
            and bool(entity)
            and self._pays_for(entity)
        )

    def _get_shared_lines(self, partner):
        """Return the latest work for this client, as its page tells it.

        In sudo, after ``_is_shared_with``. Without the explanation, for the price of
        an hour is between the customer and the seller.
        """
        entity = partner.commercial_partner_id
        entries = (
            self.env["prepaid.entry"]
            .search(
                Domain("contract_id", "=", self.id)
                & Domain("kind", "in", ("draw", "debt"))
                & Domain("timesheet_id.prepaid_contract_id", "=", self.id)
                & Domain(
                    "timesheet_id.partner_id.commercial_partner_id", "=", entity.id
                ),
                order="date desc, id desc",
                limit=LINES_SHARED,
            )
            .filtered(
                lambda entry: (
                    entry.timesheet_id._get_prepaid_customer().commercial_partner_id
                    == entity
                )
            )
        )
        return [
            line | {"explanation": "", "paid_by": ""}
            for line in entries._with_parts()._get_client_lines()
        ]


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_prepaid_shared(self):
        """Return the contracts of others, in sudo, whose balance this client sees."""
        payers_sudo = self.sudo()._get_prepaid_payers()
        return payers_sudo.filtered(lambda contract: contract._is_shared_with(self))
