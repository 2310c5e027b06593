import base64
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..models.contract.access import MANAGER_GROUP
from ..models.contract.personal import erase


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
    is_company = fields.Boolean(related="partner_id.is_company")
    names = fields.Char("Looked for", compute="_compute_found")
    copied_text = fields.Text("In the Copy", compute="_compute_found")
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
            names, engine = wizard._get_names(), wizard._get_engine()
            about = (wizard.partner_id._origin, names, wizard._get_companies())
            traces = engine._find_traces(*about)
            found = engine._prepare_erasure(traces, names)
            wizard.names = ", ".join(names)
            wizard.copied_text = wizard._tell_copied(traces)
            letters = engine._find_letters(*about, traces)
            wizard.erased_text, wizard.kept_text = wizard._tell(*found, letters)

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
        names = self._get_names()
        found = self._get_engine()._erase(self.partner_id, names, companies)
        erased, kept = self._tell(*found)
        self.env["prepaid.erasure"].sudo().create(
            [
                {
                    "company_id": company.id,
                    "user_id": self.env.user.id,
                    "person": self.partner_id.id,
                    "reason": erase(self.reason.strip(), names, "…"),
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
        # A dialog that is not saved yet shows the preview, too.
        return self.company_ids._origin & self.env.companies

    def _get_names(self):
        return self.partner_id._origin._get_prepaid_names(self.other_names or "")

    def _tell_copied(self, traces):
        """Return of what there is how much, in lines."""
        numbers = {records._name: len(records) for records, _hows, _own in traces}
        return self._tell_numbers(numbers) or self.env._("Nothing is kept.")

    def _tell(self, changes, leaving, kept, letters=()):
        """Return what is erased, and what is kept and why, in lines."""
        erased = Counter(record._name for record, _vals in changes)
        erased.update(record._name for record in leaving)
        erased.update({found._name: len(found) for found, _texts in letters})
        proof = Counter(
            self.env._(
                "%(kind)s, %(field)s",
                kind=self._get_kind(record._name),
                field=record._fields[name]._description_string(self.env),
            )
            for record, name in kept
        )
        rest = [
            self.env._("%(kind)s: %(number)s", kind=label, number=number)
            for label, number in proof.items()
        ]
        return (
            self._tell_numbers(erased) or self.env._("Nothing names this person."),
            "\n".join([*rest, *self._get_kept_notes()]),
        )

    def _tell_numbers(self, numbers):
        return "\n".join(
            self.env._("%(kind)s: %(number)s", kind=self._get_kind(name), number=number)
            for name, number in numbers.items()
        )

    def _get_kind(self, name):
        return self.env["ir.model"]._get(name).name

    def _get_kept_notes(self):
        """Return what is not erased, and why, in sentences."""
        companies = self._get_companies()
        years = max(companies.mapped("prepaid_consent_years"), default=0)
        notes = [
            self.env._(
                "Figures, dates and references of the ledger, and what was sent as a "
                "document. What clients agreed to or signed, for %(years)s years after "
                "its end, as proof. Invoices and payments are kept by Odoo, as tax law "
                "asks.",
                years=years,
            ),
            self.env._(
                "Attached files and pictures, tickets and what is written on orders "
                "and invoices: a person has to look at them."
            ),
        ]
        person = self.partner_id._origin
        if self._get_engine()._get_customer_contracts(person, companies):
            notes.append(
                self.env._(
                    "The contact is itself the customer of contracts: they show its "
                    "name until the contact is renamed."
                )
            )
        if self.env["res.company"].sudo().search_count([]) > len(companies):
            notes.append(
                self.env._("What other companies keep: it is erased from there.")
            )
        return notes
