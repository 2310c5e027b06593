import io
import json
import zipfile

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime, html2plaintext

from .personal import get_naming

# What tells nothing of a person, or opens doors.
LEFT_OUT_TYPES = ("binary", "image", "many2many_binary", "one2many", "json")
LEFT_OUT = {*models.MAGIC_COLUMNS, "access_token"} - {"create_date"}
STYLE = (
    "body{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "dt{color:#555;font-size:.85em}dd{margin:0 0 .5em;white-space:pre-wrap}"
    "dl{border-top:1px solid #ccc;padding-top:.5em}"
)


class PrepaidPersonal(models.AbstractModel):
    """A copy of what is kept of a person, for the person and for machines."""

    _inherit = "prepaid.personal"

    @api.model
    def _make_copy(self, partner, names, companies):
        """Return a zip (bytes) of one JSON and one HTML that say the same."""
        data = self._get_copy(partner, names, companies)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            text = json.dumps(data, ensure_ascii=False, indent=2)
            archive.writestr("personal-data.json", text)
            archive.writestr("personal-data.html", self._render_copy(data))
        return buffer.getvalue()

    @api.model
    def _get_copy(self, partner, names, companies):
        """Return all that is kept of a person, as plain data of strings."""
        traces = self._find_traces(partner, names, companies)
        sections = [
            {
                "kind": self.env["ir.model"]._get(records._name).name,
                "records": [
                    self._read_row(record, hows, record.id in own)
                    | self._read_data(record, hows, names)
                    for record in records
                ],
            }
            for records, hows, own in traces
        ]
        if letters := self._read_letters(partner, companies, traces):
            title = self.env._("Messages and Mails")
            sections.append({"kind": title, "records": letters})
        return {
            "person": partner.display_name,
            "companies": ", ".join(companies.mapped("name")),
            "made_on": format_datetime(self.env, fields.Datetime.now()),
            "sections": sections,
        }

    def _read_row(self, record, hows, is_own):
        """Return {label: value} of a record: all of theirs, else what names them."""
        stored = record._fields.values() if is_own else map(record._fields.get, hows)
        return {
            field._description_string(self.env): text
            for field in stored
            if self._is_copied(field) and (text := self._read_text(record, field))
        }

    def _read_data(self, record, hows, names):
        """Return {label: texts that name the person} of a record's plain data."""
        return {
            record._fields[name]._description_string(self.env): "\n".join(texts)
            for name in hows
            if record._fields[name].type == "json"
            and (texts := get_naming(record[name], names))
        }

    def _is_copied(self, field):
        # Who of the staff worked is no data of the client.
        return (
            field.store
            and field.name not in LEFT_OUT
            and field.type not in LEFT_OUT_TYPES
            and getattr(field, "comodel_name", None) != "res.users"
        )

    def _read_text(self, record, field):
        """Return the value of a field as people read it, empty where there is none."""
        value = record[field.name]
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if field.type == "html":
            return html2plaintext(value or "")
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return labels.get(value, value or "")
        if field.type == "date":
            return value and format_date(self.env, value)
        if field.type == "datetime":
            return value and format_datetime(self.env, value)
        if field.type == "boolean":
            return value and self.env._("yes")
        return str(value) if value else ""

    def _read_letters(self, partner, companies, traces):
        """Return the messages on these records that the person wrote or got."""
        ours = self._get_place_domain("model", partner, companies, traces)
        mine = Domain("author_id", "=", partner.id)
        mine |= Domain("partner_ids", "in", partner.ids)
        mine |= Domain("notified_partner_ids", "in", partner.ids)
        messages = self.env["mail.message"].sudo().search(ours & mine, order="id")
        return [
            {
                self.env._("Date"): format_datetime(self.env, message.date),
                self.env._("Subject"): message.subject or message.record_name or "",
                self.env._("Text"): html2plaintext(message.body or ""),
                self.env._("Files"): ", ".join(message.attachment_ids.mapped("name")),
            }
            for message in messages
        ]

    def _render_copy(self, data):
        """Return the copy as a page that a person reads."""
        facts = Markup("").join(
            Markup("<h2>%s</h2>%s")
            % (
                section["kind"],
                Markup("").join(
                    Markup("<dl>%s</dl>")
                    % Markup("").join(
                        Markup("<dt>%s</dt><dd>%s</dd>") % pair
                        for pair in row.items()
                        if pair[1]
                    )
                    for row in section["records"]
                ),
            )
            for section in data["sections"]
        )
        return Markup(
            "<!DOCTYPE html><html><head><meta charset='utf-8'><title>%s</title>"
            "<style>%s</style></head><body><h1>%s</h1><p>%s · %s</p>%s</body></html>"
        ) % (
            *(data["person"], Markup(STYLE), data["person"]),
            *(data["companies"], data["made_on"], facts),
        )
