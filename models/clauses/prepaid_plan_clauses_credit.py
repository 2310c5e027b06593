from odoo import models

from .clause import Clause


class PrepaidPlan(models.Model):
    """What is bought, what work takes of it, and how long it can be used."""

    _inherit = "prepaid.plan"

    def _get_credit_clause(self):
        texts = [
            self.env._(
                "The client buys credit in advance, in packs. The provider draws it "
                "down as it works for the client."
            ),
            self.env._("Credit is counted in minutes.")
            if self.unit == "time"
            else self.env._(
                "Credit is counted in %(currency)s.", currency=self.currency_id.name
            ),
        ]
        return Clause("credit", self.env._("What is bought"), tuple(texts))

    def _get_work_clause(self, deal, contract=None):
        """Return what each kind of work takes: the rows of the plan's page."""
        included = self._get_included_kinds(deal).mapped("name")
        texts = [
            self.env._(
                "%(work)s: %(terms)s.",
                work=", ".join(names),
                terms="; ".join(row["terms"]),
            )
            for row in self._get_public_rates(contract)
            if not row.get("is_beyond")
            and (names := [name for name in row["names"] if name not in included])
        ]
        texts += [response._get_promise_text() for response in self.response_ids]
        if self.response_ids and (self.window_ids or self.calendar_id):
            texts.append(
                self.env._("Of several factors that hold at once, the highest counts.")
                if self.response_rule == "highest"
                else self.env._(
                    "Of several factors by the clock, the highest counts; that of a "
                    "response commitment multiplies it."
                )
            )
        title = self.env._("What work takes of the credit")
        return Clause("work", title, tuple(texts))

    def _get_included_kinds(self, deal):
        return self.env["prepaid.usage.type"].sudo().browse(deal.included).exists()

    def _get_included_clause(self, deal):
        kinds = self._get_included_kinds(deal)
        texts = kinds and [
            self.env._(
                "These take nothing of the credit all the same: %(names)s.",
                names=", ".join(kinds.mapped("name")),
            )
        ]
        return Clause("included", self.env._("What is included"), tuple(texts))

    def _get_order_clause(self):
        text = self.env._(
            "Credit that is only for some kinds of work pays for these first. Of other "
            "credit, what expires soonest is used first; of equals, the oldest."
        )
        return Clause("order", self.env._("Which credit is used first"), (text,))

    def _get_expiry_clause(self, deal):
        """Return how long credit is valid: a rule of the place comes first."""
        title = self.env._("How long credit is valid")
        if deal.is_barred:
            text = self.env._("Credit that was paid for does not expire.")
            return Clause("expiry", title, (text,), "expiry")
        months = max(self.validity_months, deal.least_months)
        if not self.validity_months:
            text = self.env._("Credit does not expire, unless its pack says otherwise.")
            return Clause("expiry", title, (text,))
        texts = [
            self.env._(
                "Credit can be used for %(months)s months from its purchase, unless "
                "its pack says otherwise.",
                months=months,
            ),
            *self._get_expiry_texts(deal),
        ]
        matter = "validity" if deal.least_months else "expiry"
        return Clause("expiry", title, tuple(texts), matter)

    def _get_expiry_texts(self, deal):
        """Return what is done before and after credit expires. Override it to add."""
        texts = {
            self.env._(
                "The provider gives notice %(days)s days before credit expires.",
                days=deal.expiry_notice_days,
            ): deal.expiry_notice_days,
            self.env._(
                "Work done before the expiry still uses the credit if it is recorded "
                "within %(days)s days after it.",
                days=self.expiry_grace_days,
            ): self.expiry_grace_days,
        }
        kept = [text for text, holds in texts.items() if holds]
        return kept + self._get_rollover_texts() + [self._get_lapse_text()]

    def _get_lapse_text(self):
        """Return what becomes of credit that expires and does not roll over."""
        texts = {
            "keep": self.env._(
                "What is not used by then can no longer be used, but stays owed to the "
                "client."
            ),
            "carry": self.env._(
                "What is not used by then waits, and goes over to the next pack that "
                "the client buys."
            ),
            "refund": self.env._("What is not used by then is paid back."),
        }
        lost = self.env._("What is not used by then is lost.")
        return texts.get(self.expiry_outcome, lost)

    def _get_rollover_texts(self):
        if not self.rollover_percent:
            return []
        values = {
            "percent": self._format_number(self.rollover_percent),
            "months": self.rollover_months,
        }
        if not self.rollover_most:
            return [
                self.env._(
                    "Up to %(percent)s%% of a pack stay usable after it, once, for "
                    "%(months)s more months.",
                    **values,
                )
            ]
        return [
            self.env._(
                "Up to %(percent)s%% of a pack, at most %(most)s, stay usable after "
                "it, once, for %(months)s more months.",
                most=self._format_quantity(self.rollover_most),
                **values,
            )
        ]


class PrepaidResponse(models.Model):
    _inherit = "prepaid.response"

    def _get_promise_text(self):
        """Return what its name promises, in hours."""
        return self.env._(
            "“%(promise)s” means within %(hours)s hours.",
            promise=self.name,
            hours=self.plan_id._format_number(self.hours),
        )
