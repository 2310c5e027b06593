from datetime import date

from odoo import api, fields, models
from odoo.tools import format_date


class PrepaidTier(models.Model):
    """What a tier says to clients and technicians: no price."""

    _inherit = "prepaid.tier"

    summary = fields.Char("In Words", compute="_compute_summary")

    @api.depends(
        "name",
        "response_id.name",
        "response_id.factor",
        "waives_outside",
        "waives_response",
        "waives_flat",
        "messages_included",
    )
    @api.depends_context("lang")
    def _compute_summary(self):
        for tier in self:
            tier.summary = ", ".join(tier._get_public_terms())

    def _get_public_terms(self):
        """Return what the tier brings, as a list of short texts.

        Called in sudo, in the reader's language. Override it to add what else a tier
        brings; it must tell nothing that a visitor may not know.
        """
        self.ensure_one()
        texts = {
            self.env._("no surcharge outside business hours"): self.waives_outside,
            self.env._("no surcharge for a response commitment"): (
                self.waives_response
                and not self.response_id
                and any(r.factor > 1 for r in self.plan_id.response_ids)
            ),
            self.env._("no flat charges"): self.waives_flat,
            self.env._("%(number)s messages a month", number=self.messages_included): (
                self.messages_included
            ),
        }
        return self._get_response_terms() + [
            text for text, holds in texts.items() if holds
        ]

    def _get_response_terms(self):
        """Return the response that the tier brings, and what it costs."""
        response = self.response_id
        if not response:
            return []
        if self.waives_response or response.factor == 1:
            return [response.name]
        return [
            self.env._(
                "%(response)s (work counts × %(factor)s)",
                response=response.name,
                factor=self.plan_id._format_number(response.factor),
            )
        ]

    def _describe_origin(self, grant):
        """Return which tier a ticket has, and which credit brought it until when."""
        values = {"tier": self.name, "credit": grant.name}
        if not grant:
            return self.env._("%(tier)s, as the plan says", **values)
        if not grant.date_expiry:
            return self.env._("%(tier)s, brought by %(credit)s", **values)
        return self.env._(
            "%(tier)s, brought by %(credit)s until %(day)s",
            day=format_date(self.env, grant.date_expiry),
            **values,
        )

    def _describe_held(self, grants):
        """Return what the tier brings to a contract, and until when it holds."""
        values = {"tier": self.name, "terms": self.summary}
        if grants and all(grants.mapped("is_scoped")):
            works = " · ".join(dict.fromkeys(grants.mapped("pays_for")))
            name = self.env._("%(tier)s for %(work)s", tier=self.name, work=works)
            values["tier"] = name
        if not grants:
            return self.env._("%(tier)s: %(terms)s", **values)
        end = max(grant.date_expiry or date.max for grant in grants)
        if end == date.max:
            return self.env._("%(tier)s, while its credit lasts: %(terms)s", **values)
        return self.env._(
            "%(tier)s, while its credit lasts, until %(day)s at most: %(terms)s",
            day=format_date(self.env, end),
            **values,
        )


class PrepaidContract(models.Model):
    _inherit = "prepaid.contract"

    tier_text = fields.Text(
        "Conditions",
        compute="_compute_tier_text",
        compute_sudo=True,
        help="What packs and plan bring besides credit, today: a line for each tier.",
    )

    @api.depends("plan_id", "state", "balance")
    @api.depends_context("lang")
    def _compute_tier_text(self):
        for contract in self:
            held = contract._get_tiers(contract._get_today())
            contract.tier_text = "\n".join(
                tier._describe_held(grants) for tier, grants in held.items()
            )
