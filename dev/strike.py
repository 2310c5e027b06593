"""The faults of dev/faults, done inside Odoo.

Takes what to do as JSON, then the options of Odoo's server, and prints each outcome as
a line of JSON.
"""

import json
import sys

from odoo.modules.registry import Registry
from odoo.tools import config

from tooling.faults.cluster import Cluster
from tooling.faults.play import play


def main(task, arguments):
    """Play what is wanted and print the outcomes."""
    config.parse_config(arguments, setup_logging=True)
    task = json.loads(task)
    registry = Registry(config["db_name"][0])
    play(registry, Cluster(task["cluster"]), task["folder"], task["wanted"], tell)


def tell(outcome):
    print(json.dumps(outcome), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
