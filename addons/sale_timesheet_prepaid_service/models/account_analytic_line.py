from odoo import fields, models


class AccountAnalyticLine(models.Model):
    """The work of a service: it draws what was booked."""

    _inherit = "account.analytic.line"

    prepaid_request_id = fields.Many2one(
        "prepaid.request",
        "Service Request",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        readonly=True,
    )

    def _is_prepaid_service(self):
        """Tell whether the line is a service that its contract was booked for."""
        request = self.prepaid_request_id
        return bool(request) and request.contract_id == self.prepaid_contract_id

    def _meter(self):
        """Override: a service is fixed; its minutes are kept and cost nothing more."""
        if not self._is_prepaid_service():
            return super()._meter()
        minutes, fixed = self._get_worked_minutes(), self.prepaid_request_id.quantity
        facts = {"worked": minutes, "metered": minutes, "fixed": fixed}
        charge = self.prepaid_charge or "billable"
        if charge == "billable":
            return facts | {"due": fixed, "offered": 0}
        offered = fixed if charge == "goodwill" else 0
        return facts | {"charge": charge, "due": 0, "offered": offered}

    def _compute_prepaid_terms(self):
        """Override: no rate prices a service."""
        services = self.filtered(lambda line: line._is_prepaid_service())
        services.prepaid_terms = False
        services.prepaid_rate = 0
        return super(AccountAnalyticLine, self - services)._compute_prepaid_terms()
