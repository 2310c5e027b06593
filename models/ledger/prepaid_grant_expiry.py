from operator import methodcaller

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...cron import run_each
from ...metering import round_half_up, to_units

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
    def _get_expiring_domain(self, notice="first"):
        """Return the grants whose clients must be told that they expire soon.

        ``notice`` is "first" or "last": each goes out once.
        """
        flag, setting = EXPIRY_NOTICES[notice]
        today = fields.Date.context_today(self)
        domains = [
            Domain("company_id", "=", company.id)
            & Domain("date_expiry", "<=", today + relativedelta(days=days))
            for company in self.env["res.company"].search([])
            if (days := company[setting])
        ]
        return (
            Domain(flag, "=", True)
            & Domain("remaining", ">", 0)
            & Domain("date_expiry", ">=", today)
            & Domain.OR(domains)
        )

    @api.model
    def _get_lapsed_domain(self):
        """Return the grants with credit whose expiry and grace are over."""
        today = fields.Date.context_today(self)
        plans = self.env["prepaid.plan"].with_context(active_test=False)
        return Domain("remaining", ">", 0) & Domain.OR(
            Domain("date_expiry", "<", today - relativedelta(days=days))
            & Domain("contract_id.plan_id.expiry_grace_days", "=", days)
            for (days,) in plans._read_group([], ["expiry_grace_days"])
        )

    @api.model
    def _cron_expire(self):
        """Take the unused credit of lapsed grants out, once, grant by grant."""
        domain = self._get_lapsed_domain()
        run_each(
            self.search(domain),
            methodcaller("_expire"),
            domain,
            lambda grant, reason: grant.contract_id.message_post(body=reason),
        )

    def _expire(self):
        """Book the expiry of what remains, on the day after the grace.

        What the plan rolls over goes on as a grant of its own, for a while.
        """
        rolled = [vals for grant in self for vals in grant._roll_over()]
        self.env["prepaid.entry"].create(
            [
                grant._prepare_out_entry_vals(
                    "expire",
                    to_units(grant.remaining),
                    grant.date_expiry
                    + relativedelta(days=grant.plan_id.expiry_grace_days + 1),
                    grant.contract_id._with_client_lang().env._(
                        "Expired: %(grant)s", grant=grant.name
                    ),
                )
                for grant in self
                if grant.remaining
            ]
        )
        self.create(rolled)._update_amount()

    def _roll_over(self):
        """Take out what stays usable and return the vals of its grant, if any.

        At most the plan's part of the pack; credit rolls over once.
        """
        self.ensure_one()
        plan = self.plan_id
        most = round_half_up(
            self.quantity * plan.rollover_percent / 100, self._get_step()
        )
        units = min(to_units(self.remaining), to_units(float(most)))
        if units <= 0 or self.kind == "rollover":
            return []
        name = self.contract_id._with_client_lang().env._(
            "Rolled over: %(grant)s", grant=self.name
        )
        vals = self._transfer_out(self.contract_id, units, name)
        start = self.date_expiry + relativedelta(days=1)
        months = relativedelta(months=plan.rollover_months)
        return [
            vals
            | {
                "kind": "rollover",
                "date": start,
                "date_expiry": start + months - relativedelta(days=1),
            }
        ]

    def _get_step(self):
        """Return the smallest quantity of the plan: a minute, a cent."""
        return self.currency_id.rounding if self.unit == "money" else 1

    # === NOTICES === #

    def _clear_notices(self):
        self.write({"grant_notice_due": False} | self._get_expiry_flags_off())

    @api.model
    def _get_expiry_flags_off(self):
        return {flag: False for flag, _setting in EXPIRY_NOTICES.values()}

    def _notify_granted(self):
        self.grant_notice_due = False
        self.contract_id._post_notice(
            "prepaid_contract_mail_template_granted", prepaid_grant=self
        )

    def _notify_expiring_last(self):
        """Say it a last time; a first notice that is still due goes with it."""
        self.write(self._get_expiry_flags_off())
        self._post_expiring()

    def _notify_expiring(self):
        self.expiry_notice_due = False
        self._post_expiring()

    def _post_expiring(self):
        self.contract_id._post_notice(
            "prepaid_contract_mail_template_expiring", prepaid_grant=self
        )
