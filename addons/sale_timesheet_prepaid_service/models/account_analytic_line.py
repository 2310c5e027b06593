from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AccountAnalyticLine(models.Model):
    """The work of a service: its contract pays what was agreed."""

    _inherit = "account.analytic.line"

    prepaid_request_id = fields.Many2one(
        "prepaid.service.request",
        "Service Request",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
    )

    @api.constrains("prepaid_items", "prepaid_terms")
    def _check_prepaid_request_items(self):
        for line in self.sudo():
            if line._is_fixed() and line.prepaid_items != 1:
                raise ValidationError(
                    self.env._(
                        "“%(work)s” has a fixed cost and is counted once. Leave its "
                        "number at 1.",
                        work=line.name,
                    )
                )

    def _get_prepaid_contract(self):
        """Override: the request says who pays."""
        request_sudo = self.sudo().prepaid_request_id
        if request_sudo:
            return request_sudo.contract_id
        return super()._get_prepaid_contract()

    @api.depends("prepaid_request_id")
    def _compute_prepaid_terms(self):
        """Override: what was booked is what counts."""
        fixed = self.filtered(
            lambda line: (
                line.prepaid_request_id
                and line.prepaid_request_id.contract_id == line.prepaid_contract_id
            )
        )
        for line in fixed:
            line.prepaid_terms = line.prepaid_request_id.terms
            line.prepaid_rate = 0
        return super(AccountAnalyticLine, self - fixed)._compute_prepaid_terms()

    def _meter(self):
        """Override: say with the facts that the cost is fixed."""
        facts = super()._meter()
        return facts | {"fixed": True} if self._is_fixed() else facts

    def _is_fixed(self):
        return bool((self.prepaid_terms or {}).get("fixed"))
