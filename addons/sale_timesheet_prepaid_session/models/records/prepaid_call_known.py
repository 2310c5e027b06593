from odoo import api, fields, models


class PrepaidCallKnown(models.Model):
    """Whose number it is, or who an extension is, once a person has said so."""

    _name = "prepaid.call.known"
    _description = "Known Number"
    _inherit = "prepaid.guarded"
    _order = "kind, key"
    _rec_name = "key"

    _prepaid_user_fields = {"partner_id", "user_id", "is_ignored"}
    _prepaid_personal_fields = {"partner_id": "row", "user_id": "row"}

    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    kind = fields.Selection(
        [("number", "Number"), ("agent", "One of us")],
        required=True,
        readonly=True,
    )
    key = fields.Char("Number or Name", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Client", index="btree_not_null", ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", "Person", ondelete="cascade")
    is_ignored = fields.Boolean("No Client", help="Calls of this number are no work.")

    _key_unique = models.UniqueIndex(
        "(company_id, kind, key)", "This number is known already."
    )

    # === BUSINESS METHODS === #

    @api.model
    def _remember(self, company, kind, key, **what):
        """Keep what a person said of a number or a name; the last one said counts."""
        domain = [
            ("company_id", "=", company.id),
            ("kind", "=", kind),
            ("key", "=", key),
        ]
        known = self.sudo().search(domain)
        if known:
            known.write(what)
        else:
            known = self.sudo().create(
                {"company_id": company.id, "kind": kind, "key": key} | what
            )
        return known

    @api.model
    def _get_known(self, company, kind, keys):
        """Return {key: record (sudo)} of what is known."""
        domain = [
            ("company_id", "=", company.id),
            ("kind", "=", kind),
            ("key", "in", list(keys)),
        ]
        return {known.key: known for known in self.sudo().search(domain)}
