from odoo import models

from odoo.addons.sale_timesheet_prepaid.metering import format_minutes


class PrepaidPlan(models.Model):
    _inherit = "prepaid.plan"

    def _explain(self, facts, has_prices=True):
        """Override: a service takes what was booked, whatever it took to do."""
        if not facts or "fixed" not in facts:
            return super()._explain(facts, has_prices)
        if not has_prices and self.unit != "time":
            return self.env._("fixed price")
        text = self.env._("fixed: %(due)s", due=self._format_quantity(facts["fixed"]))
        if facts.get("charge") == "goodwill":
            return self.env._("%(work)s, offered", work=text)
        if facts.get("charge") == "included":
            work = format_minutes(facts["worked"])
            return self.env._("%(work)s, included", work=work)
        return text
