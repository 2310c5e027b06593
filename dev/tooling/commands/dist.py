"""dev/dist: a zip and a wheel of each addon, from what is committed."""

import argparse
import hashlib
import shutil
import tempfile
from pathlib import Path

from .. import cache, packages
from ..output import Problem, say, step

SUMS = "SHA256SUMS"


def main(arguments):
    """Build what the command line asks for and return the exit code."""
    options = _parse(arguments)
    if not shutil.which("git"):
        raise Problem("git is missing: install the package git")
    commit, seconds = packages.get_commit(options.commit)
    if options.commit == "HEAD" and packages.has_changes():
        say("What is not committed is not in the packages.")
    target = Path(options.output) if options.output else get_target()
    with step(f"Building the packages of {commit[:10]}"):
        files = build(commit, seconds, target.resolve())
    for file in files:
        say(f"{file}  {file.stat().st_size / 1024:.0f} kB")
    return 0


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="dev/dist", description=__doc__)
    parser.add_argument(
        "--output", metavar="FOLDER", help="where they go (default: the cache folder)"
    )
    parser.add_argument(
        "--commit", default="HEAD", help="what is packed (default: the last commit)"
    )
    parser.add_argument("--no-install", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def get_target():
    """Return the folder of the packages of this checkout."""
    return cache.folder() / f"packages-{cache.checkout_key()}"


def build(commit, seconds, target):
    """Build all packages into `target`, in place of old ones; return their paths."""
    target.mkdir(parents=True, exist_ok=True)
    remove_old(target)
    files = []
    with tempfile.TemporaryDirectory() as scratch:
        for module, tree in packages.get_modules(commit).items():
            folder = Path(scratch).resolve() / module
            packages.export(commit, tree, folder)
            files.append(packages.build_zip(folder, target, seconds))
            files.append(packages.build_wheel(folder, target, seconds))
    sums = [f"{_hash(file)}  {file.name}\n" for file in sorted(files)]
    (target / SUMS).write_text("".join(sums))
    return files


def remove_old(target):
    """Remove what an earlier build left there, and nothing else that is there."""
    sums = target / SUMS
    if not sums.exists():
        return
    for line in sums.read_text().splitlines():
        name = Path(line.split("  ", 1)[-1]).name
        if name.endswith((".whl", ".zip")):
            (target / name).unlink(missing_ok=True)
    sums.unlink()


def _hash(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()
