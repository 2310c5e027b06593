from odoo import models

from .clause import Clause, is_refilled, is_unasked


class PrepaidPlan(models.Model):
    """How credit is bought again, and who may use how much of it."""

    _inherit = "prepaid.plan"

    def _get_refill_clause(self, deal):
        title = self.env._("How credit is topped up")
        if not is_refilled(deal):
            text = self.env._("No credit is bought unless the client orders it.")
            return Clause("refill", title, (text,))
        texts = {
            "activity": self.env._(
                "When credit is low, the provider offers more. Nothing is bought "
                "unless the client agrees."
            ),
            "quotation": self.env._(
                "When credit is low, the provider sends a quotation. Nothing is bought "
                "unless the client accepts it."
            ),
            "draft_invoice": self.env._(
                "When credit is low, the provider orders the agreed pack for the "
                "client and invoices it."
            ),
            "posted_invoice": self.env._(
                "When credit is low, the agreed pack is ordered for the client, and "
                "its invoice is sent."
            ),
            "charge": self.env._(
                "When credit is low, the agreed pack is ordered for the client and "
                "charged to the payment method that the client saved."
            ),
        }
        consent = deal.refill_mode == "charge" and self.env._(
            "Only a consent of the client allows a charge. It names the payment method "
            "and the most that one charge may be, and can be revoked at any time."
        )
        kept = filter(None, (texts[deal.refill_mode], consent))
        return Clause("refill", title, tuple(kept))

    def _get_renewal_clause(self, deal):
        title = self.env._("What renews by the calendar")
        if deal.renewal_notice_days is None:
            return Clause("renewal", title, ())
        texts = {
            "now": self.env._(
                "A change in mid-period is billed by the day: more is invoiced, less "
                "is given back."
            ),
            "next": self.env._("A change holds from the next renewal on."),
            "never": self.env._(
                "More in mid-period is invoiced by the day; for less nothing is given "
                "back."
            ),
        }
        valid = {
            "period": self.env._("Credit of a period can be used until it ends."),
            "pack": self.env._("Credit of a period is valid as long as its pack says."),
        }
        notice = (
            self.env._(
                "The client may stop it to the end of a period, at the latest %(days)s "
                "days before.",
                days=deal.renewal_notice_days,
            )
            if deal.renewal_notice_days
            else self.env._("The client may stop it to the end of any period.")
        )
        told = self.env._("New prices of a renewal are announced before they hold.")
        kept = (
            notice,
            texts[self.schedule_change_policy],
            valid[self.schedule_validity],
            told,
        )
        return Clause("renewal", title, kept)

    def _get_cancel_clause(self, deal):
        """Return where anybody cancels what goes on by itself."""
        title = self.env._("How to cancel")
        renews = deal.renewal_notice_days is not None
        if "prepaid.cancellation" not in self.env or not (renews or is_unasked(deal)):
            return Clause("cancel", title, ())
        text = self.env._(
            "What renews or is ordered by itself is cancelled on the page %(page)s, "
            "without an account. A confirmation follows by email.",
            page=f"{self.get_base_url()}/prepaid/cancel",
        )
        return Clause("cancel", title, (text,))

    def _get_shares_clause(self, deal):
        title = self.env._("Who uses how much")
        if not deal.shares:
            return Clause("shares", title, ())
        text = (
            self.env._(
                "The credit is shared between sites or people of the client. Work "
                "beyond a share is refused, unless who approves for the client allows "
                "more."
            )
            if deal.shares == "hard"
            else self.env._(
                "The credit is shared between sites or people of the client. Work "
                "beyond a share goes on, and who approves for the client is told."
            )
        )
        return Clause("shares", title, (text,))
