from odoo import models

from .clause import Clause, is_charged


class PrepaidPlan(models.Model):
    """Which personal data prepaid credit needs, why, and how long they are kept."""

    _inherit = "prepaid.plan"

    def _get_data_clause(self):
        text = self.env._(
            "The provider keeps the personal data that credit, work and invoices need, "
            "as its privacy notice says."
        )
        return Clause("data", self.env._("Personal data"), (text,))

    def _get_privacy_clauses(self, deal):
        """Return the Clauses of the privacy notice. Override it to add some."""
        return [
            self._get_data_kinds_clause(deal),
            self._get_data_purpose_clause(),
            self._get_data_period_clause(deal),
            self._get_data_rights_clause(),
        ]

    def _get_data_kinds_clause(self, deal):
        texts = [
            self.env._(
                "Of contacts: name, email address, phone number, and the company or "
                "household they act for."
            ),
            self.env._(
                "Of work: the ticket, its date and minutes, who asked for it, and the "
                "text that describes it."
            ),
            self.env._("Of purchases: orders, invoices, payments and credit."),
            self.env._(
                "Of signatures and permissions: name, time, text and drawn signature "
                "of agreements and approvals, and the questions that were asked."
            ),
        ]
        if is_charged(deal):
            texts.append(
                self.env._(
                    "Of a saved payment method: its kind and last digits, and the "
                    "reference of the payment service. The provider never has the "
                    "number itself."
                )
            )
        return Clause("kinds", self.env._("Which data are kept"), tuple(texts))

    def _get_data_purpose_clause(self):
        texts = (
            self.env._(
                "They serve to perform the agreement: to do the work, to count it, to "
                "show the client what it took, and to give notice of credit."
            ),
            self.env._(
                "Invoices and their proof are kept because the law asks for it."
            ),
        )
        return Clause("purpose", self.env._("What they are for"), texts)

    def _get_data_period_clause(self, deal):
        texts = [
            self.env._(
                "Invoices, and the credit and work they prove, are kept as long as the "
                "law asks for books."
            )
        ]
        if is_charged(deal):
            texts.append(
                self.env._(
                    "A consent to charges is kept for %(years)s years after its end.",
                    years=deal.consent_years,
                )
            )
        return Clause("period", self.env._("How long they are kept"), tuple(texts))

    def _get_data_rights_clause(self):
        text = self.env._(
            "Whoever the data are about may ask for a copy, for a correction, and for "
            "erasure where no law asks to keep them, and may complain to the authority "
            "for data protection."
        )
        return Clause("rights", self.env._("Whose right it is"), (text,))
