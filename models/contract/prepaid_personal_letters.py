from odoo import models
from odoo.fields import Domain

from .personal import erase

# Where Odoo keeps what was written on a record, and the texts there.
LETTERS = {
    "mail.message": (
        *("subject", "body", "email_from"),
        *("incoming_email_to", "incoming_email_cc", "outgoing_email_to"),
    ),
    "mail.mail": ("body_html", "email_to", "email_cc"),
    "mail.tracking.value": (
        *("old_value_char", "new_value_char"),
        *("old_value_text", "new_value_text"),
    ),
    "mail.activity": ("summary", "note", "feedback"),
}


class PrepaidPersonal(models.AbstractModel):
    """What was written on the records of a person: messages, mails, and what to do."""

    _inherit = "prepaid.personal"

    def _find_letters(self, partner, names, companies, traces):
        """Return [(records in sudo, names of texts)] of letters that name a person."""
        written = self._get_place_domain("model", partner, companies, traces)
        there = self._get_place_domain("res_model", partner, companies, traces)
        places = {"mail.message": written, "mail.activity": there}
        found = []
        for name, texts in LETTERS.items():
            model = self.env[name].sudo().with_context(active_test=False)
            place = places.get(name, Domain("mail_message_id", "any", written))
            naming = self._get_naming_domain(model, texts, names)
            if letters := model.search(place & naming):
                found.append((letters, texts))
        return found

    def _erase_letters(self, partner, names, companies, traces):
        """Take the names out of what was written on the records, and return it."""
        instead = self._get_instead()
        found = self._find_letters(partner, names, companies, traces)
        for letters, texts in found:
            for letter in letters:
                vals = {
                    name: erase(str(letter[name]), names, instead)
                    for name in texts
                    if letter[name]
                }
                models.BaseModel.write(letter, vals)
        return found

    def _get_place_domain(self, field_name, partner, companies, traces):
        """Return which letters are on the records, and on the person's contracts.

        ``field_name`` is the one that names their model.
        """
        contracts = self._get_contracts(partner, companies)
        records = [contracts, *(found for found, _hows, _own in traces)]
        return Domain.OR(
            Domain(field_name, "=", each._name) & Domain("res_id", "in", each.ids)
            for each in records
        )
