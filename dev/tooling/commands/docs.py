"""dev/docs: the site in docs/, in English and French."""

import argparse
import json
import shutil
import subprocess
from pathlib import Path

from .. import bootstrap, cache, facts, pages
from ..output import Problem, say, step

REQUIREMENTS = pages.DOCS / "requirements.txt"
START = """\
<!doctype html>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=en/index.html">
<title>Prepaid Hours</title>
<a href="en/index.html">English</a> · <a href="fr/index.html">Français</a>
"""


def main(arguments):
    """Do what the command line asks for and return the exit code."""
    options = _parse(arguments)
    if options.facts:
        _write_facts()
    if options.update:
        _update()
    target = Path(options.output) if options.output else get_target()
    with step("Building the documentation"):
        logs = _build(target.resolve(), options.check)
    findings = [*logs, *pages.find_bad_links()] if options.check else logs
    missing = pages.count_untranslated()
    for finding in findings:
        say(finding)
    say(f"{missing} texts have no French yet.")
    say(f"The documentation is in {target / 'index.html'}")
    return 1 if findings or (options.complete and missing) else 0


def _parse(arguments):
    parser = argparse.ArgumentParser(prog="dev/docs", description=__doc__)
    parser.add_argument(
        "--output", metavar="FOLDER", help="where it goes (default: the cache folder)"
    )
    parser.add_argument(
        "--check", action="store_true", help="fail on a warning or a bad link"
    )
    parser.add_argument(
        "--complete", action="store_true", help="fail when a text has no French"
    )
    parser.add_argument(
        "--update",
        action="store_true",
        help="bring the French up to date with the pages: new texts stand empty",
    )
    parser.add_argument(
        "--facts",
        action="store_true",
        help="write what the pages say of books, balances and menus: it is played anew",
    )
    parser.add_argument("--no-install", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def get_target():
    """Return the folder of the site of this checkout."""
    return cache.folder() / f"docs-{cache.checkout_key()}"


def _write_facts():
    text = json.dumps(facts.play(), ensure_ascii=False, indent=1) + "\n"
    cache.write(facts.FILE, text)
    say(facts.FILE.relative_to(cache.CHECKOUT))


def _update():
    """Bring each translation up to date with the texts of the pages."""
    with step("Reading the texts of the pages"):
        folder = cache.folder() / f"docs-terms-{cache.checkout_key()}"
        sphinx("gettext", folder, "en")
    for path in pages.get_translations():
        pages.update(path, folder / "docs.pot")


def _build(target, is_strict):
    """Build the site in each language; return what Sphinx complained about."""
    _check_ours(target)
    findings = []
    for language in pages.LANGUAGES:
        folder = target / language
        shutil.rmtree(folder, ignore_errors=True)
        findings += sphinx("html", folder, language, is_strict)
    return findings


def _check_ours(target):
    """Refuse a folder that holds something else: what is old there is removed."""
    start = target / "index.html"
    is_ours = start.exists() and start.read_text("utf-8") == START
    if target.exists() and any(target.iterdir()) and not is_ours:
        raise Problem(f"{target} holds something else: choose a new folder")
    target.mkdir(parents=True, exist_ok=True)
    # From now on it is ours, even if the build is interrupted.
    start.write_text(START, "utf-8")


def sphinx(builder, folder, language, is_strict=False):
    """Run Sphinx; return its warnings, if they matter."""
    python = bootstrap.get_side_python("docs", REQUIREMENTS)
    catalogues = pages.compile_translations(folder.parent / "catalogues")
    trees = folder.parent / f"trees-{language}"
    command = [
        *(python, "-m", "sphinx", "-b", builder, "-q", "-E", "-d", str(trees)),
        *("-D", f"language={language}", "-D", f"locale_dirs={catalogues}"),
        *(str(pages.DOCS), str(folder)),
    ]
    result = subprocess.run(command, capture_output=True, text=True)
    shutil.rmtree(trees, ignore_errors=True)
    shutil.rmtree(folder / ".doctrees", ignore_errors=True)
    if result.returncode:
        raise Problem(f"Sphinx failed:\n{result.stderr[-3000:]}")
    warnings = [line for line in result.stderr.splitlines() if line.strip()]
    return warnings if is_strict else []
