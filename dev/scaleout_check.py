"""What is wrong in the ledger and the books: takes the options of Odoo's server."""

import json
import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


def main(arguments):
    """Print as JSON what the checks find."""
    config.parse_config(arguments, setup_logging=True)
    with Registry(config["db_name"][0]).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        found = env["prepaid.contract"]._check_integrity()
        tie_out = env.company._get_prepaid_tie_out(env.company._get_prepaid_today())
        print(json.dumps([*map(str, found), *tell_difference(tie_out["difference"])]))


def tell_difference(difference):
    return [f"the books differ by {difference}"] if difference else []


if __name__ == "__main__":
    main(sys.argv[1:])
