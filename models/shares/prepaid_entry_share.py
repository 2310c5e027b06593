from collections import defaultdict

from odoo import fields, models
from odoo.fields import Command

from ...metering import to_units
from ..contract.access import PRICE_GROUPS
from ..ledger.prepaid_entry import DRAW_KINDS


class PrepaidEntry(models.Model):
    """In which shares an entry of work counts: as it was when it was drawn."""

    _inherit = "prepaid.entry"

    share_ids = fields.Many2many(
        "prepaid.share",
        "prepaid_entry_share_rel",
        "entry_id",
        "share_id",
        "Counts in",
        readonly=True,
        groups=PRICE_GROUPS,
        help="Shares of who the work is for, and of those above. A reversal counts "
        "where its entry does.",
    )

    def _update_figures(self):
        """Override: shares are looked at again where their use or their base moves."""
        result = super()._update_figures()
        shared = self.filtered(lambda entry: entry.contract_id.has_shares)
        if shared:
            shared._note_share_use()
        return result

    def _note_share_use(self):
        use = defaultdict(int)
        for entry in self:
            for share in (entry.reversed_entry_id or entry).share_ids:
                use[share, entry.date] -= to_units(entry.quantity)
        for contract in self.filtered(lambda entry: not entry._is_use()).contract_id:
            for share in contract.share_ids.filtered(lambda s: s.kind == "percent"):
                use[share, contract._get_today()] += 0
        self.env["prepaid.share"]._note_use(use)


class PrepaidShare(models.Model):
    _inherit = "prepaid.share"

    def _count_earlier_work(self):
        """Let work of the running period count that was drawn before the share was."""
        for share in self.filtered("active"):
            first, _last = share._get_period(share.contract_id._get_today())
            entries = self.env["prepaid.entry"].search(
                [
                    ("contract_id", "=", share.contract_id.id),
                    ("kind", "in", DRAW_KINDS),
                    ("reversed_entry_id", "=", False),
                    ("timesheet_id", "!=", False),
                    ("date", ">=", first),
                ]
            )
            counted = entries.filtered(
                lambda entry, share=share: (
                    share in entry.timesheet_id._get_shares(share.contract_id)
                )
            )
            counted.write({"share_ids": [Command.link(share.id)]})

    def _keep_one_a_partner(self, partners, kept_partner):
        """Leave one share of partners who are about to be one; all use counts there.

        That of the partner who stays says how much, if there is one.
        """
        shares = self.search([("partner_id", "in", partners.ids)]).sorted(
            lambda share: (share.partner_id != kept_partner, share.id)
        )
        for twins in shares.grouped(lambda s: (s.contract_id, s.period)).values():
            if twins[1:]:
                twins[0]._take_over(twins[1:])
        self.flush_model()

    def _take_over(self, others):
        """Count in this share what counts in others, which end."""
        others.entry_ids.write(self._prepare_linked_vals())
        others.active = False

    def _prepare_linked_vals(self):
        return {"share_ids": [Command.link(share.id) for share in self]}
