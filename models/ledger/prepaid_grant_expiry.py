from operator import methodcaller

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...cron import run_each
from ...metering import to_units

# Each notice before an expiry: the flag of the grant and the setting of the company.
EXPIRY_NOTICES = {
    "first": ("expiry_notice_due", "prepaid_expiry_notice_days"),
    "last": ("expiry_last_notice_due", "prepaid_expiry_last_notice_days"),
}


class PrepaidGrant(models.Model):
    """How unused credit expires, and what its client is told before."""

    _inherit = "prepaid.grant"

    expiry_last_notice_due = fields.Boolean(readonly=True, copy=False, default=True)

    @api.model
    def _get_expiring_domain(self, *notices):
        """Return the grants whose clients must be told that they expire soon.

        ``notices`` are "first" or "last", by default either: each goes out once.
        """
        return Domain.OR(map(self._get_notice_domain, notices or EXPIRY_NOTICES))

    @api.model
    def _get_notice_domain(self, notice):
        flag, setting = EXPIRY_NOTICES[notice]
        domains = [
            Domain("company_id", "=", company.id)
            & Domain("date_expiry", ">=", today)
            & Domain("date_expiry", "<=", today + relativedelta(days=days))
            for today, companies in self.env["res.company"]._get_prepaid_days().items()
            for company in companies
            if (days := company[setting])
        ]
        return (
            Domain(flag, "=", True) & Domain("remaining", ">", 0) & Domain.OR(domains)
        )

    @api.model
    def _get_lapsed_domain(self):
        """Return the grants with credit whose expiry and grace are over."""
        plans = self.env["prepaid.plan"].with_context(active_test=False)
        graces = [days for (days,) in plans._read_group([], ["expiry_grace_days"])]
        return Domain("remaining", ">", 0) & Domain.OR(
            Domain("company_id", "in", companies.ids)
            & Domain("date_expiry", "<", today - relativedelta(days=days))
            & Domain("contract_id.plan_id.expiry_grace_days", "=", days)
            for today, companies in self.env["res.company"]._get_prepaid_days().items()
            for days in graces
        )

    @api.model
    def _cron_expire(self):
        """Take the unused credit of lapsed grants out, once, grant by grant."""
        domain = self._get_lapsed_domain()
        run_each(
            self.search(domain),
            methodcaller("_expire"),
            domain,
            lambda grant, reason: grant.contract_id._keep_fault(
                f"expiry {grant.id}", reason
            ),
        )

    def _expire(self):
        """Book the expiry of what remains, unless it must not expire."""
        (self - self._keep_barred())._book_expiry()

    def _book_expiry(self):
        """Take out what remains, on the day after the grace.

        What the plan rolls over goes on as a grant of its own, for a while. What came
        back to a rolled-over grant goes on with its origin, if that is valid again.
        What is set aside stays until that has ended.
        """
        returning = self.filtered(
            lambda grant: (
                grant._is_rolled_over() and not grant.origin_grant_id._has_lapsed()
            )
        )
        returning._roll_back()
        rolled = [vals for grant in self for vals in grant._roll_over()]
        kept = self._get_kept_units(rolled)
        self.env["prepaid.entry"].create(
            [
                grant._prepare_expiry_vals(
                    to_units(grant.remaining) - kept.get(grant, 0),
                    grant.date_expiry
                    + relativedelta(days=grant.plan_id.expiry_grace_days + 1),
                    grant._get_expiry_text(),
                )
                for grant in self
                if to_units(grant.remaining) > kept.get(grant, 0)
            ]
        )
        self.create(rolled)._update_amount()
        self.filtered("owed")._follow_outcome()

    def _prepare_expiry_vals(self, units, date, name):
        """Return the vals of an entry by which units expire, owed as was promised."""
        vals = self._prepare_out_entry_vals("expire", units, date, name)
        return vals | {"is_owed": self._stays_owed()}

    def _has_lapsed(self):
        """Tell whether expiry and grace of the grant are over."""
        self.ensure_one()
        grace = relativedelta(days=self.plan_id.expiry_grace_days)
        return bool(self.date_expiry) and self.date_expiry + grace < self._get_today()

    def _expire_now(self, reason):
        """Let what remains expire today. A later expiry, by hand, brings it back.

        What was not sold to be lost stays owed.
        """
        left = self.filtered("remaining")
        for grant in left:
            grant.date_expiry = max(grant.date, grant._get_today())
        self.env["prepaid.entry"].create(
            [
                grant._prepare_expiry_vals(
                    to_units(grant.remaining), grant._get_today(), reason
                )
                for grant in left
            ]
        )
        left.filtered(
            lambda grant: grant.owed and grant.expiry_outcome == "refund"
        )._follow_outcome()

    # === REVIVAL === #

    def write(self, vals):
        """A later expiry brings back what lapsed, and tells of the new one in time."""
        if "date_expiry" not in vals:
            return super().write(vals)
        before = {grant: grant.date_expiry for grant in self}
        result = super().write(vals)
        moved = self.filtered(lambda grant: grant.date_expiry != before[grant]).sudo()
        if moved:
            moved.write({flag: True for flag, _setting in EXPIRY_NOTICES.values()})
            moved.filtered(lambda grant: not grant._has_lapsed())._revive()
        return result

    def _revive(self):
        """Reverse the expiry of these grants, as if it had never been booked.

        What had rolled over comes back too, as far as it is not used: it is one credit.
        Documents are asked again: what was refunded meanwhile does not come back.
        """
        rolled = self._get_rolled_over()
        expired = self.env["prepaid.entry"].search(
            [("grant_id", "in", (self | rolled).ids), ("kind", "=", "expire")]
        )
        revived = self.env["prepaid.entry"].create(
            [
                entry._prepare_reversal_vals(-live.units)
                for entry, live in expired._get_live_units().items()
                if live.units
            ]
        )
        returning = rolled.filtered("remaining")
        returning._roll_back()
        grants = (revived.grant_id | returning.origin_grant_id) & self
        if grants:
            (grants | returning)._update_amount()
            grants._sync_sources()
            grants.contract_id._settle_debt()
            grants._tell_revival()

    def _tell_revival(self):
        """Keep on the contract what became valid again."""
        for grant in self.filtered("remaining"):
            grant.contract_id.message_post(
                body=self.env._(
                    "“%(grant)s” is valid again: %(quantity)s left.",
                    grant=grant.name,
                    quantity=grant.contract_id._format_quantity(grant.remaining),
                )
            )
