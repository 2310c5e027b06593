"""One call of a webhook: checked address, no redirect, no proxy, little time.

No ORM here: it runs in threads, outside of any transaction.
"""

import http.client
import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from typing import NamedTuple

from .addresses import Forbidden, find_addresses, split_url
from .pauses import read_wait

CONNECT_SECONDS = 5
ANSWER_SECONDS = 10
# However slowly it drips: then the line is cut.
CALL_SECONDS = 15
# As much of an answer is read as people look at.
ANSWER_BYTES = 2000
AGENT = "Prepaid-Hours-Webhook/1"


class Call(NamedTuple):
    """What is sent where. ``networks`` are those allowed besides the internet."""

    url: str
    headers: dict
    body: str
    networks: tuple = ()


class Answer(NamedTuple):
    """What came back: a status, or the reason (a word of REASONS) why there is none."""

    status: int = 0
    text: str = ""
    reason: str = ""
    wait: int = 0
    milliseconds: int = 0

    def is_good(self):
        return 200 <= self.status < 300


def post(call):
    """Send a webhook and return the Answer; whatever fails is one."""
    start = time.monotonic()
    answer = _try_post(call)
    spent = round((time.monotonic() - start) * 1000)
    return answer._replace(milliseconds=spent)


def _try_post(call):
    try:
        return _post(call)
    except Forbidden as error:
        return Answer(reason="forbidden", text=error.args[0])
    except socket.gaierror as error:
        return Answer(reason="unknown_host", text=str(error))
    except ssl.SSLError as error:
        return Answer(reason="tls", text=str(error))
    except TimeoutError:
        return Answer(reason="timeout")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(reason="connection", text=str(error) or type(error).__name__)


def _post(call):
    parts = split_url(call.url)
    if parts is None:
        raise ValueError(call.url)
    scheme, host, port, path = parts
    # The socket is to the very address that was checked: no second look-up.
    wire = _connect(find_addresses(host, port, scheme, call.networks), port)
    line = http.client.HTTPConnection(host, port)
    if scheme == "https":
        # Certificates are checked by the authorities of the system.
        wire = ssl.create_default_context().wrap_socket(
            wire, server_hostname=host, do_handshake_on_connect=False
        )
        line.default_port = http.client.HTTPS_PORT
    line.sock = wire
    with _cut_in_time(wire):
        if scheme == "https":
            wire.do_handshake()
        return _ask(line, path, call)


def _ask(line, path, call):
    headers = {"Content-Type": "application/json", "User-Agent": AGENT}
    line.request("POST", path, call.body.encode(), headers | call.headers)
    response = line.getresponse()
    text = response.read(ANSWER_BYTES).decode(errors="replace")
    wait = read_wait(response.getheader("Retry-After", ""), time.time())
    # PostgreSQL stores no NUL.
    return Answer(response.status, text.replace("\0", ""), wait=wait)


@contextmanager
def _cut_in_time(wire):
    """Cut a connection that takes too long in all, and close it in the end."""
    is_over = threading.Event()

    def cut():
        is_over.set()
        with suppress(OSError):
            wire.shutdown(socket.SHUT_RDWR)

    guard = threading.Timer(CALL_SECONDS, cut)
    guard.daemon = True
    guard.start()
    try:
        yield
    except (OSError, http.client.HTTPException, ValueError):
        if not is_over.is_set():
            raise
    finally:
        guard.cancel()
        wire.close()
    # What was cut may look like an answer that is short.
    if is_over.is_set():
        raise TimeoutError


def _connect(addresses, port):
    """Return a socket to the first of the addresses that answers."""
    until = time.monotonic() + CONNECT_SECONDS
    error = TimeoutError()
    for address in addresses:
        left = until - time.monotonic()
        if left <= 0:
            break
        try:
            line = socket.create_connection((address, port), timeout=left)
            line.settimeout(ANSWER_SECONDS)
            return line
        except OSError as refusal:
            error = refusal
    raise error
