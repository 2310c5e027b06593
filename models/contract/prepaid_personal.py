from dateutil.relativedelta import relativedelta

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from .personal import erase, erase_all, get_forms

# Where our records say which contract they are about.
PATHS = ("contract_id", "prepaid_contract_id", "contract_ids")


class PrepaidPersonal(models.AbstractModel):
    """What this addon keeps of a person, in any model that says so.

    A model names its fields in ``_prepaid_personal_fields``, {field: how}, each class
    its own; see `personal.HOWS`. Nothing else has to be done for a new model.
    """

    _name = "prepaid.personal"
    _description = "Personal Data"

    # === WHAT THERE IS === #

    @api.model
    @tools.ormcache()
    def _get_sources(self):
        """Return {model name: {field: how}} of all that keeps personal data."""
        sources = {}
        for name, model in self.env.items():
            if model._abstract or model._transient:
                continue
            hows = {}
            for cls in reversed(type(model).mro()):
                hows |= vars(cls).get("_prepaid_personal_fields", {})
            if hows:
                sources[name] = hows
        return sources

    @api.model
    def _find_traces(self, partner, names, companies):
        """Return [(records in sudo, {field: how}, ids that are theirs)] of a person.

        Theirs are records that refer to the person; the rest only names them, on a
        contract of theirs, or on any for a colleague. All are of the companies.
        """
        contracts = self._get_contracts(partner, companies)
        found = []
        for name, hows in self._get_sources().items():
            model = self.env[name].sudo().with_context(active_test=False)
            at_home = self._get_company_domain(model, companies)
            own = model.search(self._get_own_domain(model, hows, partner) & at_home)
            named = self._get_named_domain(model, hows, names, contracts)
            records = own | model.search(named & at_home)
            if records:
                found.append((records, hows, set(own.ids)))
        return found

    def _get_contracts(self, partner, companies):
        """Return the contracts whose texts may name a person: theirs, or all."""
        contracts = self.env["prepaid.contract"].sudo().with_context(active_test=False)
        at_home = Domain("company_id", "in", companies.ids)
        if any(not user.share for user in partner._get_prepaid_users()):
            return contracts.search(at_home)
        hows = self._get_sources()["prepaid.contract"]
        entity = partner.commercial_partner_id
        people = partner | entity | entity._get_prepaid_ancestors()
        return contracts.search(self._get_own_domain(contracts, hows, people) & at_home)

    def _get_customer_contracts(self, partner, companies):
        """Return the contracts in sudo of which a person is the customer."""
        known = [("partner_id", "=", partner.id), ("company_id", "in", companies.ids)]
        return self.env["prepaid.contract"].sudo().search(known)

    def _get_company_domain(self, model, companies):
        if "company_id" in model._fields:
            return Domain("company_id", "in", [*companies.ids, False])
        return Domain.TRUE

    def _get_own_domain(self, model, hows, partners):
        """Return which records refer to people."""
        ids = {
            "res.partner": partners.ids,
            "res.users": partners._get_prepaid_users().ids,
        }
        return Domain.OR(
            Domain(name, "in", ids[model._fields[name].comodel_name])
            for name, how in hows.items()
            if how in ("person", "row")
        )

    def _get_named_domain(self, model, hows, names, contracts):
        """Return which records of contracts have one of the names in a text."""
        path = next((path for path in PATHS if path in model._fields), None)
        if model._name == contracts._name:
            path = "id"
        if not path:
            return Domain.FALSE
        texts = [
            field
            for field, how in hows.items()
            if how in ("text", "proof") and self._is_text(model._fields[field])
        ]
        naming = self._get_naming_domain(model, texts, names)
        return Domain(path, "in", contracts.ids) & naming

    def _get_naming_domain(self, model, field_names, names):
        """Return which records have one of the names in one of the fields."""
        forms = get_forms(names)
        return Domain.OR(
            domain
            for name in field_names
            for domain in (
                [_naming_in_data(name, forms)]
                if model._fields[name].type == "json"
                else [Domain(name, "ilike", form) for form in forms]
            )
        )

    def _is_text(self, field):
        return field.type in ("char", "text", "html", "json")

    # === ERASURE === #

    @api.model
    def _prepare_erasure(self, traces, names):
        """Return (changes, leaving, kept) of an erasure, and touch nothing.

        ``changes`` are (record, vals), ``leaving`` records that go; ``kept`` are
        (record, field) whose text or picture a law keeps for now.
        """
        changes, leaving, kept = [], [], []
        for records, hows, own in traces:
            for record in records:
                if "row" in hows.values() and record.id in own:
                    leaving.append(record)
                    continue
                vals = {}
                for name, how in hows.items():
                    value = self._get_erased(record, name, how, own, names)
                    if value is None:
                        continue
                    if how == "kept" or (how == "proof" and not self._is_over(record)):
                        kept.append((record, name))
                    else:
                        vals[name] = value
                if vals:
                    vals |= {name: False for name in hows if hows[name] == "print"}
                    changes.append((record, vals))
        return changes, leaving, kept

    def _get_erased(self, record, name, how, own, names):
        """Return what a field holds without the person, None where nothing is to do."""
        field, value = record._fields[name], record[name]
        if not value or how in ("person", "row", "print"):
            return None
        if field.type == "json":
            erased = erase_all(value, names, self._get_instead())
        elif self._is_text(field):
            erased = erase(str(value), names, self._get_instead())
        else:
            # A picture of a signature has no other value than whose it is.
            is_theirs = record.id in own or self._is_signed(record, names)
            erased = False if is_theirs else value
        return erased if erased != value else None

    def _is_signed(self, record, names):
        """Tell whether another field of proof names the person who signed."""
        hows = self._get_sources()[record._name]
        texts = [
            str(record[name] or "")
            for name, how in hows.items()
            if how == "proof" and record._fields[name].type == "char"
        ]
        return any(erase(text, names, "") != text for text in texts)

    def _is_over(self, record):
        """Tell whether proof is not needed any more: all of it ended long ago."""
        path = next((path for path in PATHS if path in record._fields), None)
        contracts = record[path] if path else self.env["prepaid.contract"].sudo()
        company = contracts[:1].company_id or record.company_id
        days = (
            *(record.create_date, *contracts.mapped("create_date")),
            *(*contracts.mapped("date_end"), *contracts.mapped("date_last_draw")),
        )
        last = max(fields.Date.to_date(day) for day in days if day)
        today = company._get_prepaid_today()
        since = today - relativedelta(years=company.prepaid_consent_years)
        return last < since and all(each.state == "closed" for each in contracts)

    @api.model
    def _erase(self, partner, names, companies):
        """Take a person's names out of all texts; return what was done.

        That is what `_prepare_erasure` returns, and what `_find_letters` does.

        Figures, dates and references stay. It is written past the verbs of the models:
        nothing is drawn, told or tracked again because a text changed.
        """
        traces = self._find_traces(partner, names, companies)
        changes, leaving, kept = self._prepare_erasure(traces, names)
        for record, vals in changes:
            models.BaseModel.write(record, vals)
        for record in leaving:
            record.unlink()
        letters = self._erase_letters(partner, names, companies, traces)
        partner.sudo().prepaid_erased_on = fields.Date.context_today(self)
        return changes, leaving, kept, letters

    def _get_instead(self):
        return self.env._("(name erased)")


def _naming_in_data(name, forms):
    """Return the domain of what has one of the forms anywhere in plain data."""
    patterns = [f"%{escape_psql(form)}%" for form in forms]

    def to_sql(model, alias, query):
        data = model._field_to_sql(alias, name, query)
        return SQL("%s::text ILIKE ANY (%s)", data, patterns)

    return Domain.custom(to_sql=to_sql)
