"""A client of a running Odoo, which knows nothing but its HTTP interface."""

import requests
from lxml import html

from .output import Problem

TIMEOUT_SECONDS = 120


class ServerError(Problem):
    """The server's answer to a call that went wrong."""


class Client:
    """One person's browser session."""

    def __init__(self, url, database):
        self.url = url
        self.database = database
        self.session = requests.Session()

    def sign_in(self, login, password):
        """Sign in and return this client."""
        self.post(
            "/web/session/authenticate",
            db=self.database,
            login=login,
            password=password,
        )
        return self

    def call(self, model, method, *args, **kwargs):
        """Call a public method of a model, as the web client does."""
        return self.post(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=args,
            kwargs=kwargs,
        )

    def read(self, model, domain, *fields):
        """Return the first record that matches the domain, as a dict."""
        records = self.call(model, "search_read", domain, fields, limit=1)
        if not records:
            raise ServerError(f"no {model} matches {domain}")
        return records[0]

    def post(self, path, **params):
        """Call a JSON-RPC route and return its result."""
        answer = self.session.post(
            self.url + path,
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=TIMEOUT_SECONDS,
        )
        answer.raise_for_status()
        content = answer.json()
        if "error" in content:
            data = content["error"].get("data", {})
            raise ServerError(f"{path}: {data.get('message') or content['error']}")
        return content.get("result")

    def get_page(self, path):
        """Open a page and return it parsed, with the path it led to."""
        answer = self.session.get(self.url + path, timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
        page = html.fromstring(answer.content)
        return page, answer.url.removeprefix(self.url)
