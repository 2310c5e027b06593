"""From any Python 3 to the virtual environment with the pinned requirements."""

import importlib
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

from . import cache, debian, system
from .output import Problem, report, step

REQUIREMENTS = cache.CHECKOUT / "dev" / "requirements.txt"
OLDEST, NEWEST = (3, 10), (3, 13)
# With one of these a command does nothing that needs the system's packages.
HARMLESS = {"-h", "--help", "--stop"}


def run(command):
    """Run `tooling.commands.<command>` inside the virtual environment."""
    return report(lambda: _run(command))


def _run(command):
    _check_python()
    system.provide(
        None if HARMLESS & set(sys.argv) else command,
        may_install="--no-install" not in sys.argv,
    )
    if not _is_inside():
        _enter()
    return importlib.import_module(f"tooling.commands.{command}").main(sys.argv[1:])


def _is_inside():
    return Path(sys.prefix).resolve() == _venv_path().resolve()


def _venv_path():
    return cache.folder() / f"venv-{_venv_key()}"


def _venv_key():
    return cache.key(REQUIREMENTS.read_bytes(), *sys.version_info[:3])


def _enter():
    """Replace this process by the same script in the virtual environment."""
    path = cache.make(_venv_path().name, _build, "installing the Python packages")
    python = str(path / "bin" / "python")
    os.execv(python, [python, *sys.argv])


def _check_python():
    """Go on with another Python of this machine when this one will not do."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other:
            os.execv(other, [other, *sys.argv])
    raise Problem(
        "Odoo 19 needs Python {}.{} to {}.{}, and this is {}.{}: "
        "install one of them".format(*OLDEST, *NEWEST, *sys.version_info[:2])
    )


def get_side_python(name, requirements):
    """Return the Python of another virtual environment, with pins of its own.

    For tools whose packages do not go with Odoo's, or that few commands need.
    """
    key = cache.key(requirements.read_bytes(), *sys.version_info[:3])
    build = partial(_build, requirements=requirements)
    path = cache.make(f"{name}-{key}", build, "installing the Python packages")
    return str(path / "bin" / "python")


def _build(path, requirements=REQUIREMENTS):
    """Make the virtual environment and install the requirements."""
    # The database server may run as another account, which must read its programs.
    os.umask(0o022)
    count = len([line for line in requirements.open() if "==" in line])
    with step(f"Installing the Python packages ({count})"):
        debian.call([sys.executable, "-m", "venv", str(path)], title="python -m venv")
        _pip_install(path, requirements)


def _pip_install(path, requirements):
    pip = [str(path / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    options = ["--no-input", "--disable-pip-version-check", "--requirement"]
    result = subprocess.run(
        [*pip, *options, str(requirements)], capture_output=True, text=True
    )
    if result.returncode:
        reason = _last_error(result.stderr)
        raise Problem(
            f"pip could not install the packages ({reason}): is there a network?"
        )


def _last_error(text):
    """Return the last line that pip marked as an error."""
    lines = [line for line in text.splitlines() if line.startswith("ERROR")]
    return lines[-1].removeprefix("ERROR: ") if lines else "no reason given"
