import logging
import random
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain

from . import courier
from .addresses import parse_networks
from .events import TEST
from .pauses import get_pause
from .signature import get_headers

_logger = logging.getLogger(__name__)

# Calls at once, in all and of one endpoint: a slow one leaves lines to the others.
LINES = 16
LINES_EACH = 4
# A call slower than this makes its endpoint a slow one, for this run.
SLOW_MILLISECONDS = 2000
# How long a run goes on while there is work, and what it keeps for slow calls to end.
RUN_SECONDS = 45
LAST_SECONDS = 15
# Who claimed a message and is silent for so long has died: another one sends it.
CLAIM = timedelta(minutes=2)
# Of a message, so many calls are remembered.
CALLS_KEPT = 20
TRIES = 5
NETWORKS = "sale_timesheet_prepaid.webhook_networks"


class PrepaidWebhookDelivery(models.Model):
    """Sending: claim, commit, call, commit. At least once, whatever dies meanwhile.

    The calls are made by threads that know no database; the transactions between them
    are short, and each may be run again: what it hears and claims is its argument.
    """

    _inherit = "prepaid.webhook.delivery"

    @api.model
    def _cron_send(self):
        """Send what is due, several at once, as long as there is any and time."""
        start = time.monotonic()
        slow, under_way, answers = set(), {}, {}
        with ThreadPoolExecutor(LINES) as lines:
            while True:
                left = RUN_SECONDS - (time.monotonic() - start)
                busy = [webhook_id for _number, webhook_id in under_way.values()]
                shut = slow if left < LAST_SECONDS else ()
                room = LINES - len(busy) if left > 0 else 0
                for key, call in self._go_round(answers, busy, shut, room).items():
                    under_way[lines.submit(courier.post, call)] = key
                if not under_way:
                    break
                done, _rest = wait(under_way, 1, FIRST_COMPLETED)
                answers = {under_way.pop(each)[0]: each.result() for each in done}
                slow |= self._get_slow(answers)
        self._plan_next_run()

    @api.model
    def _go_round(self, answers, busy, shut, room):
        """Keep the answers, and claim what is sent next: one transaction.

        Who loses a race against a person or another worker goes round again. Return
        {(delivery id, endpoint id): Call}.
        """
        for _try in range(TRIES):
            try:
                self._keep_answers(answers)
                calls = self._claim(busy, shut, room)
                self.env["ir.cron"]._commit_progress(len(answers))
                return calls
            except (OperationalError, ConcurrencyError):
                self.env.cr.rollback()
        # They are claimed, and sent again when that is over.
        _logger.warning("What became of these messages is not known: %s", answers)
        return {}

    # === CLAIM === #

    @api.model
    def _claim(self, busy, shut, room):
        """Claim so many messages that are due; return {(its id, endpoint id): Call}."""
        calls, now = {}, fields.Datetime.now()
        networks = self._get_networks()
        webhooks = self.env["prepaid.webhook"].search([("state", "!=", "draft")])
        # Who has fewest lines comes first: long queues of some leave lines to the rest.
        webhooks = webhooks.sorted(lambda webhook: busy.count(webhook.id))
        for webhook in webhooks if room > 0 else ():
            lines = 1 if webhook.failure_count else LINES_EACH
            free = min(lines - busy.count(webhook.id), room - len(calls))
            if webhook.id in shut or free <= 0:
                continue
            domain = webhook._get_due_domain(now)
            due = self.search(domain, order="date_next, id", limit=free)
            for delivery in due.try_lock_for_update().filtered_domain(domain):
                delivery.write(
                    {"date_claimed": now + CLAIM, "attempts": delivery.attempts + 1}
                )
                calls[delivery.id, webhook.id] = delivery._prepare_call(networks)
        return calls

    def _prepare_call(self, networks):
        """Return the Call that sends the message, signed as of now."""
        stamp = int(time.time())
        keys = self.webhook_id._get_secrets()
        headers = get_headers(keys, self.message_uid, stamp, self.payload)
        return courier.Call(self.webhook_id.url, headers, self.payload, networks)

    @api.model
    def _get_networks(self):
        """Return the networks that the administrator allows besides the internet.

        What nobody can read allows nothing.
        """
        text = self.env["ir.config_parameter"].sudo().get_param(NETWORKS)
        try:
            return tuple(parse_networks(text))
        except ValueError:
            _logger.warning("The system parameter %s names no networks", NETWORKS)
            return ()

    # === ANSWERS === #

    @api.model
    def _get_slow(self, answers):
        """Return the ids of the endpoints that took long to answer."""
        slow = [n for n, a in answers.items() if a.milliseconds > SLOW_MILLISECONDS]
        return set(self.browse(slow).exists().webhook_id.ids)

    @api.model
    def _keep_answers(self, answers):
        """Keep what came of calls; of messages deleted meanwhile, nothing."""
        for delivery in self.browse(answers).exists():
            delivery._hear(answers[delivery.id])

    def _hear(self, answer):
        """Keep what came of a call: sent, to be tried again, or given up."""
        now, reason = fields.Datetime.now(), self._get_reason(answer)
        call = {
            "at": fields.Datetime.to_string(now),
            "status": answer.status,
            "reason": reason,
            "ms": answer.milliseconds,
        }
        vals = {
            "date_claimed": False,
            "last_status": answer.status,
            "last_answer": answer.text,
            "reason": reason,
            "calls": [*(self.calls or []), call][-CALLS_KEPT:],
        }
        if answer.is_good():
            vals |= {"state": "sent", "date_sent": now, "date_next": False}
            self.webhook_id._note_good_call()
        else:
            vals |= self._prepare_next_vals(answer, now)
            self.webhook_id._note_failed_call(answer)
        self.write(vals)

    def _prepare_next_vals(self, answer, now):
        """Return when to try again. What was dropped meanwhile stays so."""
        pause = get_pause(self.attempts, answer.wait, random.random())
        if self.state != "pending" or pause is None:
            state = "failed" if self.state == "pending" else self.state
            return {"state": state, "date_next": False}
        return {"date_next": now + pause}

    @api.model
    def _get_reason(self, answer):
        """Return why a call failed, for people, or False if it did not."""
        if answer.is_good():
            return False
        reasons = {
            "forbidden": self.env._(
                "%(address)s is not an address of the internet. The administrator can "
                "allow it in the settings.",
                address=answer.text,
            ),
            "unknown_host": self.env._("The name of the server is not known."),
            "tls": self.env._("The connection is not secure: check the certificate."),
            "timeout": self.env._("No answer in time."),
            "connection": self.env._("The server cannot be reached."),
        }
        if answer.reason:
            return reasons[answer.reason]
        if 300 <= answer.status < 400:
            return self.env._("It redirects elsewhere. Give the final address.")
        if answer.status == 410:
            return self.env._("The receiver wants no more messages (410).")
        return self.env._("The receiver answered %(status)s.", status=answer.status)

    # === NEXT RUN === #

    @api.model
    def _plan_next_run(self):
        """Wake at the next attempt that is due."""
        soonest = [
            due
            for webhook in self.env["prepaid.webhook"].search([("state", "=", "on")])
            if (due := webhook._get_next_call())
        ]
        if soonest:
            self._wake(max(min(soonest), fields.Datetime.now()))


class PrepaidWebhook(models.Model):
    _inherit = "prepaid.webhook"

    def _get_due_domain(self, now):
        """Return which messages to this endpoint are to be sent now.

        A test is sent whether it is on or off, or rests.
        """
        domain = (
            Domain("webhook_id", "=", self.id)
            & Domain("state", "=", "pending")
            & Domain("date_next", "<=", now)
            & (Domain("date_claimed", "=", False) | Domain("date_claimed", "<", now))
        )
        if self.state != "on" or (self.date_rest and self.date_rest > now):
            domain &= Domain("event", "=", TEST)
        return domain

    def _get_next_call(self):
        """Return when something waits to be sent, False if nothing does."""
        waiting = self.env["prepaid.webhook.delivery"].search(
            [("webhook_id", "=", self.id), ("state", "=", "pending")],
            order="date_next, id",
            limit=1,
        )
        moments = (waiting.date_next, waiting.date_claimed, self.date_rest)
        return waiting and max(filter(None, moments))
