from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ..models.law.prepaid_jurisdiction import BUYER_KINDS


class PrepaidPlanTexts(models.TransientModel):
    """Propose the texts of a plan, made of what the plan does."""

    _name = "prepaid.plan.texts"
    _description = "Prepaid Texts"

    def _default_company(self):
        plan = self.env["prepaid.plan"].browse(self.env.context.get("default_plan_id"))
        return plan.company_id or self.env.company

    plan_id = fields.Many2one("prepaid.plan", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self._default_company()
    )
    document = fields.Selection(
        [
            ("terms", "Terms and conditions"),
            ("agreement", "Framework agreement"),
            ("privacy", "Privacy notice"),
        ],
        required=True,
        default="terms",
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )
    buyer_kind = fields.Selection(BUYER_KINDS, "For", required=True, default="business")
    country_id = fields.Many2one(
        "res.country",
        "Country of the Buyers",
        default=lambda self: self._default_company().country_id,
        help="Whose rules the text follows, as they are kept under Rules by Country.",
    )
    state_id = fields.Many2one(
        "res.country.state", domain="[('country_id', '=', country_id)]"
    )
    body = fields.Html("Text", compute="_compute_body", sanitize=False)
    text = fields.Text("Text to Copy", compute="_compute_body")
    law_gap = fields.Char(compute="_compute_body")
    is_present = fields.Boolean(
        compute="_compute_body", help="The company's terms hold a text already."
    )

    @api.depends("document", "lang", "buyer_kind", "country_id", "state_id", "plan_id")
    def _compute_body(self):
        for wizard in self:
            wizard.plan_id.check_access("read")
            deal = wizard._get_deal()
            wizard.body = wizard._render(wizard.lang)
            wizard.text = html2plaintext(wizard.body, include_references=False)
            wizard.law_gap = wizard._get_law_gap(deal)
            terms = wizard.company_id.sudo()
            wizard.is_present = terms.terms_type == "html" and terms.invoice_terms_html

    def _get_deal(self):
        return self.plan_id._get_deal(
            self.buyer_kind, self.country_id, self.state_id, self.company_id
        )

    def _get_law_gap(self, deal):
        """Return that nobody knows what holds for these buyers, or False."""
        if "expiry" in deal.rules:
            return False
        return self.env._(
            "No rule is on file about the expiry of credit for these buyers. Look it "
            "up, and add it under Configuration, Rules by Country."
        )

    # === ACTION METHODS === #

    def action_print(self):
        self.ensure_one()
        report = self.env.ref("sale_timesheet_prepaid.prepaid_plan_texts_action_report")
        return report.report_action(self)

    def action_publish(self):
        """Make the text the company's terms, linked from invoices, in all languages."""
        self.ensure_one()
        if self.document != "terms":
            raise UserError(
                self.env._(
                    "Only terms and conditions go on the page of the company's terms. "
                    "Choose them under Text."
                )
            )
        company = self.company_id.with_context(lang="en_US")
        body = self._render("en_US")
        company.write({"terms_type": "html", "invoice_terms_html": body})
        self._translate_terms(company)
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("account.use_invoice_terms", True)
        return {"type": "ir.actions.act_url", "url": "/terms", "target": "new"}

    def _translate_terms(self, company):
        """Give the page of terms each language: Odoo keeps it sentence by sentence."""
        field = company._fields["invoice_terms_html"]
        source = field.get_trans_terms(company.invoice_terms_html)
        translations = {}
        for lang, _name in self.env["res.lang"].get_installed():
            terms = field.get_trans_terms(self._render(lang))
            if lang != "en_US" and len(terms) == len(source):
                translations[lang] = dict(zip(source, terms, strict=True))
        if translations:
            company.update_field_translations("invoice_terms_html", translations)

    def _render(self, lang):
        """Return the text in a language."""
        plan_sudo = self.plan_id.sudo().with_context(lang=lang)
        plan_sudo = plan_sudo.with_company(self.company_id)
        return plan_sudo._render_clauses(self.document, self._get_deal())

    def _get_report_base_filename(self):
        kinds = dict(self._fields["document"]._description_selection(self.env))
        return f"{self.plan_id.name} - {kinds[self.document]}".replace("/", "-")
