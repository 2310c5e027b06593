from functools import partial

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...cron import run_each
from .alert import LEVELS
from .prepaid_grant_expiry import EXPIRY_NOTICES


class PrepaidContract(models.Model):
    """What clients are told by mail: one mail a customer, a day and a matter."""

    _inherit = "prepaid.contract"

    @api.model
    def _get_notice_domains(self):
        """Return {matter: domain of the contracts whose clients must be told}."""
        expiring = self.env["prepaid.grant"]._get_expiring_domain()
        return {
            "level": Domain("notice_due", "=", True) & ~self._get_told_domain(),
            "granted": Domain("grant_ids.grant_notice_due", "=", True),
            "expiring": Domain("grant_ids", "any", expiring),
        }

    @api.model
    def _get_told_domain(self):
        """Return the domain of contracts whose clients know since today.

        Who goes up and down around the threshold is told once a day.
        """
        days = self.env["res.company"]._get_prepaid_days()
        is_today = Domain.OR(
            Domain("company_id", "in", companies.ids)
            & Domain("last_told_day", "=", day)
            for day, companies in days.items()
        )
        is_known = Domain.OR(
            Domain("used_level", "=", level)
            & Domain("last_told_level", "in", LEVELS[rank:])
            for rank, level in enumerate(LEVELS)
        )
        return is_today & is_known

    @api.model
    def _cron_notify(self):
        """Send the notices that are due: credit low, used up, granted, expiring.

        The flag that says a notice is due goes with the notice, so that it is sent
        once even when several workers run.
        """
        for matter, domain in self._get_notice_domains().items():
            run_each(
                self.search(domain),
                partial(self._notify, matter, domain),
                domain,
                partial(self._tell_notice, matter),
            )

    @api.model
    def _tell_notice(self, matter, contract, reason):
        """Keep why a notice did not go out; the next run tries again."""
        contract._keep_fault(
            f"notice {matter}",
            reason
            and self.env._("A notice could not be sent: %(reason)s", reason=reason),
        )

    @api.model
    def _notify(self, matter, domain, contract):
        """Tell a client of all contracts of theirs that have the same to tell."""
        getattr(contract | contract._get_alike(domain), f"_notify_{matter}")()

    def _get_alike(self, domain):
        """Return the customer's other contracts whose notice goes in the same mail."""
        others = self.search(
            domain
            & Domain("id", "!=", self.id)
            & Domain("partner_id", "=", self.partner_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("used_level", "=", self.used_level)
            & Domain("user_id", "=", self.user_id.id)
        )
        readers = self._get_notice_partners()
        return others.filtered(
            lambda contract: contract._get_notice_partners() == readers
        ).try_lock_for_update(allow_referencing=True)

    # One method a matter. Each takes the flags back and mails once.

    def _notify_level(self):
        """Tell the client's contacts, and the account manager by activity."""
        level = self[:1].used_level
        self.write(
            {
                "told_level": level,
                "notice_due": False,
                "last_told_level": level,
                "last_told_day": self.company_id._get_prepaid_today(),
            }
        )
        self._post_notice(f"prepaid_contract_mail_template_{level}")
        for contract in self.filtered("user_id"):
            contract._ask_to_act(
                "credit", contract.user_id, contract._get_level_summary()
            )

    def _notify_granted(self):
        """Tell of new credit, a bonus with its pack. What was taken back is no news."""
        grants = self.grant_ids.filtered("grant_notice_due")
        grants.grant_notice_due = False
        # Taken back before it was told: as if nothing had been.
        void = grants.filtered(lambda grant: grant.state == "void")
        void._forget_taken()
        given = (grants - void).filtered(lambda grant: grant.kind == "goodwill")
        if given and self.company_id.prepaid_given_notice:
            self._post_notice("prepaid_contract_mail_template_given", given)
        if sold := grants - void - given:
            self._post_notice("prepaid_contract_mail_template_granted", sold)

    def _notify_expiring(self):
        """Tell of all credit that expires soon. A last notice is also the first."""
        Grant = self.env["prepaid.grant"]
        self.grant_ids.filtered_domain(Grant._get_expiring_domain())._keep_barred()
        last, soon = (
            self.grant_ids.filtered_domain(Grant._get_expiring_domain(notice))
            for notice in ("last", "first")
        )
        last.write({flag: False for flag, _setting in EXPIRY_NOTICES.values()})
        soon.expiry_notice_due = False
        if grants := (last | soon).sorted("date_expiry"):
            self._tell_expiring(grants)

    def _tell_expiring(self, grants):
        """Tell the client of this credit, soonest expiry first."""
        self._post_notice("prepaid_contract_mail_template_expiring", grants)

    def _get_level_summary(self):
        values = {
            "contract": self.name,
            "balance": self._get_watched_text(),
        }
        if self.told_level == "overdrawn":
            return self.env._("%(contract)s: far overdrawn (%(balance)s)", **values)
        if self.told_level == "used_up":
            return self.env._(
                "%(contract)s: credit used up (%(balance)s left)", **values
            )
        day = self._get_forecast().day
        if not day:
            return self.env._("%(contract)s: credit low (%(balance)s left)", **values)
        return self.env._(
            "%(contract)s: credit low (%(balance)s left, at this pace until %(day)s)",
            day=format_date(self.env, day),
            **values,
        )

    def _post_notice(self, template, grants=None):
        """Mail a template to the notice contacts and keep it in the chatters.

        The template reads the contracts and the grants that it tells of in its context.
        """
        contract = self[:1]
        for other in self:
            other._keep_fault("address", other.address_fault)
        contract.with_context(
            prepaid_contracts=self, prepaid_grants=grants
        ).message_post_with_source(
            f"sale_timesheet_prepaid.{template}",
            subtype_xmlid="mail.mt_note",
            email_layout_xmlid="mail.mail_notification_light",
        )
        for other in self - contract:
            other.message_post(
                body=self.env._(
                    "The client was told, in the notice of %(contract)s.",
                    contract=contract.name,
                )
            )
