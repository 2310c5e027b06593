from odoo import fields, models


class PrepaidCallRule(models.Model):
    """Which kind of talk a call is; the first rule that fits counts."""

    _name = "prepaid.call.rule"
    _description = "Rule for Calls"
    _inherit = "prepaid.guarded"
    _order = "sequence, id"

    _prepaid_user_fields = {
        "sequence",
        "company_id",
        "direction",
        "number",
        "queue",
        "agent",
        "usage_type_id",
    }

    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    direction = fields.Selection([("in", "They called"), ("out", "We called")])
    number = fields.Char("Number Begins With", help="For example +3368. Empty: any.")
    queue = fields.Char(help="Empty: any.")
    agent = fields.Char("Extension", help="Or e-mail, as in the file. Empty: any.")
    usage_type_id = fields.Many2one(
        "prepaid.usage.type", "Kind of Talk", required=True, ondelete="restrict"
    )

    # === BUSINESS METHODS === #

    def _find_usage_type(self, record):
        """Return the usage type that the first fitting rule gives to a call."""
        for rule in self:
            if rule._fits(record):
                return rule.usage_type_id
        return self.env["prepaid.usage.type"]

    def _fits(self, record):
        return (
            (not self.direction or self.direction == record.direction)
            and (record.number or "").startswith((self.number or "").strip())
            and (not self.queue or _is_same(self.queue, record.queue))
            and (not self.agent or _is_same(self.agent, record.agent))
        )


def _is_same(one, other):
    return one.strip().casefold() == (other or "").strip().casefold()
