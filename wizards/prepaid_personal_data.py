import base64
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..models.contract.access import MANAGER_GROUP


class PrepaidPersonalData(models.TransientModel):
    """A person's data: a copy of it, and its erasure."""

    _name = "prepaid.personal.data"
    _description = "Personal Data of a Person"

    partner_id = fields.Many2one(
        "res.partner", "Person", required=True, readonly=True, ondelete="cascade"
    )
    company_ids = fields.Many2many(
        "res.company",
        string="Companies",
        default=lambda self: self.env.companies,
        readonly=True,
    )
    other_names = fields.Char(
        "Also Known as",
        help="Other names, between commas: a former name, a nickname, the names of "
        "contacts that were merged into this one.",
    )
    names = fields.Char("Looked for", compute="_compute_found")
    erased_text = fields.Text("Will Be Erased", compute="_compute_found")
    kept_text = fields.Text("Will Be Kept", compute="_compute_found")
    reason = fields.Char(help="Kept on record, without the name of the person.")
    file = fields.Binary(readonly=True, attachment=False)
    file_name = fields.Char(compute="_compute_file_name")

    # === COMPUTE METHODS === #

    @api.depends("partner_id")
    def _compute_file_name(self):
        for wizard in self:
            number, today = wizard.partner_id.id, fields.Date.context_today(wizard)
            wizard.file_name = f"personal-data-{number}-{today}.zip"

    @api.depends("partner_id", "other_names")
    @api.depends_context("lang")
    def _compute_found(self):
        for wizard in self:
            names = wizard._get_names()
            traces = wizard._get_engine()._find_traces(
                wizard.partner_id, names, wizard._get_companies()
            )
            found = self.env["prepaid.personal"]._prepare_erasure(traces, names)
            wizard.names = ", ".join(names)
            wizard.erased_text, wizard.kept_text = wizard._tell(*found)

    # === ACTION METHODS === #

    def action_copy(self):
        """Make the copy and hand it out as a file."""
        self._check_manager()
        data = self._get_engine()._make_copy(
            self.partner_id, self._get_names(), self._get_companies()
        )
        self.file = base64.b64encode(data)
        return {
            "type": "ir.actions.act_url",
            "target": "download",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.file_name}"
            "?download=1",
        }

    def action_erase(self):
        """Take the person's names out, and log that it was done."""
        self._check_manager()
        if not (self.reason or "").strip():
            raise ValidationError(self.env._("Say why: the reason is kept on record."))
        companies = self._get_companies()
        found = self._get_engine()._erase(self.partner_id, self._get_names(), companies)
        erased, kept = self._tell(*found)
        self.env["prepaid.erasure"].sudo().create(
            [
                {
                    "company_id": company.id,
                    "user_id": self.env.user.id,
                    "person": self.partner_id.id,
                    "reason": self.reason.strip(),
                    "summary": erased,
                    "kept": kept,
                }
                for company in companies
            ]
        )
        self.partner_id.sudo()._close_prepaid_requests("erasure")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "The name is gone from the texts of Prepaid Hours. The contact "
                    "itself stays as it is: change or archive it where no invoice "
                    "needs it."
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # === BUSINESS METHODS === #

    def _check_manager(self):
        self.ensure_one()
        self.partner_id.check_access("read")
        if not self.env.user.has_group(MANAGER_GROUP):
            raise AccessError(
                self.env._("Managers of Prepaid Hours look after personal data.")
            )

    def _get_engine(self):
        return self.env["prepaid.personal"]

    def _get_companies(self):
        """Return the companies whose records count: those one works in, at most."""
        return self.company_ids & self.env.companies

    def _get_names(self):
        return self.partner_id._get_prepaid_names(self.other_names or "")

    def _tell(self, changes, leaving, kept):
        """Return what is erased, and what is kept and why, in lines."""
        kind = self.env["ir.model"]._get
        erased = Counter(record._name for record, _vals in changes)
        erased.update(record._name for record in leaving)
        lines = [
            self.env._("%(kind)s: %(number)s", kind=kind(name).name, number=number)
            for name, number in erased.items()
        ]
        proof = Counter(
            self.env._(
                "%(kind)s, %(field)s",
                kind=kind(record._name).name,
                field=record._fields[name]._description_string(self.env),
            )
            for record, name in kept
        )
        rest = [
            self.env._("%(kind)s: %(number)s", kind=label, number=number)
            for label, number in proof.items()
        ]
        return (
            "\n".join(lines) or self.env._("Nothing names this person."),
            "\n".join([*rest, self._get_kept_note()]),
        )

    def _get_kept_note(self):
        years = max(self._get_companies().mapped("prepaid_consent_years"), default=0)
        return self.env._(
            "Figures, dates and references of the ledger, and what was sent as a "
            "document. What clients agreed to or signed, for %(years)s years after its "
            "end, as proof. Invoices and payments are kept by Odoo, as tax law asks.",
            years=years,
        )
