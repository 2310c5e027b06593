from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..hooks import ADDON
from ..models.prepaid_session import BLOCKING

# How many talks in the way are named.
NAMED_MOST = 10
# What a card held longer ago is free again by itself: it stands in nobody's way.
CARD_HOLDS = timedelta(days=7)


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
        sessions = self.env["prepaid.session"]
        domain = self._get_open_talks_domain()
        count = sessions.search_count(domain)
        names = sessions.search(domain, limit=NAMED_MOST, order="id").mapped("name")
        text = self.env._(
            "Talks cannot be uninstalled yet. %(count)s of them are under way, are not "
            "charged yet, or hold money on a client's card: %(talks)s. Stop or cancel "
            "them, and wait until the scheduled action “%(cron)s” has taken what is "
            "due and given back the rest.",
            count=count,
            talks=", ".join(names) + (" …" if count > NAMED_MOST else ""),
            cron=self.env.ref(f"{ADDON}.prepaid_session_collect_cron").name,
        )
        return super()._get_prepaid_refusals() | {ADDON: count and text}

    @api.model
    def _get_open_talks_domain(self):
        """Talks that only this addon can end: under way, not charged, money held."""
        since = fields.Datetime.now() - CARD_HOLDS
        held = [("state", "=", "authorized"), ("create_date", ">", since)]
        open_states = Domain("state", "in", ("running", "done"))
        return open_states | Domain("transaction_ids", "any", held)
