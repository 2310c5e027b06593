from odoo import api, models

from .clause import Deal


class PrepaidPlan(models.Model):
    _inherit = "prepaid.plan"

    def _get_deal(self, kind, country, state, company):
        """Return the Deal that a buyer of a kind and place gets under this plan."""
        rules = self.env["prepaid.jurisdiction"]._find_rules(
            kind, country, state, self.unit
        )
        plan_sudo = self.sudo()
        return self._prepare_deal(rules, company)._replace(
            kind=kind,
            is_barred=bool(rules.get("expiry"))
            and rules["expiry"].expiry == "forbidden",
            refill_trigger=plan_sudo.refill_trigger,
            refill_mode=plan_sudo.refill_mode,
            renewal_notice_days=plan_sudo.contract_ids._get_renewal_notice(),
        )

    @api.model
    def _prepare_deal(self, rules, company):
        """Return what place and company add to the plan."""
        rest, withdrawal = rules.get("rest"), rules.get("withdrawal")
        validity = rules.get("validity")
        UsageType = self.env["prepaid.usage.type"].sudo()
        company_sudo = company.sudo()
        return Deal(
            least_months=validity.validity_months if validity else 0,
            rest=(rest.rest_amount, rest.currency_id.id) if rest else (),
            withdrawal_days=withdrawal.withdrawal_days if withdrawal else 0,
            rules={matter: rule.id for matter, rule in rules.items()},
            grant_policy=company_sudo.prepaid_grant_policy,
            expiry_notice_days=company_sudo.prepaid_expiry_notice_days,
            question_days=company_sudo.prepaid_dispute_days,
            consent_years=company_sudo.prepaid_consent_years,
            included=tuple(UsageType.search([("charge", "=", "included")]).ids),
        )


class PrepaidContract(models.Model):
    """What a contract's own settings add to what its plan promises."""

    _inherit = "prepaid.contract"

    def _get_deal(self):
        """Return the Deal of this contract, as of now."""
        self.ensure_one()
        rules = self._get_rules()
        return self.plan_id._prepare_deal(rules, self.company_id)._replace(
            kind=self.buyer_kind,
            is_barred=self._is_expiry_barred(),
            least_months=self._get_least_months(rules),
            refill_trigger=self.refill_trigger,
            refill_mode=self.refill_mode,
            renewal_notice_days=self._get_renewal_notice(),
            shares=self._get_shares_kind(),
        )

    def _get_least_months(self, rules):
        """Return the least validity of the place, unless the seller decided."""
        if self.expiry_choice or "validity" not in rules:
            return 0
        return rules["validity"].validity_months

    def _get_renewal_notice(self):
        """Return the longest notice of what renews, None where nothing does."""
        renewing = self.schedule_ids.filtered(
            lambda s: s.state in ("running", "paused")
        )
        return max(renewing.mapped("notice_days")) if renewing else None

    def _get_shares_kind(self):
        if not self.share_ids:
            return ""
        return "hard" if any(self.share_ids.mapped("is_hard")) else "soft"
