"""Odoo 19 itself: yours, Debian's package, or a clone of the official repository."""

import os
import shutil
import subprocess
from pathlib import Path

from . import cache, debian
from .output import Problem, step

REPOSITORY = "https://github.com/odoo/odoo.git"
BRANCH = "19.0"

# Odoo's package links to fonts and scripts of other packages by relative paths; with
# one missing, every page is an error. The fonts from bookworm moved their files since.
PACKAGES = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-font-awesome/bookworm",
    "fonts-inconsolata/bookworm",
)
SUITES = ("sid", "bookworm")
PACKAGE_HOME = "usr/lib/python3/dist-packages"

# Debian leaves this script out, and a page without it logs an error that fails tours.
STUB = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def get_home():
    """Return the folder that contains Odoo's package `odoo`, fetched when needed."""
    if os.environ.get("ODOO_HOME"):
        return _get_own_home()
    return (_get_fetched() / "home").resolve()


def needs_clone():
    """Tell whether nothing but a clone can bring Odoo to this machine."""
    is_there = os.environ.get("ODOO_HOME") or (cache.folder() / _get_name()).exists()
    return not is_there and not debian.is_available()


def get_version():
    """Return a text that changes when Odoo's code does."""
    if not os.environ.get("ODOO_HOME"):
        return (_get_fetched() / "version.txt").read_text()
    home = _get_own_home()
    release = (home / "odoo" / "release.py").read_text()
    return f"{home} {release} {_get_commit(home)}"


def get_addons_paths(home):
    """Return Odoo's own addons folders, which differ between package and clone."""
    paths = [home / "odoo" / "addons", home / "addons"]
    return [path for path in paths if any(path.glob("*/__manifest__.py"))]


def _get_own_home():
    home = Path(os.environ["ODOO_HOME"]).resolve()
    release = home / "odoo" / "release.py"
    if not release.exists():
        raise Problem(f"ODOO_HOME={home} does not contain odoo/release.py")
    if "version_info = (19, 0" not in release.read_text():
        raise Problem(f"ODOO_HOME={home} is not Odoo 19.0")
    return home


def _get_commit(home):
    if not shutil.which("git"):
        return ""
    command = ["git", "-C", str(home), "rev-parse", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def _get_name():
    return f"odoo-{cache.key(BRANCH, *PACKAGES)}"


def _get_fetched():
    return cache.make(_get_name(), _fetch, "fetching Odoo 19")


def _fetch(target):
    """Fill `target` with `home`, the folder that contains Odoo, and `version.txt`."""
    problem = "this is no Debian"
    if debian.is_available():
        problem = _fetch_packages(target)
    if problem:
        _clone(target / "home", problem)
        (target / "version.txt").write_text(_get_commit(target / "home"))


def _fetch_packages(target):
    """Unpack Debian's packages, or return the problem met."""
    try:
        with step("Fetching Odoo 19 (about 120 MB)"):
            versions = debian.fetch(PACKAGES, SUITES, target)
    except Problem as problem:
        return problem
    (target / "home").symlink_to(PACKAGE_HOME)
    (target / "version.txt").write_text("\n".join(versions))
    stub = target / "home" / STUB
    stub.parent.mkdir(parents=True, exist_ok=True)
    if not stub.exists():
        stub.write_text(
            "// Left out of the Debian package; only video calls need it.\n"
        )
    return None


def _clone(target, reason):
    """Clone the official repository, as Debian's package is not to be had."""
    options = ["--quiet", "--depth", "1", "--branch", BRANCH]
    try:
        if not shutil.which("git"):
            raise Problem("git is missing: install the package git")
        with step("Cloning Odoo 19 (about 1 GB)"):
            debian.call(["git", "clone", *options, REPOSITORY, str(target)])
    except Problem as problem:
        raise Problem(
            f"Odoo 19 could not be fetched. Debian's package: {reason}. Then a clone "
            f"of the official repository: {problem}. Is there a network? A copy of "
            "your own can be named in ODOO_HOME"
        ) from problem
