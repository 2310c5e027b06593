import json

from odoo import api, fields, models

from ..contract.access import PRICE_GROUPS
from .prepaid_plan_kept import KEPT_CALENDAR, KEPT_HOURS

# What an agreement tells besides the settings of its plan.
DEPENDS = (
    "agreement_ids.state",
    "buyer_kind",
    "expiry_choice",
    "refill_trigger",
    "refill_mode",
    "schedule_ids.state",
    "schedule_ids.notice_days",
    "share_ids.is_hard",
    "company_id.prepaid_expiry_notice_days",
    "company_id.prepaid_dispute_days",
    "company_id.prepaid_grant_policy",
    "partner_id.country_id",
    "partner_id.state_id",
    "plan_id.rate_ids.product_id",
    *(f"plan_id.calendar_id.{name}" for name in KEPT_CALENDAR),
    *(f"plan_id.calendar_id.attendance_ids.{name}" for name in KEPT_HOURS),
)


class PrepaidContract(models.Model):
    """Whether plan and contract still do what the client signed."""

    _inherit = "prepaid.contract"

    # Stored, and worked out when a setting changes: normal work asks nothing.
    agreement_differs = fields.Boolean(
        "Differs from Its Agreement",
        compute="_compute_agreement_differs",
        store=True,
        compute_sudo=True,
        help="Its plan, or its own settings, no longer are what the client signed.",
    )
    agreement_difference = fields.Html(
        "What Differs",
        compute="_compute_agreement_difference",
        compute_sudo=True,
        sanitize=False,
        groups=PRICE_GROUPS,
    )

    @api.depends(lambda self: self._get_agreement_depends())
    def _compute_agreement_differs(self):
        signed, known = self._get_signed_agreements(), {}
        for contract in self:
            agreement = signed.get(contract._origin)
            contract.agreement_differs = bool(agreement) and (
                contract._differs(agreement.terms, known)
            )

    def _differs(self, terms, known):
        """Tell whether kept terms are told otherwise than the present ones.

        ``known`` {terms: answer} spares contracts of the same terms the telling.
        """
        key = json.dumps(self._get_both_terms(terms), sort_keys=True)
        if key not in known:
            known[key] = bool(self._find_differences(terms))
        return known[key]

    @api.depends("agreement_differs")
    @api.depends_context("lang")
    def _compute_agreement_difference(self):
        differing = self.filtered("agreement_differs")
        signed = differing._get_signed_agreements()
        for contract in self:
            agreement = signed.get(contract._origin)
            contract.agreement_difference = bool(agreement) and contract.env[
                "ir.qweb"
            ]._render(
                "sale_timesheet_prepaid.prepaid_agreement_difference",
                {
                    "agreement": agreement,
                    "differences": contract._find_differences(agreement.terms),
                },
                lang=self.env.lang,
            )

    @api.model
    def _get_agreement_depends(self):
        """Return the paths of all settings that an agreement tells."""
        kept = self.env["prepaid.plan"]._get_kept_fields()
        paths = [
            f"plan_id.{path}.{name}" if path else f"plan_id.{name}"
            for path, names in kept.items()
            for name in names
        ]
        # A tier tells only whether packs bring it: the daily comparison sees that.
        return [*(path for path in paths if not path.endswith("pack_ids")), *DEPENDS]

    def _get_signed_agreements(self):
        """Return {contract: the newest agreement in sudo that is signed}.

        One that was signed before its settings were kept is left out: nobody knows.
        """
        if not self._origin:
            return {}
        Agreement = self.env["prepaid.agreement"].sudo()
        found = Agreement.search_fetch(
            [("contract_id", "in", self._origin.ids), ("state", "=", "signed")],
            ["contract_id", "terms"],
            order="id",
        )
        newest = {agreement.contract_id: agreement for agreement in found}
        return {c: a for c, a in newest.items() if a.terms}

    def _compare_agreement(self):
        """Compare again, after what no contract can see: prices, rules of a place."""
        self.env.add_to_compute(self._fields["agreement_differs"], self)
        self._recompute_recordset(["agreement_differs"])
