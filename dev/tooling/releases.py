"""Released versions of the addon: the last commit of each, unpacked beside Odoo."""

import ast
import subprocess
import sys

from . import addons_folder, cache, odoo
from .output import Problem

MANIFEST = "__manifest__.py"


def find():
    """Return {version: (its last commit, its first)}, the oldest version first.

    Without the present version; empty where the history is not there.
    """
    commits = _git("log", "--first-parent", "--reverse", "--format=%H", "--", MANIFEST)
    versions = [(commit, _get_version(commit)) for commit in commits.split()]
    return find_last(versions, lambda commit: _git("rev-parse", f"{commit}^").strip())


def find_last(versions, get_parent):
    """Return {version: (the commit before the next one begins, its first commit)}.

    `versions` are (commit, version), the oldest first; some change something else.
    """
    found = {}
    for commit, version in versions:
        if version in found:
            continue
        if found:
            newest = [*found][-1]
            found[newest] = (get_parent(commit), found[newest])
        found[version] = commit
    found.popitem()
    return found


def unpack(commit, folder):
    """Unpack the addon of a commit; return the configuration of an Odoo with it."""
    archive = folder / "old.tar"
    _git("archive", "--prefix", f"{cache.ADDON}/", "--output", str(archive), commit)
    subprocess.run(["tar", "-xf", archive, "-C", folder], check=True)
    archive.unlink()
    content = addons_folder.write_config().read_text()
    config = folder / "odoo.conf"
    config.write_text(content.replace(str(addons_folder.get_folder()), str(folder)))
    return config


def run(config, database, *command, options=()):
    """Run Odoo, or a script that takes its options, to its end."""
    words = [sys.executable, *command, "-c", str(config), "-d", database, "--no-http"]
    if options:
        words += ["--stop-after-init", *options]
    result = subprocess.run(
        odoo.tie(words), capture_output=True, text=True, **odoo.get_options()
    )
    if result.returncode:
        raise Problem("\n".join(result.stderr.splitlines()[-15:]))
    return result


def _get_version(commit):
    return ast.literal_eval(_git("show", f"{commit}:{MANIFEST}"))["version"]


def _git(*arguments):
    command = ["git", "-C", str(cache.CHECKOUT), *arguments]
    result = subprocess.run(command, capture_output=True, text=True)
    return result.stdout if not result.returncode else ""
