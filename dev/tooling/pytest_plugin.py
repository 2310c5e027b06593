"""What our runs add to pytest.

A warning in the log of one of our addons fails the test that caused it: a test that
expects one says so with `assertLogs` or `mute_logger`. Hypothesis does not judge by the
clock, as machines differ, and in CI tries the same examples each time. A frozen clock
is not pytest's, which measures how long the tests take.
"""

import logging
import os

import freezegun
import pytest
from hypothesis import HealthCheck, settings

from .addons_folder import get_sources

ADDONS = tuple(get_sources())


def _count_attributes(module):
    """Return what changes when a module gets another name."""
    return f"{id(module)}-{len(getattr(module, '__dict__', ()))}"


settings.register_profile(
    "steady",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")

freezegun.configure(extend_ignore_list=["_pytest"])
# Each freeze lists the names of thousands of modules, to see which are new. To count
# them is enough, and takes a twentieth of the time.
freezegun.api._get_module_attributes_hash = _count_attributes


class Recorder(logging.Handler):
    """Keep the messages of warnings and errors."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.messages = []

    def emit(self, record):
        self.messages.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def quiet_log():
    """Fail when one of our addons logged a warning during the test."""
    loggers = [logging.getLogger(f"odoo.addons.{name}") for name in ADDONS]
    recorder = Recorder()
    for logger in loggers:
        logger.setLevel(logging.WARNING)
        logger.addHandler(recorder)
    yield
    for logger in loggers:
        logger.removeHandler(recorder)
    if recorder.messages:
        pytest.fail("the addon logged:\n" + "\n".join(recorder.messages))
