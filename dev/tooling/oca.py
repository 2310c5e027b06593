"""Addons of the OCA that ours work with: fetched for tests and demo, part of no addon.

They are AGPL-3 and on PyPI as wheels that need a package of Odoo: they are unpacked.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from . import cache, debian
from .output import Problem, say, step

WHEELS = (
    "odoo-addon-contract==19.0.1.2.1.2 "
    "--hash=sha256:8b8e9541fd4070f49018a687b3a7d5c170b57c2dccf3131c4507fdfea4a05da9",
    "odoo-addon-helpdesk-mgmt==19.0.1.3.2 "
    "--hash=sha256:334c68f9c8a31191853ec7ef75addff6f461e72a8697764be19bd814e457a531",
)


def find_folder():
    """Return the folder that contains the addons, None before they were fetched."""
    folder = cache.folder() / get_name() / "odoo" / "addons"
    return folder if folder.exists() else None


def get_folder():
    """Return the folder that contains the addons, fetched when missing."""
    path = cache.make(get_name(), _fetch, "fetching addons of the OCA")
    return path / "odoo" / "addons"


def try_to_get():
    """Fetch the addons when missing; without a network go on without them."""
    try:
        get_folder()
    except Problem as problem:
        say(f"Without the addons of the OCA: {problem}")


def get_name():
    """Return the name of the folder of the cache that keeps them."""
    return f"oca-{cache.key(*WHEELS)}"


def _fetch(path):
    with step("Fetching addons of the OCA"), tempfile.TemporaryDirectory() as folder:
        pins = Path(folder) / "requirements.txt"
        pins.write_text("\n".join(WHEELS))
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        options = ["--only-binary", ":all:", "--dest", folder, "--requirement"]
        debian.call([*pip, *options, str(pins)], title="pip download")
        for wheel in Path(folder).glob("*.whl"):
            shutil.unpack_archive(wheel, path, "zip")
