from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...metering import QUANTITY_DIGITS, to_quantity, to_units
from ..contract.access import MANAGER_GROUP


class AccountAnalyticLine(models.Model):
    """A manager's leave to go beyond the credit: for what they allowed, no more."""

    _inherit = "account.analytic.line"

    prepaid_override = fields.Boolean(
        "Beyond the Credit",
        copy=False,
        groups=MANAGER_GROUP,
        help="Book this work as debt even where the plan refuses it.",
    )
    prepaid_override_reason = fields.Char(
        "Why beyond the Credit", copy=False, groups=MANAGER_GROUP
    )
    prepaid_override_quantity = fields.Float(
        "Allowed beyond the Credit",
        digits=QUANTITY_DIGITS,
        copy=False,
        readonly=True,
        groups=MANAGER_GROUP,
        help="Most that a manager booked as debt for this work, in the plan's unit.",
    )
    prepaid_override_contract_id = fields.Many2one(
        "prepaid.contract",
        "Allowed on",
        copy=False,
        readonly=True,
        groups=MANAGER_GROUP,
        ondelete="set null",
    )

    @api.constrains("prepaid_override", "prepaid_override_reason")
    def _check_prepaid_override_reason(self):
        for line in self.sudo().filtered("prepaid_override"):
            if not (line.prepaid_override_reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "Say why “%(work)s” goes beyond the credit of the contract "
                        "%(contract)s.",
                        work=line.name,
                        contract=line.prepaid_contract_id.name,
                    )
                )

    # === BUSINESS METHODS === #

    def _has_leave(self, contract, unpaid):
        """Tell whether a manager allows ``unpaid`` units more beyond the credit.

        Called in sudo, before they are booked. A manager who books gives the leave;
        what others book later on the line stays within it, on the same contract.
        """
        self.ensure_one()
        if not self.prepaid_override:
            return False
        needed = self._get_debt_units(contract) + unpaid
        given = 0
        if self.prepaid_override_contract_id == contract:
            given = to_units(self.prepaid_override_quantity)
        if needed > given and self.env.user.has_group(MANAGER_GROUP):
            self.write(
                {
                    "prepaid_override_quantity": to_quantity(needed),
                    "prepaid_override_contract_id": contract.id,
                }
            )
            return True
        return needed <= given

    def _get_debt_units(self, contract):
        """Return what the line owes to a contract and no client approved, in units."""
        domain = [
            ("timesheet_id", "=", self.id),
            ("contract_id", "=", contract.id),
            ("kind", "=", "debt"),
            ("approval_id", "=", False),
        ]
        Entry = self.env["prepaid.entry"]
        ((total,),) = Entry._read_group(domain, [], ["quantity:sum"])
        return -to_units(total or 0)
