import json
import random
import sys
import time
import traceback
from unittest.mock import patch

from odoo.http import Request
from odoo.tools import SQL, mute_logger

from . import fuzz
from .common_routes import RouteMap

SECONDS_MAX = 5
# Of Odoo, what a request of a client may write.
OTHERS = ("account_analytic_line", "account_move", "payment_transaction")
OTHERS = (*OTHERS, "payment_token", "project_task", "sale_order", "sale_order_line")
# What a call of JSON-RPC may raise: what people are told, and what is not there.
TOLD = ("odoo.exceptions.", "werkzeug.exceptions.", "odoo.http.SessionExpired")
TRACEBACK = "Traceback (most recent call last)"


def tell_error():
    """Return what broke, and where in our addons."""
    _kind, error, trace = sys.exc_info()
    frames = traceback.extract_tb(trace)
    places = [f"{f.filename.split('addons/')[-1]}:{f.lineno}" for f in frames]
    ours = [place for place in places if "prepaid" in place]
    return f"{error!r:.200} at {(ours or places)[-3:]}"


class FuzzCommon(RouteMap):
    """Whatever is sent to a route: it answers, in time, and as a whole or not at all.

    Classes with routes of their own say in `arguments` what is behind them, in
    `foreign` what is another's, and in `visitors` who asks.
    """

    def _send_to_all(self, number):
        """Send something to each route as each visitor; nothing of it may break.

        What was answered well is taken back.
        """
        chance = random.Random(number)
        with mute_logger("odoo.sql_db"), self.env.cr.savepoint() as savepoint:
            self._begin()
            for user in self.visitors:
                self.authenticate(user and user.login, user and user.login)
                for rule in self._get_rules():
                    self._send_to(chance, rule, user)
            savepoint.rollback()
        self.env.invalidate_all()
        self.assertFalse(self.faults, "\n".join(self.faults))

    def _begin(self):
        self.faults, self.statuses = [], {}
        self.env.flush_all()
        self.rows = self._read_rows()

    def _send_to(self, chance, rule, user):
        path = fuzz.fill(rule, self._draw_values(chance, rule))
        if rule.endpoint.routing["type"] == "http":
            options = self._draw_form(chance, rule)
        else:
            options = self._draw_call(chance, rule)
        self._try(f"{user and user.login}: {rule.rule}", path, options)

    def _draw_values(self, chance, rule):
        """Return what the address names: mostly what there is."""
        values = {}
        for name in rule.arguments:
            kind, own = chance.random(), self.arguments[name]
            if kind < 0.7:
                values[name] = own
            elif isinstance(own, int):
                others = (0, 2**31, 10**30, self.foreign.get(name, own + 1))
                values[name] = chance.choice(others)
            else:
                values[name] = fuzz.draw_text(chance) or "x"
        return values

    def _draw_sent(self, chance, rule, draw):
        """Return {name: value} of some of what a route reads."""
        sent = {}
        for name in fuzz.find_names(rule.endpoint):
            if name in rule.arguments or chance.random() < 0.4:
                continue
            known = self.sent.get(name, ())
            is_known = known and chance.random() < 0.6
            sent[name] = chance.choice(known) if is_known else draw(chance)
        return sent

    def _draw_form(self, chance, rule):
        sent = self._draw_sent(chance, rule, fuzz.draw_text)
        if "POST" not in (rule.methods or ()):
            return {"method": "GET", "params": sent}
        if chance.random() < 0.9:
            sent["csrf_token"] = Request.csrf_token(self)
        options = {"method": "POST", "data": sent}
        if chance.random() < 0.1:
            body, kind = fuzz.draw_body(chance, sent)
            headers = {"Content-Type": kind}
            return {"method": "POST", "data": body.encode(), "headers": headers}
        if sent and chance.random() < 0.25:
            name = chance.choice(sorted(sent))
            if name != "csrf_token":
                del sent[name]
            options["files"] = [(name, fuzz.draw_file(chance))]
        return options

    def _draw_call(self, chance, rule):
        params = self._draw_sent(chance, rule, fuzz.draw_thing)
        is_rpc = rule.endpoint.routing["type"] == "jsonrpc"
        things = {"jsonrpc": "2.0", "params": params} if is_rpc else params
        body, kind = fuzz.draw_body(chance, things)
        headers = {"Content-Type": kind}
        if not is_rpc and chance.random() < 0.9:
            headers["Authorization"] = f"Bearer {self.key}"
        return {"method": "POST", "data": body.encode(), "headers": headers}

    def _try(self, who, path, options):
        """Ask, and note what must not be of the answer."""
        errors, begun = [], time.process_time()

        def note(*_args, **_kwargs):
            errors.append(tell_error())

        with patch("odoo.http._logger.exception", note):
            answer = self.opener.request(
                url=self.base_url() + path, allow_redirects=False, **options
            )
        seconds = time.process_time() - begun
        fault = self._find_fault(answer, seconds)
        status = answer.status_code
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.env.invalidate_all()
        before, self.rows = self.rows, self._read_rows()
        if status >= 400 and before != self.rows:
            fault = "refused, and something is written"
        if fault:
            what = str(options)[:300]
            self.faults.append(f"{fault}: {who} {path[:120]} {what} {errors}")

    def _find_fault(self, answer, seconds):
        """Return what is wrong with an answer, or False."""
        if answer.status_code >= 500:
            return f"status {answer.status_code}"
        if seconds > SECONDS_MAX:
            return f"took {seconds:.1f} s"
        is_json = "json" in answer.headers.get("Content-Type", "")
        if not is_json:
            return TRACEBACK in answer.text and "a traceback on the page"
        told = json.loads(answer.text or "null")
        error = told.get("error") if isinstance(told, dict) else None
        if isinstance(error, dict) and "data" in error:
            name = error["data"]["name"]
            return not name.startswith(TOLD) and f"raised {name}"
        return False

    def _read_rows(self):
        """Return what tells whether a row of our tables was written."""
        tables = self._get_tables()
        query = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s, count(*), sum(hashtext(row::text)::bigint) FROM %s AS row",
                table,
                SQL.identifier(table),
            )
            for table in tables
        )
        return {name: tuple(rest) for name, *rest in self.env.execute_query(query)}

    def _get_tables(self):
        ours = {
            model._table
            for name, model in self.env.items()
            if name.startswith("prepaid.") and not model._abstract and model._auto
        }
        return sorted({*ours, *OTHERS})
