from collections import defaultdict
from datetime import date
from operator import methodcaller

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

from ...cron import run_each
from ...metering import to_quantity
from .share import WHOLE, find_level, follow_level

DUE = [("notice_due", "=", True)]


class PrepaidShare(models.Model):
    """Who is told that a share comes to its end: once a crossing and a period.

    Draws only note by how much the use of a period has changed; what that means is
    looked at by the cron. A mistake that is mended meanwhile was never made.
    """

    _inherit = "prepaid.share"

    _prepaid_user_fields = frozenset()

    notice_due = fields.Boolean(readonly=True, copy=False)
    due_use = fields.Json(
        readonly=True,
        copy=False,
        help="First day of a period -> units used more since it was looked at.",
    )
    told_levels = fields.Json(
        readonly=True,
        copy=False,
        help="First day of a period -> the percentage that people were told.",
    )

    _notice_due_idx = models.Index("(id) WHERE notice_due")

    # === WHAT IS TO BE LOOKED AT, IN SUDO === #

    def _note_use(self, use):
        """Add the units of use, {(share, day): units}, to what is to be looked at."""
        changes = defaultdict(lambda: defaultdict(int))
        for (share, day), units in use.items():
            changes[share][str(share._get_period(day)[0])] += units
        for share, change in changes.items():
            before = share.due_use or {}
            after = {first: before.get(first, 0) + n for first, n in change.items()}
            if not share.notice_due:
                share._wake_cron()
            share.write({"due_use": before | after, "notice_due": True})

    def _look_again(self):
        """Look at the running periods again: what shares allow has changed."""
        self._note_use({(share, share.contract_id._get_today()): 0 for share in self})

    @api.model
    def _wake_cron(self):
        cron = self.env.ref("sale_timesheet_prepaid.prepaid_share_cron")
        cron.sudo()._trigger()

    # === TELLING === #

    @api.model
    def _cron_tell(self):
        """Tell of the shares that use has brought to a level; each by itself."""
        run_each(
            self.search(DUE),
            methodcaller("_follow_levels"),
            DUE,
            lambda share, reason: share._tell_fault(reason),
        )

    def _tell_fault(self, reason):
        """Keep on the contract why a notice did not go out."""
        self.contract_id._keep_fault(
            f"share {self.id}",
            reason
            and self.env._("A notice could not be sent: %(reason)s", reason=reason),
        )

    def _follow_levels(self):
        """Look at the periods whose use has changed, and tell what is news."""
        self.ensure_one()
        told, due = dict(self.told_levels or {}), self.due_use or {}
        for first, use in due.items():
            day = date.fromisoformat(first)
            figure = self._get_figures(day)[self]
            level = find_level(figure.used, figure.limit)
            known, is_news = follow_level(told.pop(first, 0), level, use)
            if known:
                told[first] = known
            if is_news:
                self._tell_level(day, level, figure)
        self.write({"told_levels": told, "due_use": False, "notice_due": False})

    def _tell_level(self, day, level, figure):
        """Mail the approvers and the account manager; the contract keeps it."""
        contract = self.contract_id._with_client_lang()
        share = self.with_env(contract.env)
        readers = self.approver_ids | contract.user_id.partner_id
        contract.message_post(
            subject=share.env._(
                "%(share)s: %(level)s %% of the share is used",
                share=self.display_name,
                level=level,
            ),
            body=share._get_level_text(day, figure),
            partner_ids=readers.ids,
            subtype_xmlid="mail.mt_note",
            email_layout_xmlid="mail.mail_notification_light",
        )

    def _get_level_text(self, day, figure):
        values = {
            "share": self.display_name,
            "contract": self.contract_id.name,
            "period": self._get_period_text(day),
            "used": self.contract_id._format_quantity(to_quantity(figure.used)),
            "limit": self.contract_id._format_quantity(to_quantity(figure.limit)),
        }
        text = self.env._(
            "%(share)s used %(used)s of the %(limit)s that are its share of the "
            "contract %(contract)s (%(period)s).",
            **values,
        )
        beyond = self._get_beyond_text(figure)
        return Markup("%s<br/>%s") % (text, beyond) if beyond else text

    def _get_beyond_text(self, figure):
        """Return what becomes of more work, once a share is used up."""
        if figure.used < figure.limit:
            return ""
        if self.is_hard:
            return self.env._("More work is refused until somebody approves it.")
        return self.env._("Work goes on.")

    # === IN WORDS === #

    def _get_period_text(self, day):
        """Return the period that holds a day, in the reader's words."""
        if self.period == WHOLE:
            return self.env._("whole contract")
        patterns = {"month": "MMMM y", "quarter": "QQQ y", "year": "y"}
        return format_date(self.env, day, date_format=patterns[self.period])

    def _get_left_text(self, figure):
        """Return what is left of the running period, in one line."""
        quantities = {
            name: self.contract_id._format_quantity(to_quantity(units))
            for name, units in (
                ("left", abs(figure.left)),
                ("limit", figure.limit),
            )
        }
        values = quantities | {"share": self.display_name}
        if figure.left < 0:
            return self.env._(
                "%(share)s: %(left)s beyond the share of %(limit)s", **values
            )
        return {
            "month": self.env._(
                "%(share)s: %(left)s of %(limit)s left this month", **values
            ),
            "quarter": self.env._(
                "%(share)s: %(left)s of %(limit)s left this quarter", **values
            ),
            "year": self.env._(
                "%(share)s: %(left)s of %(limit)s left this year", **values
            ),
            WHOLE: self.env._("%(share)s: %(left)s of %(limit)s left", **values),
        }[self.period]

    def _tell_figures(self):
        """Return these shares of one contract with their figures, as plain data."""
        figures = self._get_figures(self.contract_id._get_today())
        return [
            {
                "name": share.display_name,
                "text": share._get_left_text(figure),
                "beyond": share._get_beyond_text(figure),
                "percent": figure.used * 100 // figure.limit if figure.limit else 100,
                "colour": share._get_colour(figure),
            }
            for share, figure in figures.items()
        ]

    def _get_colour(self, figure):
        """Return how near to its end a share is, as a colour of the pages."""
        level = find_level(figure.used, figure.limit)
        return "danger" if level == 100 else "warning" if level else "success"
