from odoo import api, models
from odoo.fields import Domain

from ..hooks import ADDON
from ..models.prepaid_session import BLOCKING

# How many talks in the way are named.
NAMED_MOST = 10


class BaseModuleUninstall(models.TransientModel):
    _inherit = "base.module.uninstall"

    @api.model
    def _get_prepaid_losses(self):
        """Override: talks, pages and calls go; credit set aside is free again."""
        sessions = self.env["prepaid.session"]
        counts = {
            "talks": sessions.search_count([]),
            "booked": sessions.search_count([("state", "in", BLOCKING)]),
            "holds": self.env["prepaid.hold"].search_count(
                [("session_id", "!=", False), ("state", "=", "held")]
            ),
            "pages": self.env["prepaid.session.offer"]
            .with_context(active_test=False)
            .search_count([]),
            "calls": self.env["prepaid.call.record"].search_count([]),
        }
        text = self.env._(
            "%(talks)s talks, %(pages)s talk pages and %(calls)s calls from files are "
            "deleted, with the rules that clients accepted. %(booked)s of the talks "
            "are still to come: cancel them first if their clients shall hear of it. "
            "Credit that is set aside for %(holds)s of them is free again. Tickets, "
            "timesheets with what they drew, invoices, payments and meetings stay.",
            **counts,
        )
        return super()._get_prepaid_losses() | {ADDON: any(counts.values()) and text}

    @api.model
    def _get_prepaid_refusals(self):
        """Override: a talk under way, or money on a card, is ended here or nowhere."""
        ways = Domain("state", "in", ("running", "done"))
        ways |= Domain("transaction_ids.state", "=", "authorized")
        count = self.env["prepaid.session"].search_count(ways)
        talks = self.env["prepaid.session"].search(ways, limit=NAMED_MOST, order="id")
        text = self.env._(
            "Talks cannot be uninstalled yet: %(count)s of them go on, are not charged "
            "yet, or hold money on a client's card (%(talks)s). Stop or cancel them, "
            "and wait until the scheduled action “%(cron)s” has charged what is due "
            "and given back the rest.",
            count=count,
            talks=", ".join(talks.mapped("name")) + (" …" if count > NAMED_MOST else ""),
            cron=self.env.ref(f"{ADDON}.prepaid_session_collect_cron").sudo().name,
        )
        return super()._get_prepaid_refusals() | {ADDON: count and text}
