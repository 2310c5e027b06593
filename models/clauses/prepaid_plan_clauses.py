from markupsafe import Markup

from odoo import models

from .clause import Clause

# Whatever holds the clauses has this class, so that nobody adds them twice.
MARK = "o_prepaid_clauses"
DOCUMENTS = ("terms", "agreement", "privacy")


class PrepaidPlan(models.Model):
    """What texts promise under a plan: a clause for each setting that it describes."""

    _inherit = "prepaid.plan"

    def _get_clauses(self, document, deal, contract=None):
        """Return the Clauses of a document: terms, agreement or privacy.

        Called in sudo on a plan or on what was kept of one, in the reader's language;
        ``deal`` says what no plan does, ``contract`` whose prices and clock they are.
        Override `_get_terms_clauses` or `_get_privacy_clauses` to add some.
        """
        self.ensure_one()
        if document == "privacy":
            clauses = self._get_privacy_clauses(deal)
        else:
            clauses = self._get_terms_clauses(deal, contract)
        seller = [] if document == "agreement" else [self._get_seller_clause(contract)]
        return [clause for clause in [*seller, *clauses] if clause.texts]

    def _get_terms_clauses(self, deal, contract=None):
        """Return the Clauses of terms and agreements in their order.

        Those without a text are left out. A clause is a heading and whole sentences
        made of settings; a setting of the plan is named in `_get_kept_fields`, so that
        agreements keep it. Override it to add clauses.
        """
        return [
            self._get_credit_clause(),
            self._get_work_clause(deal, contract),
            self._get_included_clause(deal),
            self._get_order_clause(),
            self._get_expiry_clause(deal),
            self._get_rest_clause(deal),
            self._get_beyond_clause(deal),
            self._get_tickets_clause(),
            self._get_refill_clause(deal),
            self._get_renewal_clause(deal),
            self._get_cancel_clause(deal),
            self._get_shares_clause(deal),
            self._get_goodwill_clause(),
            self._get_prices_clause(deal),
            self._get_withdrawal_clause(deal),
            self._get_questions_clause(deal),
            self._get_data_clause(),
            self._get_end_clause(),
        ]

    def _get_seller_clause(self, contract=None):
        """Return who sells, as the company's own data say."""
        company = (contract or self).company_id or self.env.company
        partner = company.partner_id
        parts = partner._display_address(True).replace("\n", ",").split(",")
        address = ", ".join(part.strip() for part in parts if part.strip())
        lines = [
            self.env._(
                "The provider is %(company)s, %(address)s.",
                company=company.name,
                address=address,
            ),
            company.vat and self.env._("VAT number: %(vat)s.", vat=company.vat),
            company.company_registry
            and self.env._(
                "Register number: %(number)s.", number=company.company_registry
            ),
            company.email and self.env._("Write to: %(email)s.", email=company.email),
            company.phone and self.env._("Call: %(phone)s.", phone=company.phone),
        ]
        title = self.env._("Who the provider is")
        return Clause("seller", title, tuple(filter(None, lines)))

    def _render_clauses(self, document, deal, contract=None, first=1):
        """Return the clauses of a document as numbered HTML, with their sources."""
        clauses = self.sudo()._get_clauses(document, deal, contract)
        Rule = self.env["prepaid.jurisdiction"].sudo()
        sources = {
            matter: Rule.browse(rule_id).exists()._get_source_link()
            for matter, rule_id in deal.rules.items()
        }
        return Markup(
            self.env["ir.qweb"]._render(
                "sale_timesheet_prepaid.prepaid_clauses",
                {"clauses": clauses, "sources": sources, "first": first, "mark": MARK},
                lang=self.env.lang,
            )
        )
