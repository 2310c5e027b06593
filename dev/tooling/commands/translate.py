"""dev/translate: the templates of translations made anew, the translations kept."""

import argparse
import subprocess
from functools import partial

import polib

from .. import addons_folder, client_terms, databases, oca, odoo, postgres
from ..cache import ADDON, CHECKOUT
from ..output import Problem, say

# The head of a template, without what changes with every export.
HEAD = {
    "Project-Id-Version": "Odoo Server 19.0",
    "Report-Msgid-Bugs-To": "",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}


def main(arguments):
    """Export the terms of our addons, keep what is translated, say what is not."""
    options = _parse(arguments)
    templates = export()
    if options.check:
        findings = [f for module in templates for f in find(module, templates[module])]
        say("\n".join(findings) or "Every term is in its template, and translated.")
        return 1 if findings else 0
    for module, template in templates.items():
        folder = _get_folder(module)
        folder.mkdir(exist_ok=True)
        template.save(str(folder / f"{module}.pot"))
        for path in sorted(folder.glob("*.po")):
            _update(path, template)
    return 0


def export():
    """Return the terms of our addons as the code has them: {addon: polib.POFile}."""
    postgres.start()
    oca.get_folder()
    modules = addons_folder.get_modules(has_oca=True)
    make = partial(databases.clone, modules=modules)
    with databases.temporary("terms", make) as database:
        return {module: _export(database, module) for module in modules}


def find(module, template):
    """Return what the files of an addon lack of its terms, or have too much."""
    folder = _get_folder(module)
    kept = {term.msgid for term in _read(folder / f"{module}.pot")}
    terms = {term.msgid for term in template}
    findings = [f"{module}.pot: not there: {term!r}" for term in sorted(terms - kept)]
    findings += [f"{module}.pot: gone: {term!r}" for term in sorted(kept - terms)]
    for path in sorted(folder.glob("*.po")):
        said = {term.msgid for term in _read(path).translated_entries()}
        wanted = {term.msgid for term in client_terms.pick(template, path.stem)}
        name = path.relative_to(CHECKOUT)
        findings += [f"{name}: not translated: {t!r}" for t in sorted(wanted - said)]
    return findings


def _read(path):
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="dev/translate",
        description="Write the templates of translations (i18n/*.pot) from the code "
        "and bring the translations (i18n/*.po) up to date with them. What is not "
        "translated yet stands there with an empty msgstr.",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing: fail when a template or a translation lacks a term",
    )
    return parser.parse_args(arguments)


def _get_folder(module):
    addon = CHECKOUT if module == ADDON else addons_folder.ADDONS / module
    return addon / "i18n"


def _export(database, module):
    """Return the terms of an addon as Odoo exports them."""
    command = odoo.get_command("-d", database, "-o", "-", module, subcommand="i18n")
    command.insert(command.index("i18n") + 1, "export")
    result = subprocess.run(
        command, **odoo.get_options(), capture_output=True, text=True
    )
    if result.returncode or not result.stdout:
        raise Problem(f"Odoo exported nothing of {module}:\n{result.stderr[-2000:]}")
    template = polib.pofile(result.stdout)
    template.metadata = HEAD
    template.sort(key=lambda term: (term.msgctxt or "", term.msgid))
    return template


def _update(path, template):
    """Bring one translation up to date, and say what it lacks."""
    wanted = polib.POFile()
    wanted.extend(client_terms.pick(template, path.stem))
    terms = _read(path)
    terms.merge(wanted)
    for gone in terms.obsolete_entries():
        terms.remove(gone)
    terms.sort(key=lambda term: (term.msgctxt or "", term.msgid))
    terms.save(str(path))
    missing = len(terms.untranslated_entries())
    say(f"{path.relative_to(CHECKOUT)}: {len(terms)} terms, {missing} not translated")
