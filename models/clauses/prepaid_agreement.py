import logging

from odoo import api, fields, models

from ...cron import run_many

_logger = logging.getLogger(__name__)


class PrepaidAgreement(models.Model):
    """The settings that an agreement describes, frozen with its text."""

    _inherit = "prepaid.agreement"

    terms = fields.Json(
        readonly=True,
        copy=False,
        help="The settings of plan and contract on the day the text was sent.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        agreements = super().create(vals_list)
        for agreement in agreements.sudo():
            agreement.terms = agreement.contract_id._keep_terms()
        return agreements

    @api.model
    def _cron_compare(self):
        """Compare contracts with what was signed: prices and rules change elsewhere.

        Plans and contracts do so themselves when they change.
        """
        domain = [("agreement_ids.state", "=", "signed")]
        contracts = self.env["prepaid.contract"].search(domain)
        run_many(contracts, type(contracts)._compare_agreement, domain, _tell)


def _tell(contract, reason):
    """Keep why a contract was not compared: the next day compares it again."""
    if reason:
        _logger.warning("%s is not compared with its agreement: %s", contract, reason)
