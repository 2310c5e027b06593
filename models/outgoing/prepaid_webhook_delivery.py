import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from .events import TEST, VERSION
from .signature import make_message_id

# How long it is kept what was sent or dropped, and what could not be sent.
KEPT = {"sent": 30, "dropped": 30, "failed": 90}
# How long what happens waits for an endpoint that is off.
WAITING_DAYS = 7
GC_LIMIT = 10000


class PrepaidWebhookDelivery(models.Model):
    """One message to one endpoint, frozen as it happened, and how sending it went.

    It arrives at least once: a receiver that has seen its id leaves it.
    """

    _name = "prepaid.webhook.delivery"
    _description = "Webhook Message"
    _inherit = "prepaid.guarded"
    _order = "id desc"
    _rec_name = "message_uid"
    _allow_sudo_commands = False

    _prepaid_user_fields = frozenset()
    _prepaid_personal_fields = {"payload": "text", "last_answer": "text"}

    webhook_id = fields.Many2one(
        "prepaid.webhook", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    contract_id = fields.Many2one(
        "prepaid.contract", index="btree_not_null", ondelete="set null", readonly=True
    )
    partner_id = fields.Many2one(related="contract_id.partner_id")
    event = fields.Selection(
        [
            ("contract.low", "Credit low"),
            ("contract.used_up", "Credit used up"),
            ("scope.low", "Credit for some work low"),
            ("share.reached", "Share nearly used"),
            ("refill.done", "Refilled"),
            ("refill.failed", "Refill failed"),
            ("grant.expiring", "Credit expires soon"),
            ("work.logged", "Work logged"),
            ("question.asked", "Question asked"),
            (TEST, "Test"),
        ],
        required=True,
        readonly=True,
    )
    message_uid = fields.Char(
        "Message Id", required=True, readonly=True, help="The same at each attempt."
    )
    sequence = fields.Integer(
        required=True, readonly=True, help="Later messages have greater numbers."
    )
    payload = fields.Text(
        "As It Is Sent", required=True, readonly=True, help="Frozen as it happened."
    )
    payload_text = fields.Text("Message", compute="_compute_payload_text")

    # How it goes
    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("dropped", "Dropped"),
        ],
        required=True,
        default="pending",
        readonly=True,
    )
    attempts = fields.Integer(readonly=True)
    date_next = fields.Datetime("Next Attempt", readonly=True)
    date_claimed = fields.Datetime(
        "Under Way until",
        readonly=True,
        help="Somebody sends it. Who does not come back by then has died.",
    )
    date_sent = fields.Datetime("Sent at", readonly=True)
    last_status = fields.Integer("Status", readonly=True, help="HTTP, of the last call")
    last_answer = fields.Text("Answer", readonly=True, help="Its beginning.")
    reason = fields.Char("Not Sent", readonly=True)
    calls = fields.Json(readonly=True, help="When each call was, and how it went.")
    calls_text = fields.Text("How It Went", compute="_compute_calls_text")

    _message_unique = models.UniqueIndex(
        "(message_uid, webhook_id)", "An endpoint is sent a message once."
    )
    # Used by the cron that sends.
    _due_idx = models.Index("(webhook_id, date_next, id) WHERE state = 'pending'")

    # === COMPUTE METHODS === #

    @api.depends("event", "contract_id", "webhook_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Say what happened, and to whom."""
        events = dict(self._fields["event"]._description_selection(self.env))
        for delivery in self:
            about = delivery.contract_id.partner_id or delivery.webhook_id
            name = about.sudo().display_name or ""
            delivery.display_name = f"{events.get(delivery.event, '')} · {name}"

    @api.depends("payload")
    def _compute_payload_text(self):
        """Lay the message out for people."""
        for delivery in self:
            message = json.loads(delivery.payload or "{}")
            delivery.payload_text = json.dumps(message, ensure_ascii=False, indent=2)

    @api.depends("calls")
    @api.depends_context("lang", "tz")
    def _compute_calls_text(self):
        for delivery in self:
            delivery.calls_text = "\n".join(
                self.env._(
                    "%(moment)s: %(outcome)s, %(milliseconds)s ms",
                    moment=format_datetime(
                        self.env, fields.Datetime.to_datetime(call["at"])
                    ),
                    outcome=call["reason"] or call["status"],
                    milliseconds=call["ms"],
                )
                for call in delivery.calls or []
            )

    # === ACTION METHODS === #

    def action_send_again(self):
        """Send these once more, as they were, with the same ids."""
        self.webhook_id.check_access("write")
        for webhook in self.webhook_id:
            if webhook.state != "on":
                raise UserError(
                    self.env._(
                        "“%(webhook)s” is off. Switch it on first.",
                        webhook=webhook.name,
                    )
                )
        deliveries = self.sudo().filtered(lambda delivery: delivery.state != "pending")
        deliveries.write({"state": "pending", "attempts": 0, "date_claimed": False})
        # Who sends by hand does not wait for what a receiver asked for.
        self.sudo().webhook_id.date_rest = False
        self.sudo()._send_soon()

    def action_drop(self):
        """Send these no more."""
        self.webhook_id.check_access("write")
        self.sudo()._drop()

    # === BUSINESS METHODS === #

    @api.model
    def _queue(self, facts):
        """Put into the queue what happened; who sends it wakes after the commit.

        ``facts`` is [(event, contract, function that returns its data, told prices or
        not)].
        """
        listen = self.env["prepaid.webhook"]._find_listeners
        heard = [
            (*fact, listeners) for fact in facts if (listeners := listen(*fact[:2]))
        ]
        vals_list = []
        for fact, number in zip(heard, self._take_numbers(len(heard)), strict=True):
            event, contract, prepare, listeners = fact
            message = self._prepare_message(event, number)
            for listener in listeners:
                prices = listener.with_prices
                data = contract._prepare_told_contract(prices) | prepare(prices)
                vals_list.append(
                    self._prepare_delivery_vals(message, contract.company_id, data)
                    | {"webhook_id": listener.id, "contract_id": contract.id}
                )
        return self._enqueue(vals_list)

    @api.model
    def _take_numbers(self, count):
        """Return so many numbers, greater than all before.

        Of the table's own ids, in one query: what tells of 500 lines needs 500.
        """
        query = """
            SELECT nextval(pg_get_serial_sequence('prepaid_webhook_delivery', 'id'))
              FROM generate_series(1, %s)
        """
        if count:
            self.env.cr.execute(query, [count])
        return [number for (number,) in self.env.cr.fetchall()] if count else []

    @api.model
    def _enqueue(self, vals_list):
        deliveries = self.create(vals_list)
        if deliveries:
            self._wake()
        return deliveries

    @api.model
    def _prepare_message(self, event, number):
        """Return what a message has of its own, whoever gets it (dict)."""
        return {
            "id": make_message_id(),
            "type": event,
            "version": VERSION,
            "created": f"{fields.Datetime.now().isoformat()}Z",
            "sequence": number,
        }

    @api.model
    def _prepare_delivery_vals(self, message, company, data):
        whole = message | {
            "company": {"id": company.id, "name": company.name},
            "data": data,
        }
        return {
            "event": message["type"],
            "message_uid": message["id"],
            "sequence": message["sequence"],
            "company_id": company.id,
            "payload": json.dumps(whole, ensure_ascii=False, separators=(",", ":")),
            "date_next": fields.Datetime.now(),
        }

    def _send_soon(self):
        """Let those that wait be sent as soon as somebody can."""
        waiting = self.filtered(lambda delivery: delivery.state == "pending")
        waiting.date_next = fields.Datetime.now()
        if waiting:
            self._wake()

    def _drop(self):
        waiting = self.filtered(lambda delivery: delivery.state == "pending")
        waiting.state = "dropped"

    @api.model
    def _wake(self, at=None):
        cron = self.env.ref("sale_timesheet_prepaid.prepaid_webhook_cron")
        cron.sudo()._trigger(at)

    @api.autovacuum
    def _gc_deliveries(self):
        """Forget what was sent long ago; drop what waits for nobody."""
        now = fields.Datetime.now()
        since = now - timedelta(days=WAITING_DAYS)
        waiting = [("state", "=", "pending"), ("create_date", "<", since)]
        off = [("webhook_id.state", "!=", "on")]
        self.search(waiting + off, limit=GC_LIMIT)._drop()
        done = 0
        for state, days in KEPT.items():
            old = now - timedelta(days=days)
            domain = [("state", "=", state), ("create_date", "<", old)]
            found = self.search(domain, limit=GC_LIMIT)
            done += len(found)
            found.unlink()
        return done, done >= GC_LIMIT


class PrepaidWebhook(models.Model):
    _inherit = "prepaid.webhook"

    def _queue_test(self):
        """Queue a message that says nothing, whatever the endpoint hears."""
        Delivery = self.env["prepaid.webhook.delivery"]
        [number] = Delivery._take_numbers(1)
        message = Delivery._prepare_message(TEST, number)
        data = {"webhook": {"id": self.id, "name": self.name}}
        vals = Delivery._prepare_delivery_vals(message, self.company_id, data)
        return Delivery._enqueue([vals | {"webhook_id": self.id}])
