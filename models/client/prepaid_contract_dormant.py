from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_amount, format_date

from ...cron import run_each


class PrepaidContract(models.Model):
    """Who is told of credit that sleeps: its owner first, then the accountant.

    Each is told once a dormancy. What was told before the latest activity counts for
    nothing: whatever the owner does begins anew.
    """

    _inherit = "prepaid.contract"

    date_dormancy_told = fields.Date(
        "Reminded of Dormant Credit", readonly=True, copy=False
    )
    date_dormancy_passed = fields.Date(readonly=True, copy=False)

    @api.model
    def _cron_tell_dormant(self):
        """Remind owners of credit that sleeps; ask accountants of what slept on."""
        rows = self.env["prepaid.dormant.report"].sudo().search([("step", "!=", False)])
        for step, found in rows.grouped("step").items():
            contracts = found.contract_id.sudo(False)
            facts = {row.contract_id.id: row.limit_date for row in found}
            run_each(
                contracts,
                partial(self._tell_dormant, step, facts),
                Domain("id", "in", contracts.ids),
                lambda contract, reason: contract._keep_fault("dormant", reason),
            )

    @api.model
    def _tell_dormant(self, step, limits, contract):
        """Tell who is next, of one contract. Another worker may have done it."""
        told = "date_dormancy_told" if step == "client" else "date_dormancy_passed"
        today = contract._get_today()
        if contract[told] == today:
            return
        contract[told] = today
        limit = limits[contract.id]
        if step == "client":
            contract.with_context(prepaid_dormant_date=limit)._post_notice(
                "prepaid_contract_mail_template_dormant"
            )
        else:
            contract._ask_about_dormant(limit)

    def _ask_about_dormant(self, limit):
        """Leave the accountant to look up what is to be done with the credit."""
        user = self.company_id._get_prepaid_accountant() or self._get_keeper()
        contract = self.with_context(lang=user.lang)
        row = contract.env["prepaid.dormant.report"].sudo()
        row = row.search([("contract_id", "=", self.id)])
        self._ask_to_act(
            "dormant",
            user,
            contract.env._("%(contract)s: dormant credit", contract=self.name),
            contract.env._(
                "%(value)s of %(customer)s may belong to the state (%(rule)s) since "
                "%(date)s. The client was reminded on %(told)s. Look up what to report "
                "and hand over. It is no income: do not book it as breakage.",
                value=format_amount(contract.env, row.value, row.company_currency_id),
                customer=self.partner_id.display_name,
                rule=row.jurisdiction_id.name,
                date=format_date(contract.env, limit),
                told=format_date(contract.env, self.date_dormancy_told),
            ),
        )
