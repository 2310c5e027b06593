from odoo import api, models
from odoo.exceptions import UserError

# So many of a kind are named, the rest is counted.
NAMED = 3


class PrepaidInUse(models.AbstractModel):
    """What others need is not deleted: it says who needs it, and what to do instead.

    PostgreSQL would refuse as well, in its own words.
    """

    _name = "prepaid.in.use"
    _description = "Prepaid in Use"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        for record in self:
            uses = record._get_uses()
            if not uses:
                continue
            raise UserError(
                self.env._(
                    "“%(name)s” is in use and cannot be deleted. %(remedy)s\n\n"
                    "%(uses)s",
                    name=record.display_name,
                    remedy=record._get_use_remedy(),
                    uses="\n".join(f"- {self._describe_uses(use)}" for use in uses),
                )
            )

    def _changes(self, vals, names):
        """Tell whether the vals of a write give one of these fields another value."""
        self.ensure_one()
        convert = {name: self._fields[name].convert_to_write for name in names}
        return any(
            convert[name](self[name], self) != vals[name]
            for name in names & vals.keys()
        )

    def _get_use_remedy(self):
        if "active" in self._fields:
            return self.env._("Archive it instead: what uses it keeps it.")
        return self.env._("Take it off these first.")

    def _get_uses(self):
        """Return who keeps this record: a list of recordsets in sudo, one a model.

        Those that the database restricts, and those that would go with the record and
        are kept by others. Override it to add what no foreign key tells.
        """
        uses = self._find_pointing("restrict")
        for parts_sudo in self._find_pointing("cascade"):
            uses += self._find_pointing("restrict", parts_sudo)
        found = {}
        for records in uses:
            found[records._name] = found.get(records._name, records) | records
        return list(found.values())

    def _find_pointing(self, ondelete, target=None):
        """Return the records, one recordset a field, that point at the target."""
        target = self if target is None else target
        found = []
        for model in self.env.values():
            if model._abstract or model._transient or not model._auto:
                continue
            for field in model._fields.values():
                if _points(field, target._name, ondelete) and self._is_use(field):
                    records_sudo = model.sudo().with_context(active_test=False)
                    found.append(records_sudo.search([(field.name, "in", target.ids)]))
        return [records for records in found if records]

    def _is_use(self, field):
        """Tell whether a field that points here is told of."""
        return True

    def _describe_uses(self, uses):
        """Return records for people: their kind, and names of those the user reads."""
        kind = self.env["ir.model"]._get(uses._name).name
        readable = uses.with_env(self.env(su=False))._filtered_access("read")
        names = readable[:NAMED].mapped("display_name")
        more = len(uses) - len(names)
        if not names:
            return self.env._("%(kind)s: %(number)s", kind=kind, number=more)
        if more:
            return self.env._(
                "%(kind)s: %(names)s and %(number)s more",
                kind=kind,
                names=", ".join(names),
                number=more,
            )
        return self.env._("%(kind)s: %(names)s", kind=kind, names=", ".join(names))


def _points(field, model_name, ondelete):
    return (
        field.type in ("many2one", "many2many")
        and field.store
        and field.comodel_name == model_name
        and field.ondelete == ondelete
        and not field.inherited
    )
