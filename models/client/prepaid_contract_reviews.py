from operator import methodcaller

from odoo import api, fields, models
from odoo.fields import Domain

from ...cron import run_each
from ..contract.access import PRICE_GROUPS
from .prepaid_review import INTERVALS
from .review import INTERVAL_MONTHS, get_last_period


class PrepaidPlan(models.Model):
    """How often the clients of a plan are told what they got."""

    _inherit = "prepaid.plan"

    _prepaid_user_fields = {"review_interval"}

    review_interval = fields.Selection(
        INTERVALS,
        "Reviews",
        required=True,
        default="none",
        help="How often new contracts of the plan are reviewed, unless they say "
        "otherwise.",
    )


class PrepaidContract(models.Model):
    """The reviews of a contract, by hand and when a period is over."""

    _inherit = "prepaid.contract"

    _prepaid_user_fields = {"review_interval", "review_needs_note"}

    review_interval = fields.Selection(
        INTERVALS,
        "Reviews",
        compute="_compute_review_interval",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="How often the client is told what it got: work by kind and ticket, "
        "answers in time, what comes next.",
    )
    review_needs_note = fields.Boolean(
        "I Read Them First",
        default=True,
        help="The review is drafted when its period is over, and the account manager "
        "reads it, adds a word and sends it. Otherwise it is mailed by itself.",
    )
    review_date = fields.Date(
        "Reviewed Until",
        compute="_compute_review_date",
        store=True,
        copy=False,
        help="Last day of the latest review that was made by itself, or of the period "
        "before reviews were wanted.",
    )
    review_ids = fields.One2many("prepaid.review", "contract_id", groups=PRICE_GROUPS)
    review_count = fields.Integer(compute="_compute_review_count", groups=PRICE_GROUPS)

    # === COMPUTE METHODS === #

    @api.depends("plan_id")
    def _compute_review_interval(self):
        """Start with what the plan proposes; another plan changes nothing then."""
        for contract in self:
            contract.review_interval = (
                contract._origin.review_interval
                or contract.plan_id.review_interval
                or "none"
            )

    @api.depends("review_interval")
    def _compute_review_date(self):
        """Begin with the period in which reviews are wanted."""
        for contract in self:
            period = contract._get_last_review_period()
            last = period and period[1]
            contract.review_date = (
                max(last, contract.review_date or last)
                if last
                else contract.review_date
            )

    @api.depends("review_ids")
    def _compute_review_count(self):
        numbers = dict(
            self.env["prepaid.review"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        )
        for contract in self:
            contract.review_count = numbers.get(contract._origin, 0)

    # === ACTION METHODS === #

    def action_open_reviews(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_review_action"
        )
        return action | {
            "domain": [("contract_id", "=", self.id)],
            "context": {"default_contract_id": self.id},
        }

    def action_review(self):
        """Open the draft of the last full quarter, or the form of a new review."""
        self.ensure_one()
        first, last = get_last_period(self._get_today(), 3)
        draft = self.review_ids.filtered(
            lambda review: (
                review.state == "draft"
                and (review.date_from, review.date_to) == (first, last)
            )
        )[:1]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Review"),
            "res_model": "prepaid.review",
            "res_id": draft.id,
            "views": [(False, "form")],
            "context": {"default_contract_id": self.id},
        }

    # === CRON === #

    @api.model
    def _cron_make_reviews(self):
        """Make the review of each period that is over, once, where it is wanted."""
        domain = Domain("state", "!=", "draft") & Domain.OR(
            Domain("company_id", "in", companies.ids)
            & Domain("review_interval", "=", interval)
            & Domain("review_date", "<", get_last_period(today, months)[1])
            for today, companies in self.env["res.company"]._get_prepaid_days().items()
            for interval, months in INTERVAL_MONTHS.items()
        )
        run_each(
            self.search(domain, order="id"),
            methodcaller("_make_review"),
            domain,
            self._tell_review,
        )

    @api.model
    def _tell_review(self, contract, reason):
        """Keep why a review could not be made or sent; the next run tries again."""
        contract._keep_fault(
            "review",
            reason
            and self.env._("The review could not be sent: %(reason)s", reason=reason),
        )

    def _make_review(self):
        """Make the review of the last period, and send it or ask for its note.

        One that a person made of the same period is not made again; a draft of theirs
        is theirs to send.
        """
        self.ensure_one()
        first, self.review_date = self._get_last_review_period()
        period = [("date_from", "=", first), ("date_to", "=", self.review_date)]
        if not self._has_review_matter(first, self.review_date):
            return
        review = self.review_ids.filtered_domain(period)[:1]
        is_new = not review
        if is_new:
            review = self.env["prepaid.review"].create(
                {
                    "contract_id": self.id,
                    "date_from": first,
                    "date_to": self.review_date,
                }
            )
        if is_new and not self.review_needs_note:
            review._send()
        elif review.state == "draft":
            review._ask_for_note()

    # === BUSINESS METHODS === #

    def _get_last_review_period(self):
        """Return the days of the latest period that is over, None without reviews."""
        months = INTERVAL_MONTHS.get(self.review_interval)
        return months and get_last_period(self._get_today(), months)

    def _has_review_matter(self, first, last):
        """Tell whether there is anything to say: something moved, or credit is left."""
        moved = Domain("contract_id", "=", self.id) & Domain("kind", "!=", "settle")
        moved &= Domain("date", ">=", first) & Domain("date", "<=", last)
        return bool(
            self.balance or self.env["prepaid.entry"].search_count(moved, limit=1)
        )

    def _get_client_reviews(self):
        """Return the reviews that the client's page lists, the latest first.

        In sudo, after the check of access.
        """
        return self.review_ids.filtered(lambda review: review.state == "sent")

    def _get_mailed_review(self):
        """Return the review that a mail is about, in sudo; in its preview the latest.

        For the mail template.
        """
        reviews_sudo = self.sudo().review_ids
        mailed_id = self.env.context.get("prepaid_review_id")
        mailed_sudo = reviews_sudo.filtered(lambda review: review.id == mailed_id)
        return mailed_sudo or reviews_sudo[:1]

    def _get_mailed_review_period(self):
        """Return the name of the period of the mail's review."""
        review = self._get_mailed_review().with_context(lang=self.env.lang)
        return review._get_period() if review else ""

    def _get_mailed_review_suffix(self):
        """Return what leads from the contract's page to the mail's review."""
        review = self._get_mailed_review()
        return f"/review/{review.id}" if review else ""
