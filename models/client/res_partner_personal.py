from dateutil.relativedelta import relativedelta

from odoo import models

from ..contract.access import MANAGER_GROUP
from ..contract.res_partner_personal import REQUEST_TYPES


class ResPartner(models.Model):
    """What people ask of their personal data in the portal."""

    _inherit = "res.partner"

    def _request_prepaid_data(self, kind, company):
        """Ask who looks after this person for a copy or the erasure (sudo).

        Asked twice, it is one request. There is a month to answer.
        """
        self.ensure_one()
        if self._get_prepaid_requests(kind):
            return
        summary = {
            "copy": self.env._("Asks for a copy of their personal data"),
            "erasure": self.env._("Asks to erase their personal data"),
        }[kind]
        self.activity_schedule(
            REQUEST_TYPES[kind],
            date_deadline=company._get_prepaid_today() + relativedelta(months=1),
            summary=summary,
            note=self.env._(
                "Open the contact, and choose Personal Data in its actions menu."
            ),
            user_id=self._get_prepaid_keeper(company).id,
        )

    def _get_prepaid_keeper(self, company):
        """Return who answers: the account manager, else a manager of the company."""
        contracts = self._get_prepaid_payers().filtered(
            lambda contract: contract.company_id == company
        )
        known = contracts.user_id | company.prepaid_user_id
        managers = self.env.ref(MANAGER_GROUP).user_ids
        at_home = managers.filtered(lambda user: company in user.company_ids)
        people = (known | at_home | managers).filtered(lambda user: not user.share)
        keepers = people.filtered(lambda user: user.has_group(MANAGER_GROUP))
        return (keepers or people)[:1]
