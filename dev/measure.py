"""The figures of dev/bench, measured inside Odoo.

Takes what to measure as JSON, then the options of Odoo's server, and prints each result
as a line of JSON.
"""

import json
import sys

from odoo.modules.registry import Registry
from odoo.tools import config

from tooling.bench import figures  # noqa: F401 - importing it declares them
from tooling.bench.play import play


def main(wanted, arguments):
    """Measure what is wanted and print the results."""
    config.parse_config(arguments, setup_logging=True)
    registry = Registry(config["db_name"][0])
    play(registry, json.loads(wanted), tell)


def tell(result):
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
