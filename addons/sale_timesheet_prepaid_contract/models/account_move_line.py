from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.sale_timesheet_prepaid.models.ledger.validity import last_day


class AccountMoveLine(models.Model):
    """An invoice line of packs keeps what the recurring contract said when billed."""

    _inherit = "account.move.line"

    _prepaid_user_fields = {"prepaid_grant_contract_id", "prepaid_grant_date"}

    prepaid_grant_contract_id = fields.Many2one(
        "prepaid.contract",
        "Credit Goes to",
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
        help="Empty: to the client's contract of the pack's plan.",
    )
    prepaid_grant_date = fields.Date(
        "Credit Begins",
        copy=False,
        help="The first day of the period that is billed in advance: the credit pays "
        "for work from then on, and its validity counts from then.",
    )

    @api.constrains("prepaid_grant_contract_id", "product_id", "partner_id")
    def _check_prepaid_grant_contract_id(self):
        for line in self.filtered("prepaid_grant_contract_id"):
            contract_sudo = line.prepaid_grant_contract_id.sudo()
            if plan := line.sudo()._get_prepaid_plan():
                contract_sudo._check_credit_of(plan)
            contract_sudo._check_credit_for(line._get_prepaid_customer())

    @api.depends("prepaid_grant_contract_id")
    def _compute_prepaid_note(self):
        return super()._compute_prepaid_note()

    def write(self, vals):
        """Keep what was sold as it was sold; a draft that granted grants anew."""
        if not vals.keys() & {"prepaid_grant_contract_id", "prepaid_grant_date"}:
            return super().write(vals)
        if not self.env.su:
            self._check_prepaid_draft()
        before = {line: line._get_prepaid_target() for line in self}
        result = super().write(vals)
        changed = self.filtered(lambda line: line._get_prepaid_target() != before[line])
        changed.sudo().prepaid_grant_ids._replace()
        return result

    def _get_prepaid_target(self):
        """Return where its credit goes, and from when."""
        return self.prepaid_grant_contract_id, self.prepaid_grant_date

    def _check_prepaid_draft(self):
        for line in self.filtered(lambda line: line.parent_state == "posted"):
            raise UserError(
                self.env._(
                    "%(invoice)s is posted: its credit stays where it is. Reset it to "
                    "draft, or transfer the credit on the contract.",
                    invoice=line.move_id.display_name,
                )
            )

    # === GRANTS === #

    def _get_named_contract(self):
        """Override: the one that the line names."""
        return self.prepaid_grant_contract_id or super()._get_named_contract()

    def _get_prepaid_customer(self):
        """Override: the recurring contract's client, whoever pays."""
        client = self.contract_line_id.sudo().contract_id.partner_id
        return client or super()._get_prepaid_customer()

    def _get_prepaid_expiry(self):
        """Override: credit of a period is valid from its first day."""
        first, months = self.prepaid_grant_date, self._get_sold().months
        if not (first and months):
            return super()._get_prepaid_expiry()
        return last_day(first, months)

    def _prepare_prepaid_grants_vals(self, due):
        """Override: credit of a period pays for work from its first day on."""
        found = super()._prepare_prepaid_grants_vals(due)
        start = self.prepaid_grant_date
        return [vals | {"date": start} for vals in found] if start else found
