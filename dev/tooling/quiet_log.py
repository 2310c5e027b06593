"""A pytest plugin: a warning in the addon's own log fails the test that caused it.

A test that expects one says so with `assertLogs` or `mute_logger`.
"""

import logging

import pytest

from .cache import ADDON


class Recorder(logging.Handler):
    """Keep the messages of warnings and errors."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.messages = []

    def emit(self, record):
        self.messages.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def quiet_log():
    """Fail when the addon logged a warning during the test."""
    logger = logging.getLogger(f"odoo.addons.{ADDON}")
    recorder = Recorder()
    logger.setLevel(logging.WARNING)
    logger.addHandler(recorder)
    yield
    logger.removeHandler(recorder)
    if recorder.messages:
        pytest.fail("the addon logged:\n" + "\n".join(recorder.messages))
