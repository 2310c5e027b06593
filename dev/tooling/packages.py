"""Packages of our addons, from what is under git: a zip and a wheel for each.

A wheel follows OCA's convention: `odoo-addon-<module>`, built by whool, installed into
`odoo/addons`, where Odoo 19 finds it without an option. The same commit gives the same
bytes: contents come from git, times are the commit's, and modes are set here.
"""

import ast
import io
import os
import subprocess
import tarfile
import time
import zipfile
from pathlib import Path

from . import addons_folder, bootstrap, cache
from .output import Problem

REQUIREMENTS = cache.CHECKOUT / "dev" / "dist_requirements.txt"
PYPROJECT = """\
[build-system]
requires = ["whool"]
build-backend = "whool.buildapi"
"""
FILE_MODE, FOLDER_MODE = 0o644, 0o755


def get_commit(name="HEAD"):
    """Return the hash of a commit and its time (seconds since 1970)."""
    commit, seconds = _git("log", "-1", "--format=%H %ct", name).decode().split()
    return commit, int(seconds)


def has_changes():
    """Tell whether the checkout differs from its last commit."""
    return bool(_git("status", "--porcelain"))


def get_modules(commit):
    """Return our addons in a commit: names, and where each one's tree is."""
    listed = _git(
        "ls-tree", "-d", "--name-only", commit, f"{addons_folder.ADDONS.name}/"
    )
    paths = listed.decode().split()
    return {cache.ADDON: "", **{Path(path).name: path for path in paths}}


def export(commit, tree, folder):
    """Write an addon as git has it into `folder`, without what is not to be shipped."""
    archive = _git("archive", "--format=tar", f"{commit}:{tree}" if tree else commit)
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        for member in files:
            path = folder / member.name
            if member.isfile():
                _write(path, files.extractfile(member).read())
            elif not member.isdir():
                raise Problem(f"{member.name} is neither a file nor a folder")
    if not (folder / "LICENSE").exists():
        _write(folder / "LICENSE", _get_licence(commit, folder))


def _get_licence(commit, folder):
    """Return the licence of an addon without its own file: the repository's."""
    licence = read_manifest(folder)["license"]
    if licence != "LGPL-3":
        raise Problem(f"{folder.name} is {licence}, and lacks a file LICENSE")
    return _git("show", f"{commit}:LICENSE")


def read_manifest(folder):
    """Return the manifest of the addon in `folder`."""
    return ast.literal_eval((folder / "__manifest__.py").read_text("utf-8"))


def build_zip(folder, target, seconds):
    """Pack the addon for an addons folder; return the path."""
    version = read_manifest(folder)["version"]
    path = target / f"{folder.name}-{version}.zip"
    stamp = time.gmtime(seconds)[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(file for file in folder.rglob("*") if file.is_file()):
            name = str(file.relative_to(folder.parent))
            info = zipfile.ZipInfo(name, stamp)
            info.external_attr = (0o100000 | FILE_MODE) << 16
            archive.writestr(info, file.read_bytes(), zipfile.ZIP_DEFLATED)
    return path


def build_wheel(folder, target, seconds):
    """Pack the addon for pip; return the path.

    `folder` gets a file for the build, which the wheel does not contain.
    """
    python = bootstrap.get_side_python("dist", REQUIREMENTS)
    _write(folder / "pyproject.toml", PYPROJECT.encode())
    before = set(target.glob("*.whl"))
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    command = [python, "-m", "pip", "wheel", *options, str(target), str(folder)]
    environment = {
        **os.environ,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "SOURCE_DATE_EPOCH": str(seconds),
        # The version is the manifest's, whatever repository is above the folder.
        "GIT_CEILING_DIRECTORIES": str(folder.parent),
        "WHOOL_POST_VERSION_STRATEGY_OVERRIDE": "none",
    }
    result = subprocess.run(
        command, capture_output=True, text=True, env=environment, umask=0o022
    )
    made = set(target.glob("*.whl")) - before
    if result.returncode or len(made) != 1:
        raise Problem(f"the wheel of {folder.name} failed:\n{result.stderr[-2000:]}")
    return made.pop()


def _write(path, content):
    path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(FILE_MODE)


def _git(*arguments):
    command = ["git", *arguments]
    result = subprocess.run(command, cwd=cache.CHECKOUT, capture_output=True)
    if result.returncode:
        raise Problem(f"git {arguments[0]}: {result.stderr.decode().strip()}")
    return result.stdout
