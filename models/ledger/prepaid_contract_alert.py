from operator import methodcaller

from odoo import api, fields, models

from ...cron import run_each
from ...metering import QUANTITY_DIGITS, to_quantity, to_units

ALERT_LEVELS = ["none", "low", "used_up", "overdrawn"]


class PrepaidContract(models.Model):
    """Figures of credit, their levels, and the notices that tell people."""

    _inherit = "prepaid.contract"

    _prepaid_user_fields = {"low_threshold"}

    low_threshold = fields.Float(
        digits=QUANTITY_DIGITS,
        help="Credit is low at this balance or below: notices go out and the refill "
        "starts. In the plan's unit.",
    )
    alert_level = fields.Selection(
        [
            ("none", "Fine"),
            ("low", "Low"),
            ("used_up", "Used up"),
            ("overdrawn", "Far overdrawn"),
        ],
        required=True,
        default="none",
        readonly=True,
        copy=False,
        help="Lowest level reached since the last grant.",
    )
    notice_due = fields.Boolean(readonly=True, copy=False)

    # Used by the notice cron.
    _notice_due_idx = models.Index("(id) WHERE notice_due")

    def _get_alert_level(self, available):
        """Return the level of a balance in the plan's unit."""
        self.ensure_one()
        if available < 0 and self._is_far_overdrawn(-available):
            return "overdrawn"
        if available <= 0:
            return "used_up"
        return "low" if available <= self.low_threshold else "none"

    def _get_alert_change(self, available, is_granted, is_used):
        """Return what the alerts become with new entries.

        Only use can lower them: a document that is reset, credited or transferred tells
        nobody that credit is low, and sells nothing.
        """
        if not is_granted and not is_used:
            return {}
        return self._prepare_alert_vals(available, is_granted)

    def _prepare_alert_vals(self, available, granted=False):
        """Return what to write when the balance becomes ``available``.

        A grant puts the level where it belongs and so re-arms the crossings above it.
        Anything else can only lower it: giving time back and drawing it again tells
        nobody twice, and refills once.
        """
        self.ensure_one()
        before, level = self.alert_level, self._get_alert_level(available)
        if not granted:
            level = max(before, level, key=ALERT_LEVELS.index)
        if level == before:
            return {}
        if granted or level == "none":
            return {"alert_level": level, "notice_due": False, "refill_due": False}
        self._wake_crons()
        vals = {"alert_level": level, "notice_due": True}
        if before == "none":
            vals["refill_due"] = self.refill_trigger == "threshold"
        return vals

    @api.model
    def _wake_crons(self):
        for cron in ("prepaid_refill_cron", "prepaid_contract_notify_cron"):
            self.env.ref(f"sale_timesheet_prepaid.{cron}").sudo()._trigger()

    def _raise_alert(self):
        """Look at the level again after a change of the settings."""
        for contract in self.sudo():
            if contract.state == "active" and contract._has_entries():
                contract.write(contract._prepare_alert_vals(contract.available))

    def _add_to_figures(self, deltas, granted):
        """Add the units of new entries to the stored figures.

        ``deltas`` maps each contract to (balance, debt, date of the last draw);
        ``granted`` holds the contracts that got new credit. Contracts are written in
        id order so that workers meet in the same order.
        """
        for contract in self.sorted("id"):
            balance, debt, date = deltas[contract]
            vals = {
                "balance": to_quantity(to_units(contract.balance) + balance),
                "debt": to_quantity(to_units(contract.debt) + debt),
            }
            if date and (not contract.date_last_draw or date > contract.date_last_draw):
                vals["date_last_draw"] = date
            contract.with_context(tracking_disable=True).write(
                vals
                | contract._get_alert_change(
                    vals["balance"], is_granted=contract in granted, is_used=bool(date)
                )
            )

    # === NOTICES === #

    @api.model
    def _cron_notify(self):
        """Send the notices that are due: credit low, used up, granted, expiring.

        The flag that says a notice is due goes with the notice, so that it is sent
        once even when several workers run.
        """
        Grant = self.env["prepaid.grant"]
        for Model, domain, verb in (
            (self, [("notice_due", "=", True)], "_notify_level"),
            (Grant, [("grant_notice_due", "=", True)], "_notify_granted"),
            (Grant, Grant._get_expiring_domain("last"), "_notify_expiring_last"),
            (Grant, Grant._get_expiring_domain("first"), "_notify_expiring"),
        ):
            run_each(
                Model.search(domain), methodcaller(verb), domain, self._skip_notice
            )

    @api.model
    def _skip_notice(self, record, reason):
        """Keep why a notice did not go out, and do not try it again."""
        contract = record if record._name == self._name else record.contract_id
        record._clear_notices()
        contract.message_post(
            body=self.env._("A notice could not be sent: %(reason)s", reason=reason)
        )

    def _clear_notices(self):
        self.notice_due = False

    def _notify_level(self):
        """Tell the client's contacts, and the account manager by activity."""
        self.ensure_one()
        self._clear_notices()
        self._post_notice(f"prepaid_contract_mail_template_{self.alert_level}")
        if self.user_id:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=self.user_id.id,
                summary=self._get_level_summary(),
            )

    def _get_level_summary(self):
        values = {
            "contract": self.name,
            "balance": self._format_quantity(self.available),
        }
        if self.alert_level == "overdrawn":
            return self.env._("%(contract)s: far overdrawn (%(balance)s)", **values)
        if self.alert_level == "used_up":
            return self.env._(
                "%(contract)s: credit used up (%(balance)s left)", **values
            )
        return self.env._("%(contract)s: credit low (%(balance)s left)", **values)

    def _post_notice(self, template, **context):
        """Mail a template to the notice contacts and keep it in the chatter."""
        self.ensure_one()
        return self.with_context(**context).message_post_with_source(
            f"sale_timesheet_prepaid.{template}",
            subtype_xmlid="mail.mt_note",
            email_layout_xmlid="mail.mail_notification_light",
        )
