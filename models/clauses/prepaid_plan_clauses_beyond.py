from odoo import models

from .clause import Clause


class PrepaidPlan(models.Model):
    """What happens when credit runs out, and what is free of charge."""

    _inherit = "prepaid.plan"

    def _get_beyond_clause(self, deal):
        debt = self._get_public_debt()
        texts = [self._get_overdraft_text()]
        if debt:
            texts.append(self.env._("%(limit)s.", limit=debt))
        if self.overdraft_policy != "block":
            texts.append(self._get_settlement_text())
        return Clause("beyond", self.env._("When credit runs out"), tuple(texts))

    def _get_overdraft_text(self):
        texts = {
            "block": self.env._("Work stops until the client buys more credit."),
            "consent": self.env._(
                "Work goes on only as far as the client allows it in advance."
            ),
            "allow": self.env._("Urgent work may go on beyond the credit."),
        }
        return texts[self.overdraft_policy]

    def _get_settlement_text(self):
        if self.overdraft_settlement != "invoice":
            return self.env._("The next credit pays for work beyond the credit first.")
        return self.env._(
            "Work beyond the credit is invoiced at the end of the month, as "
            "%(service)s, at its price.",
            service=self.overage_product_id.name or "",
        )

    def _get_tickets_clause(self):
        title = self.env._("New tickets without credit")
        texts = [text] if (text := self._get_public_gate()) else []
        return Clause("tickets", title, tuple(texts))

    def _get_goodwill_clause(self):
        text = self.env._(
            "Work that the provider offers takes nothing of the credit. Credit that it "
            "gives free of charge has no price, and is not paid out."
        )
        return Clause("goodwill", self.env._("What is offered"), (text,))

    def _get_questions_clause(self, deal):
        question = (
            self.env._(
                "The client may question an entry on its page for %(days)s days after "
                "it was booked, and later in writing.",
                days=deal.question_days,
            )
            if deal.question_days
            else self.env._("The client may question an entry in writing.")
        )
        texts = (
            self.env._(
                "Every piece of work is shown to the client with its date, its minutes "
                "and how they were counted."
            ),
            question,
            self.env._(
                "The provider explains the entry, or corrects it and gives the credit "
                "back."
            ),
        )
        return Clause("questions", self.env._("What the client sees"), texts)

    def _get_end_clause(self):
        texts = (
            self.env._("Either party may end the agreement in writing."),
            self.env._(
                "What becomes of unused credit then is what the law provides, or what "
                "both agree."
            ),
        )
        return Clause("end", self.env._("End"), texts)
