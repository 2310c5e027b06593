"""dev/openapi: static/openapi.json, written from the methods for machines."""

import argparse
import subprocess
import sys

from .. import addons_folder, odoo
from ..cache import ADDON, CHECKOUT
from ..output import Problem, say

PATH = CHECKOUT / "static" / "openapi.json"
# The code alone tells it: no database.
PROGRAM = f"""
import json, sys
from odoo.tools import config
config.parse_config(["-c", sys.argv[1]])
from odoo.addons.{ADDON}.models.api import openapi
print(json.dumps(openapi.make_document(), indent=1, ensure_ascii=False))
"""


def main(arguments):
    """Write the document, or tell whether it is what the code says."""
    parser = argparse.ArgumentParser(prog="dev/openapi", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    parser.add_argument("--no-install", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    text = _make()
    if options.check:
        is_same = PATH.exists() and PATH.read_text(encoding="utf-8") == text
        say(f"{PATH.name} is {'as' if is_same else 'not what'} the code says")
        return 0 if is_same else 1
    PATH.write_text(text, encoding="utf-8")
    say(PATH.relative_to(CHECKOUT))
    return 0


def _make():
    command = [sys.executable, "-c", PROGRAM, str(addons_folder.write_config())]
    result = subprocess.run(
        command, **odoo.get_options(), capture_output=True, text=True
    )
    if result.returncode:
        raise Problem(f"the code does not load:\n{result.stderr[-2000:]}")
    return result.stdout
