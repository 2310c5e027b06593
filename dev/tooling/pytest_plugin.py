"""What our runs add to pytest.

A warning in the addon's own log fails the test that caused it: a test that expects one
says so with `assertLogs` or `mute_logger`. Hypothesis does not judge by the clock, as
machines differ, and in CI tries the same examples each time.
"""

import logging
import os

import pytest
from hypothesis import HealthCheck, settings

from .cache import ADDON

settings.register_profile(
    "steady",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")


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
