"""What the scripts need from the system: one list, checked before anything is fetched.

This file and what it imports run under the system's Python, before there is any other.
"""

import importlib.util
import os
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from . import cache, debian, odoo_source
from .output import Problem, step

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONTS = Path("/usr/share/fonts")
LOCK_SECONDS_MAX = 300


class Need(NamedTuple):
    """Something that a Debian package brings, and the commands that need it."""

    package: str
    commands: set[str] | None
    is_there: Callable[[], bool]


def _has(*programs):
    return lambda: any(map(shutil.which, programs))


def _has_venv():
    importlib.invalidate_caches()
    return importlib.util.find_spec("ensurepip") is not None


def _has_font(pattern):
    return lambda: any(FONTS.rglob(pattern))


def _has_font_settings():
    return Path("/etc/fonts/fonts.conf").exists()


def _has_pdf_maker():
    """Tell whether wkhtmltopdf is there, or comes from Debian into the cache."""
    return bool(shutil.which("wkhtmltopdf")) or debian.is_available()


def _has_git_for_clone():
    return bool(shutil.which("git")) or not odoo_source.needs_clone()


PAGES = {"demo", "test", "bench", "scaleout", "versions", "odoo_suites"}
NEEDS = (
    Need("python3-venv", None, _has_venv),
    Need("chromium", {"test", "odoo_suites"}, _has(*BROWSERS)),
    Need("wkhtmltopdf", PAGES, _has_pdf_maker),
    Need("poppler-utils", {"test"}, _has("pdftotext")),
    Need("fontconfig-config", PAGES, _has_font_settings),
    # Without it, the font for all text that names none has letters of one width.
    Need("fonts-dejavu-core", PAGES, _has_font("DejaVuSans*")),
    Need("fonts-liberation", PAGES, _has_font("Liberation*")),
    Need("git", {"lint", "bare", "dist"}, _has("git")),
    Need("git", PAGES | {"faults"}, _has_git_for_clone),
    Need("mount", {"faults"}, _has("mount")),
    Need("npm", {"versions"}, _has("npm")),
    Need("haproxy", {"scaleout"}, _has("haproxy")),
    Need("debootstrap", {"bare"}, _has("debootstrap")),
)


def provide(command, may_install=True):
    """Install what `command` needs and the system lacks, else stop and tell how."""
    missing = get_missing(command)
    if not missing:
        return
    prefix = _get_privilege() if may_install else None
    if prefix is None:
        raise Problem(explain(missing))
    with cache.lock("system", "installing packages of the system"):
        # The run that we waited for may have brought them.
        if missing := get_missing(command):
            _install(prefix, missing)


def get_missing(command):
    """Return the names of the packages that `command` needs and the system lacks."""
    return [
        need.package
        for need in NEEDS
        if (need.commands is None or command in need.commands) and not need.is_there()
    ]


def explain(packages):
    """Return the message that names what is missing and the one command to run."""
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        return f"the system lacks {names} (the names are those of Debian's packages)"
    sudo = "sudo " if os.geteuid() else ""
    return (
        f"the system lacks {', '.join(packages)}. Install what is missing with:\n"
        f"  {sudo}apt-get update && {sudo}apt-get install --yes {names}"
    )


def _get_privilege():
    """Return what to put before a command to run it as root, None when we may not."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    if not shutil.which("sudo"):
        return None
    is_silent = subprocess.run([*sudo, "true"], capture_output=True).returncode == 0
    return sudo if is_silent else None


def _install(prefix, packages):
    """Install the packages with apt; the first thing that went wrong is the problem."""
    apt = ["apt-get", "-qq", "-o", f"DPkg::Lock::Timeout={LOCK_SECONDS_MAX}"]
    commands = [
        # An installation that was interrupted, ours or not, would stop apt.
        ["dpkg", "--configure", "-a"],
        [*apt, "update"],
        [*apt, "install", "--yes", "--no-install-recommends", *packages],
    ]
    with step(f"Installing {', '.join(packages)} with apt"):
        problems = [_run_as_root(prefix, command) for command in commands]
    if problems[-1]:
        reason = next(filter(None, problems))
        command = shlex.join(commands[-1])
        raise Problem(f"apt could not install the packages ({reason}): {command}")


def _run_as_root(prefix, command):
    """Run a command that asks nothing; return what went wrong, None if all is well."""
    try:
        silent = ["env", "DEBIAN_FRONTEND=noninteractive", *command]
        debian.call([*prefix, *silent], title=command[0])
    except Problem as problem:
        return str(problem)
    return None
