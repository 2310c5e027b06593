"""What the documentation tells of books, balances and menus, played in a database."""

import json
import subprocess
import sys

from . import addons_folder, cache, databases, odoo, postgres
from .output import Problem

FILE = cache.CHECKOUT / "docs" / "facts.json"
SCRIPT = cache.CHECKOUT / "dev" / "facts.py"


def play():
    """Play everything in a database of its own and return what came out."""
    postgres.start()
    with databases.temporary("facts") as database:
        options = ["-c", str(addons_folder.write_config()), "-d", database, "--no-http"]
        result = subprocess.run(
            [sys.executable, str(SCRIPT), *options],
            capture_output=True, text=True, **odoo.get_options(),
        )  # fmt: skip
    if result.returncode:
        raise Problem("\n".join(result.stderr.splitlines()[-15:]))
    return json.loads(result.stdout.splitlines()[-1])
