from operator import methodcaller

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_date

from ...cron import run_each
from .listings import LISTINGS

INTERVALS = {"week": relativedelta(weeks=1), "month": relativedelta(months=1)}


class PrepaidMailing(models.Model):
    """A list that goes by mail, every week or month, to whom it concerns.

    Each reader gets what they may read, in their language.
    """

    _name = "prepaid.mailing"
    _description = "Prepaid List by Mail"
    _inherit = "prepaid.guarded"
    _order = "name, id"

    _prepaid_user_fields = {
        "name",
        "listing",
        "is_own",
        "interval",
        "next_date",
        "user_ids",
        "company_id",
        "active",
    }

    name = fields.Char(
        compute="_compute_name",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    active = fields.Boolean(default=True)
    listing = fields.Selection(
        [
            ("contracts", "Contracts, soonest to run out first"),
            ("refills", "Refills that wait or failed"),
            ("questions", "Questions of clients"),
            ("forecast", "Foretold and used, last month"),
            ("recurring", "Recurring value, last month"),
            ("profit", "What an hour earned, by client"),
            ("deferred", "Movements of deferred revenue"),
        ],
        "List",
        required=True,
        default="contracts",
    )
    is_own = fields.Boolean(
        "Only Their Own Clients",
        help="Each reader gets the clients whose account manager they are.",
    )
    interval = fields.Selection(
        [("week", "Every Week"), ("month", "Every Month")],
        required=True,
        default="week",
    )
    next_date = fields.Date(
        "Next on",
        required=True,
        compute="_compute_next_date",
        store=True,
        precompute=True,
        readonly=False,
        help="The mail tells of the week or month that is over by then.",
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Readers",
        required=True,
        domain=[("share", "=", False)],
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    sent_at = fields.Datetime("Sent Last", readonly=True, copy=False)
    fault = fields.Text(
        "Not Sent", readonly=True, copy=False, help="Who did not get it, and why."
    )

    # === COMPUTE METHODS === #

    @api.depends("listing")
    def _compute_name(self):
        labels = dict(self._fields["listing"]._description_selection(self.env))
        for mailing in self:
            mailing.name = labels.get(mailing.listing)

    @api.depends("interval", "company_id")
    def _compute_next_date(self):
        """Begin with next Monday, or with the first of the next month."""
        for mailing in self:
            today = mailing.company_id._get_prepaid_today()
            begin = fields.Date.start_of(today, mailing.interval or "week")
            mailing.next_date = begin + INTERVALS[mailing.interval or "week"]

    # === ACTION METHODS === #

    def action_send(self):
        """Send it now, besides the calendar, and say who got it."""
        self.ensure_one()
        self.check_access("write")
        sent = self.sudo()._send_to_readers()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if self.fault else "success",
                "message": self.fault
                or self.env._("Sent to %(readers)s.", readers=", ".join(sent)),
            },
        }

    def action_open_list(self):
        """Open the list as it would be sent to you."""
        self.ensure_one()
        listing = LISTINGS[self.listing]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"sale_timesheet_prepaid.{listing.action}"
        )
        domain = list(self._get_domain(self.env.user))
        return action | {"domain": domain, "context": {}, "display_name": self.name}

    # === CRON === #

    @api.model
    def _cron_send(self):
        """Send what is due by the calendar of its company."""
        domain = Domain.OR(
            Domain("company_id", "in", companies.ids) & Domain("next_date", "<=", today)
            for today, companies in self.env["res.company"]._get_prepaid_days().items()
        )
        run_each(self.search(domain), methodcaller("_send"), domain, self._tell_failure)

    @api.model
    def _tell_failure(self, mailing, reason):
        if reason:
            mailing.fault = reason

    def _send(self):
        """Send it to its readers and go on to the next day that is not over."""
        self._send_to_readers()
        today = self.company_id._get_prepaid_today()
        while self.next_date <= today:
            self.next_date += INTERVALS[self.interval]

    # === BUSINESS METHODS === #

    def _send_to_readers(self):
        """Send it to each reader; return the names of those who got it."""
        self.ensure_one()
        sent, faults = [], []
        for user in self.user_ids:
            reason = self._find_obstacle(user)
            if reason:
                faults.append(f"{user.name}: {reason}")
            else:
                self._send_to(user)
                sent.append(user.name)
        self.write({"fault": "\n".join(faults), "sent_at": fields.Datetime.now()})
        return sent

    def _find_obstacle(self, user):
        """Return why somebody cannot get this list (str), or None."""
        if not user.active:
            return self.env._("The user is archived. Take them off the list.")
        if self.company_id not in user.company_ids:
            return self.env._(
                "The user does not work for %(company)s. Take them off the list.",
                company=self.company_id.name,
            )
        try:
            self._as_reader(user).check_access("read")
        except AccessError:
            return self.env._(
                "The user may not read “%(listing)s”. Take them off the list, or give "
                "them the rights.",
                listing=self.name,
            )
        if not user.email:
            return self.env._("The user has no email address.")
        return None

    def _as_reader(self, user):
        """Return the model of the list with the rights and words of a reader."""
        rows = self.env[LISTINGS[self.listing].model].with_user(user)
        company_ids = {"allowed_company_ids": self.company_id.ids}
        return rows.with_context(lang=user.lang, tz=user.tz, **company_ids)

    def _send_to(self, user):
        listing = LISTINGS[self.listing]
        table = self._read_table(self._as_reader(user), self._get_domain(user), listing)
        mailing = self.with_context(lang=user.lang)
        period = mailing._get_period_text()
        action = self.env.ref(f"sale_timesheet_prepaid.{listing.action}")
        body = mailing.env["ir.qweb"]._render(
            "sale_timesheet_prepaid.prepaid_mailing_mail",
            {
                "table": table,
                "period": period,
                "url": f"{self.get_base_url()}/odoo/action-{action.id}",
            },
        )
        title = f"{mailing.name} · {period}"
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=title,
            body=body,
            attachments=table.attach(mailing.name, title),
            email_layout_xmlid="mail.mail_notification_light",
        )

    # === WHAT IS IN IT === #

    def _get_period(self):
        """Return the first and last day of the week or month that is over."""
        today = self.company_id._get_prepaid_today()
        listing = LISTINGS[self.listing]
        interval = "month" if listing.is_monthly() else self.interval
        begin = fields.Date.start_of(today, interval)
        return begin - INTERVALS[interval], begin - relativedelta(days=1)

    def _get_period_text(self):
        """Return the period in words; as of now, the day."""
        if not LISTINGS[self.listing].date:
            return format_date(self.env, self.company_id._get_prepaid_today())
        begin, end = (format_date(self.env, day) for day in self._get_period())
        return self.env._("%(begin)s to %(end)s", begin=begin, end=end)

    def _get_domain(self, user):
        """Return which rows a reader gets, their rights aside."""
        listing = LISTINGS[self.listing]
        domain = Domain(list(listing.domain))
        domain &= Domain("company_id", "=", self.company_id.id)
        if listing.date:
            begin, end = self._get_period()
            domain &= Domain(listing.date, ">=", fields.Date.to_string(begin))
            domain &= Domain(listing.date, "<=", fields.Date.to_string(end))
        if self.is_own and listing.owner:
            domain &= Domain(listing.owner, "=", user.id)
        return domain
