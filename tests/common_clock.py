from unittest.mock import patch

from ..models.metering import prepaid_meter, prepaid_meter_clock, prepaid_meter_state


def set_meter_clock(test, get_now):
    """Have meters ask a function for the time, in seconds, until the test ends."""
    for module in (prepaid_meter, prepaid_meter_clock, prepaid_meter_state):
        patcher = patch.object(module, "_get_now", get_now)
        patcher.start()
        test.addCleanup(patcher.stop)


def run_meter(test, meter_sudo, minutes):
    """Have a meter run for so many minutes, however long a busy browser takes."""
    now = prepaid_meter._get_now()
    set_meter_clock(test, lambda: now)
    meter_sudo.spans = [[now - minutes * 60, None]]
