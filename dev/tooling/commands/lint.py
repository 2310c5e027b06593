"""dev/lint: style and mistakes, silent when all is good."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

from .. import bootstrap, cache, doubles, subjects
from ..output import Problem, say

REQUIREMENTS = cache.CHECKOUT / "dev" / "lint_requirements.txt"


def main(arguments):
    """Check every file under git, or about to be, and return the exit code."""
    if set(arguments) - {"--no-install"}:
        raise Problem("dev/lint takes no options: it checks the whole checkout")
    files = get_files()
    python = [name for name in files if is_python(name)]
    addons = [name for name in python if not name.startswith(("dev/", "docs/"))]
    with ThreadPoolExecutor() as pool:
        # The slowest goes on beside the rest.
        pylint = pool.submit(run, "pylint", "--jobs=2", *addons)
        findings = [
            *run("ruff", "format", "--check", *python),
            *run("ruff", "check", "--quiet", *python),
            *check_oldest(python),
            *check_xml(name for name in files if name.endswith(".xml")),
            *check_subjects(python),
            *check_doubles(name for name in python if name.startswith("models/")),
            *pylint.result(),
        ]
    for finding in findings:
        say(finding)
    return 1 if findings else 0


def get_files():
    """Return the files that are under git, or new and not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    result = subprocess.run(command, cwd=cache.CHECKOUT, capture_output=True, text=True)
    if result.returncode:
        raise Problem(f"dev/lint needs git: {result.stderr.strip()}")
    names = sorted(set(result.stdout.split("\0")) - {""})
    return [name for name in names if (cache.CHECKOUT / name).is_file()]


def is_python(name):
    """Tell whether the file is Python, by its suffix or its first line."""
    path = cache.CHECKOUT / name
    if path.suffix:
        return path.suffix == ".py"
    with path.open("rb") as file:
        return file.readline().startswith(b"#!/usr/bin/env python3")


def run(module, *arguments):
    """Run a checker and return its output as one finding, none if it is content."""
    return call([sys.executable, "-m", module, *arguments])


def call(command):
    """Run a command and return its output as one finding, none if it is content."""
    result = subprocess.run(command, cwd=cache.CHECKOUT, capture_output=True, text=True)
    output = (result.stdout + result.stderr).strip()
    return [output] if result.returncode else []


def check_oldest(names):
    """Return a finding if something is not there yet in the oldest Python."""
    python = bootstrap.get_side_python("lint", REQUIREMENTS)
    oldest = ".".join(map(str, bootstrap.OLDEST))
    options = ("--quiet", "--violations", "--no-tips", f"--target={oldest}-")
    # It is no module to run, and its script names the folder in which it was made.
    return call([python, "-c", "import vermin; vermin.main()", *options, *names])


def check_xml(names):
    """Return a finding for each file that is not well-formed."""
    findings = []
    for name in names:
        try:
            ElementTree.parse(cache.CHECKOUT / name)
        except ElementTree.ParseError as error:
            findings.append(f"{name}: {error}")
    return findings


def check_doubles(names):
    """Return a finding for each method that two files give to one model by chance."""
    return doubles.find_doubles(
        {name: (cache.CHECKOUT / name).read_text() for name in names}
    )


def check_subjects(names):
    """Return a finding for each import of a model that points the wrong way."""
    return [
        finding
        for name in names
        for finding in subjects.find_wrong_imports(
            name, (cache.CHECKOUT / name).read_text()
        )
    ]
