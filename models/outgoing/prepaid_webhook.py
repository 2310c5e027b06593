from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .addresses import split_url
from .events import EVENTS


class PrepaidWebhook(models.Model):
    """A program elsewhere that is told what happens to contracts.

    What it heard is in `prepaid.webhook.delivery`. It hears of its own company only.
    """

    _name = "prepaid.webhook"
    _description = "Webhook"
    _inherit = ["mail.thread", "mail.activity.mixin", "prepaid.guarded"]
    _order = "name, id"
    _check_company_auto = True

    _prepaid_user_fields = {
        "name",
        "url",
        "company_id",
        "user_id",
        "active",
        "scope",
        "plan_ids",
        "contract_ids",
        "with_prices",
        *EVENTS.values(),
    }

    name = fields.Char(required=True)
    url = fields.Char(
        "Address",
        required=True,
        tracking=True,
        help="Where the messages are posted. It begins with https:// and is on the "
        "internet, unless the administrator allows inside addresses in the settings.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="It hears of contracts of this company, of no other.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        check_company=True,
        domain=[("share", "=", False)],
        help="Who is asked to act when it is switched off because it fails.",
    )
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [
            ("draft", "New"),
            ("on", "On"),
            ("off", "Off"),
            ("failed", "Switched Off, Failing"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )

    # What it hears
    scope = fields.Selection(
        [
            ("all", "All Contracts"),
            ("plans", "Contracts of Some Plans"),
            ("contracts", "Some Contracts"),
        ],
        "About",
        required=True,
        default="all",
    )
    plan_ids = fields.Many2many("prepaid.plan", string="Plans", check_company=True)
    contract_ids = fields.Many2many(
        "prepaid.contract", string="Contracts", check_company=True
    )
    on_low = fields.Boolean("Credit is low", default=True)
    on_used_up = fields.Boolean("Credit is used up", default=True)
    on_scope = fields.Boolean(
        "Credit for some work is low", help="Or used up, while other credit is left."
    )
    on_share = fields.Boolean(
        "A share is nearly used", help="At 75, 90 and 100 percent of it."
    )
    on_refill_done = fields.Boolean("A refill is done", default=True)
    on_refill_failed = fields.Boolean("A refill failed", default=True)
    on_expiring = fields.Boolean("Credit expires soon", default=True)
    on_work = fields.Boolean("Work is logged or changed", default=True)
    on_question = fields.Boolean("A client asks a question", default=True)
    with_prices = fields.Boolean(
        "Tell Amounts of Money",
        tracking=True,
        help="Without it, messages have no prices, and nothing of credit in money.",
    )

    # How it goes
    failure_count = fields.Integer(
        "Failed in a Row", readonly=True, copy=False, help="Calls since the last good."
    )
    failing_since = fields.Datetime(readonly=True, copy=False)
    date_rest = fields.Datetime(
        "Called Again from", readonly=True, copy=False, help="It fails: it may rest."
    )
    delivery_ids = fields.One2many("prepaid.webhook.delivery", "webhook_id")
    waiting_count = fields.Integer("Waiting", compute="_compute_counts")
    failed_count = fields.Integer("Failed", compute="_compute_counts")

    # === COMPUTE METHODS === #

    @api.depends("delivery_ids.state")
    def _compute_counts(self):
        rows = self.env["prepaid.webhook.delivery"]._read_group(
            [("webhook_id", "in", self.ids), ("state", "in", ("pending", "failed"))],
            ["webhook_id", "state"],
            ["__count"],
        )
        counts = {(webhook.id, state): count for webhook, state, count in rows}
        for webhook in self:
            webhook.waiting_count = counts.get((webhook.id, "pending"), 0)
            webhook.failed_count = counts.get((webhook.id, "failed"), 0)

    # === CONSTRAINT METHODS === #

    @api.constrains("url")
    def _check_url(self):
        for webhook in self:
            if split_url(webhook.url) is None:
                raise ValidationError(
                    self.env._(
                        "“%(url)s” is no address to post to. Give one like "
                        "https://example.com/prepaid, without a name and password.",
                        url=webhook.url,
                    )
                )

    @api.constrains("company_id")
    def _check_company_id(self):
        """What was told of one company is not handed to the readers of another."""
        for webhook in self:
            foreign = [
                ("webhook_id", "=", webhook.id),
                ("company_id", "!=", webhook.company_id.id),
            ]
            if webhook.delivery_ids.sudo().search_count(foreign, limit=1):
                raise ValidationError(
                    self.env._(
                        "“%(webhook)s” has messages of another company. Make a new "
                        "webhook for %(company)s instead.",
                        webhook=webhook.name,
                        company=webhook.company_id.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        webhooks = super().create(vals_list)
        self._forget_listeners()
        return webhooks

    def write(self, vals):
        """Another address begins with a clean slate."""
        result = super().write(vals)
        if "url" in vals:
            self.sudo()._note_good_call()
        if vals.keys() & self._get_heard_fields():
            self._forget_listeners()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_listeners()
        return result

    # === ACTION METHODS === #

    def action_open_deliveries(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_timesheet_prepaid.prepaid_webhook_delivery_action"
        )
        return action | {
            "domain": [("webhook_id", "=", self.id)],
            "context": {"search_default_all": 1},
        }
