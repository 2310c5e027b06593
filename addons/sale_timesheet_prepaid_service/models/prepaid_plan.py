from odoo import models


class PrepaidPlan(models.Model):
    """A fixed cost in words."""

    _inherit = "prepaid.plan"

    def _explain(self, facts, has_prices=True):
        """Override: a service costs what was agreed, whatever was worked."""
        if not (facts or {}).get("fixed") or facts.get("charge") == "included":
            return super()._explain(facts, has_prices)
        text = self.env._("fixed")
        if has_prices or self.unit == "time":
            quantity = self._format_quantity(facts["due"] or facts["offered"])
            text = self.env._("fixed %(quantity)s", quantity=quantity)
        if facts.get("charge") == "goodwill":
            return self.env._("%(work)s, offered", work=text)
        return text
