"""The double as a server: keys, idempotency, faults, and how tests steer it."""

import json
import re
import socket
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from . import page, params
from .api import Api
from .errors import ApiError
from .store import DAY, VERSION, Store
from .webhooks import deliver

# What tests let happen, beside what anybody may ask of Stripe.
STEERING = {
    "authenticate",
    "close_dispute",
    "create_refund",
    "cancel_intent",
    "dispute",
    "fail_refund",
    "renew_card",
    "save_method",
    "settle",
    "create_intent",
}


class FakeServer(ThreadingHTTPServer):
    daemon_threads = True
    # The kernel queues the connections of many workers at once.
    request_queue_size = 64

    def __init__(self, port=0):
        self.store = Store()
        super().__init__(("127.0.0.1", port), Handler)

    def handle_error(self, request, client_address):
        """Stay silent: callers that are killed leave their connections behind."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format, *args):
        """Override: stay silent."""

    def do_GET(self):
        self._handle("GET")

    def do_POST(self):
        self._handle("POST")

    def _handle(self, method):
        url = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode()
        if url.path == "/":
            return self._send_page()
        if url.path.startswith("/_page/"):
            return self._click(url.path.removeprefix("/_page/"), body)
        if url.path.startswith("/_fake/"):
            return self._steer(url.path.removeprefix("/_fake/"), body)
        path = url.path.removeprefix("/v1/")
        # Odoo sends the parameters of a GET in its body.
        text = "&".join(filter(None, (url.query, body)))
        fault = self._take_fault(method, path)
        time.sleep(fault.get("delay", 0))
        if fault.get("drop") == "before":
            return self._drop()
        if fault.get("status"):
            error = {"type": "api_error", "message": "An unknown error occurred."}
            return self._send(fault["status"], {"error": error})
        status, content, headers = self._answer(method, path, text)
        time.sleep(fault.get("delay_after", 0))
        if fault.get("drop") == "after":
            return self._drop()
        return self._send(status, content, headers)

    # === REQUESTS === #

    def _answer(self, method, path, text):
        """Return status, content and headers; keep what was asked and answered."""
        key = self.headers.get("Idempotency-Key")
        version = self.headers.get("Stripe-Version", VERSION)
        with self.server.store.lock:
            request = {"method": method, "path": path, "key": key, "version": version}
            self.server.store.requests.append(request)
            try:
                self._check_secret()
                given = params.parse(text)
                request["params"] = given
                status, content, headers = self._answer_once(request)
            except ApiError as error:
                status, content, headers = error.status, error.content, {}
            # What is answered must not change with the object.
            request["answer"] = json.loads(json.dumps(content))
            request["status"] = status
            return status, content, headers

    def _answer_once(self, request):
        """Answer; the same key is answered alike for a day, if what is asked is."""
        key, asked = request["key"], (request["path"], json.dumps(request["params"]))
        store = self.server.store
        if request["method"] != "POST" or not key:
            return (*self._call(request), {})
        since, first, answer = store.answers.get(key, (0, None, None))
        if answer and since > store.now() - DAY:
            if first != asked:
                raise ApiError(
                    400,
                    "idempotency_error",
                    "Keys for idempotent requests can only be used with the same "
                    "parameters they were first used with.",
                )
            return (*answer, {"Idempotent-Replayed": "true"})
        answer = self._call(request)
        # A request that was not understood began nothing, and may be sent again.
        if answer[0] not in (400, 401, 404):
            store.answers[key] = (store.now(), asked, answer)
        return (*answer, {})

    def _call(self, request):
        api = Api(self.server.store, request["version"])
        try:
            answer = api.answer(request["method"], request["path"], request["params"])
        except ApiError as error:
            return error.status, error.content
        return 200, json.loads(json.dumps(answer))

    def _check_secret(self):
        if not re.fullmatch(
            r"Bearer sk_test_\w+", self.headers.get("Authorization", "")
        ):
            raise ApiError(401, "invalid_request_error", "Invalid API Key provided.")

    # === FAULTS === #

    def _take_fault(self, method, path):
        with self.server.store.lock:
            for fault in self.server.store.faults:
                asked = fault.get("method", method) == method
                if asked and re.search(fault.get("path", ""), path):
                    fault["times"] = fault.get("times", 1) - 1
                    if not fault["times"]:
                        self.server.store.faults.remove(fault)
                    return fault
        return {}

    def _drop(self):
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    # === STEERING === #

    def _steer(self, verb, body):
        values = json.loads(body or "{}")
        store = self.server.store
        with store.lock:
            try:
                result = self._do(verb, values)
            except ApiError as error:
                return self._send(error.status, error.content)
        if verb == "deliver":
            # Without the lock: who hears of an event asks back.
            result = deliver(store, result)
        return self._send(200, result)

    def _do(self, verb, values):
        store = self.server.store
        if verb == "reset":
            store.reset()
        elif verb == "fault":
            store.faults.append(values)
        elif verb == "advance":
            store.seconds_ahead += values["seconds"]
        elif verb == "endpoint":
            store.endpoint |= values
        elif verb == "deliver":
            kept = store.events
            return [e for e in kept if e["id"] in values.get("events", [e["id"]])]
        elif verb == "dump":
            return store.dump()
        elif verb in STEERING:
            record = getattr(Api(store, VERSION), verb)(**values)
            return store.render(record, VERSION)
        else:
            raise ApiError(404, "invalid_request_error", f"Unknown: {verb}")
        return {}

    # === THE PAGE === #

    def _send_page(self):
        with self.server.store.lock:
            text = page.render(self.server.store)
        self._send_data(200, text.encode(), {"Content-Type": "text/html"})

    def _click(self, verb, body):
        """Let something happen by a click, tell who listens, show the page again."""
        store = self.server.store
        with store.lock:
            known = len(store.events)
            page.click(Api(store, VERSION), verb, body)
            news = store.events[known:]
        if store.endpoint["url"]:
            deliver(store, news)
        self._send_data(303, b"", {"Location": "/"})

    # === ANSWERS === #

    def _send(self, status, content, headers=None):
        kind = {"Content-Type": "application/json", "Request-Id": "req_fake"}
        self._send_data(status, json.dumps(content).encode(), kind | (headers or {}))

    def _send_data(self, status, data, headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
