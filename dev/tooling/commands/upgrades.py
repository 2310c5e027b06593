"""dev/upgrades: databases of all released versions, upgraded to the present.

Each version is installed as it was, with its demo data, and makes documents of every
kind that it knows. Afterwards every figure must be what it was, the ledger whole, the
books tied out, and work and sales must go on.
"""

import argparse
import json
import tempfile
from datetime import datetime, timezone
from pathlib import Path

from .. import addons_folder, cache, databases, odoo, postgres, releases, upgrades
from ..kept import Kept
from ..output import Problem, say, step

SCRIPT = str(cache.CHECKOUT / "dev" / "released.py")
PUBLISHED = cache.CHECKOUT / "docs" / "upgrades.json"


class NotInstalled(Problem):
    """An old version that today's Odoo does not install."""


def main(arguments):
    """Play the versions that did not pass yet; return 1 if one does not."""
    known = releases.find()
    options = _parse(arguments, known)
    if not known:
        raise Problem("the history of the released versions is not there")
    if options.publish:
        return _publish(known)
    postgres.start()
    versions = options.versions or [*known]
    for version in versions:
        if options.fresh or version not in _read(_get_key()):
            _note(_play(version, *known[version]))
    return upgrades.judge(_read(_get_key()), versions)


def _parse(arguments, known):
    parser = argparse.ArgumentParser(
        prog="dev/upgrades",
        description="Upgrade databases of released versions, and compare the figures. "
        "An interrupted run goes on where it was.",
    )
    parser.add_argument(
        "versions", nargs="*", metavar="VERSION", help=f"of {', '.join(known)}"
    )
    parser.add_argument(
        "--fresh", action="store_true", help="play again what was played before"
    )
    parser.add_argument(
        "--publish",
        action="store_true",
        help="put what was played last into the documentation",
    )
    options = parser.parse_args(arguments)
    if unknown := set(options.versions) - {*known}:
        parser.error(f"not released: {', '.join(sorted(unknown))}")
    return options


def _play(version, last, first):
    """Upgrade a database of the version's last state that can be installed."""
    for commit in (last, first):
        try:
            with step(f"Upgrading {version}"):
                return _upgrade(version, commit) | {"is_last": commit == last}
        except NotInstalled as problem:
            say(f"{commit[:10]} cannot be installed: {problem}")
    return {"version": version, "problem": "it cannot be installed"}


def _upgrade(version, commit):
    """Make a database of a version, upgrade it, go on; return what became of it."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        databases.temporary("upgrades", databases.copy_template) as database,
    ):
        old_config = releases.unpack(commit, Path(folder))
        _install(old_config, database)
        try:
            return {"version": version, **_compare(old_config, database)}
        except Problem as problem:
            return {"version": version, "problem": str(problem)}


def _install(config, database):
    options = ["-i", cache.ADDON, "--with-demo"]
    try:
        releases.run(config, database, "-m", "odoo", options=options)
    except Problem as problem:
        raise NotInstalled(str(problem)) from problem


def _compare(old_config, database):
    """Let both versions work in the database; return how the figures differ."""
    new_config = addons_folder.write_config()
    before = _ask(old_config, database, "fill")
    kept = Kept(database)
    result = releases.run(
        new_config, database, "-m", "odoo", options=["-u", cache.ADDON]
    )
    after = _ask(new_config, database, "read")
    return {
        "made": len(before["made"]),
        "unknown": before["unknown"],
        "entries": kept.count("prepaid_entry"),
        "changes": kept.find_changes(),
        "shown": upgrades.compare(before["figures"], after["figures"]),
        "faults": after["faults"],
        "difference": after["difference"],
        "log": odoo.find_problems(result.stderr.splitlines(), odoo.OURS),
        "work": _ask(new_config, database, "work"),
    }


def _ask(config, database, word):
    """Return what our script finds in the database with the code of then or now."""
    result = releases.run(config, database, SCRIPT, word)
    return json.loads(result.stdout.splitlines()[-1])


def get_target():
    """Return the file that keeps what was played in this checkout."""
    return cache.folder() / f"upgrades-{cache.checkout_key()}.jsonl"


def _get_key():
    content = addons_folder.get_content_key([cache.ADDON])
    return cache.key(databases.get_template_key(), content)


def _note(row):
    for line in upgrades.tell(row):
        say(line)
    with get_target().open("a") as file:
        file.write(json.dumps({"key": _get_key(), **row}) + "\n")


def _read(key=None):
    """Return {version: what became of it last}, with a key only of that code."""
    path = get_target()
    lines = path.read_text().splitlines() if path.exists() else []
    rows = map(json.loads, lines)
    return {row["version"]: row for row in rows if key in (None, row["key"])}


def _publish(known):
    """Put what was played where the page about reliability reads it."""
    found = _read()
    rows = [upgrades.summarise(found[name]) for name in known if name in found]
    if not rows:
        raise Problem("nothing was played yet: run dev/upgrades first")
    about = {"date": datetime.now(timezone.utc).date().isoformat()}
    cache.write(PUBLISHED, json.dumps({"about": about, "rows": rows}, indent=1) + "\n")
    say(PUBLISHED.relative_to(cache.CHECKOUT))
    return 0
