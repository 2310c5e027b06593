from collections import defaultdict

from odoo import models

from ...metering import apportion

# Percentages of an analytic distribution have two decimals.
WHOLE = 10000


class PrepaidContract(models.Model):
    """Which work beyond the credit is invoiced next."""

    _inherit = "prepaid.contract"

    def _get_to_invoice(self, until):
        """Return {usage type: [(entry, units)]} owed until a day and on no draft."""
        drafted = defaultdict(int)
        for line in self._get_overage_drafts():
            drafted[line.prepaid_usage_type_id] += line._get_overage_units()
        owed = defaultdict(list)
        for entry, usage, units in self._get_owed():
            taken = min(units, drafted[usage])
            drafted[usage] -= taken
            if units > taken and entry.date <= until:
                owed[usage].append((entry, units - taken))
        # A few seconds may be no quantity yet where invoices have no decimals.
        return {
            usage: parts
            for usage, parts in owed.items()
            if self.plan_id._get_overage_packs(sum(units for _e, units in parts))
        }

    def _get_overage_drafts(self):
        """Return the draft invoice lines that bill work of these contracts."""
        lines = self.env["account.move.line"].search(
            [
                ("prepaid_overage_contract_id", "in", self.ids),
                ("parent_state", "=", "draft"),
            ]
        )
        return lines.filtered(lambda line: line._drafts_overage())


class PrepaidGrant(models.Model):
    _inherit = "prepaid.grant"

    def _get_billed_usage(self):
        """Return the usage type of the work whose bill this is."""
        return self.move_line_id.prepaid_usage_type_id

    def _may_be_paid(self):
        """Tell whether the document that sold it may still earn what is owed of it."""
        self.ensure_one()
        line = self.sale_line_id or self.move_line_id
        if self.is_replaced or not line:
            return False
        document = self.sale_line_id.order_id or self.move_id
        return document.state != "cancel" and not line._get_prepaid_claim().is_earned


class PrepaidEntry(models.Model):
    _inherit = "prepaid.entry"

    def _get_work_distribution(self, units):
        """Return the analytic distribution of work, ``units`` of each of these entries.

        Work without analytic accounts has no part in it.
        """
        names = self.env["account.analytic.line"]._get_plan_fnames()
        worked = defaultdict(int)
        for entry, part in zip(self, units, strict=True):
            work_sudo = entry.timesheet_id.sudo()
            key = ",".join(str(work_sudo[name].id) for name in names if work_sudo[name])
            worked[key] += part
        parts = apportion(WHOLE, list(worked.values()))
        return {
            key: part / 100
            for key, part in zip(worked, parts, strict=True)
            if key and part
        }
