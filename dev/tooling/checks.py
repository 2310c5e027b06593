"""What the machine must bring: a browser, a PDF maker and a free port."""

import os
import shutil
import socket

from .output import Problem, warn

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def require_browser():
    """Stop when there is no browser for the tests of pages."""
    if not any(map(shutil.which, BROWSERS)):
        raise Problem("Chromium is missing: install the package chromium")


def check_pdf_maker(is_needed=False):
    """Warn when PDF documents cannot be made; stop for that in CI."""
    if shutil.which("wkhtmltopdf"):
        return
    text = "wkhtmltopdf is missing, so PDFs fail: install the package wkhtmltopdf"
    if is_needed or os.environ.get("CI"):
        raise Problem(text)
    warn(text)


def require_port(port):
    """Stop when another program listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Problem(
                f"port {port} is taken: choose another with --port"
            ) from error


def find_free_port():
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
