"""dev/dashboards: the files of the dashboards, written from what they show."""

import argparse

from .. import cache, dashboards
from ..output import say

FOLDER = cache.CHECKOUT / "addons/spreadsheet_dashboard_sale_timesheet_prepaid/data"


def main(arguments):
    """Write each file and name it."""
    parser = argparse.ArgumentParser(prog="dev/dashboards", description=__doc__)
    parser.add_argument("--no-install", action="store_true", help=argparse.SUPPRESS)
    parser.parse_args(arguments)
    for name, make in dashboards.FILES.items():
        path = FOLDER / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make(), encoding="utf-8")
        say(path.relative_to(cache.CHECKOUT))
    return 0
