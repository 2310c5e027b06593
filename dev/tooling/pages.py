"""The pages of the documentation: their texts, their links, their commands."""

import re
from urllib.parse import urlsplit

import polib

from . import cache, readme
from .output import say

DOCS = cache.CHECKOUT / "docs"
LANGUAGES = ("en", "fr")
LINK = re.compile(r"\bhttps?://[^\s)>\"'`]+")
# Addresses that only an example, or this machine, has.
EXAMPLES = re.compile(r"(^|\.)(example\.(com|org|net)|localhost)$|^127\.0\.0\.1$")
CODE = re.compile(r"^(```|~~~).*?^\1\s*$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(
    r"(?<![\w/.])(?P<script>dev/[\w-]+)(?![\w/-]|\.\w)(?P<rest>[^\n#|&;]*)"
)
INLINE = re.compile(r"`(?P<text>dev/[^`]+)`")
OPTION = re.compile(r"(?<!\S)--[a-z][a-z-]*")
# What is the same in each language, or translated by the screens themselves.
NAME = re.compile(r"(\{(ui|menu)\}`[^`]+`|`[^`]+`)$")
HEAD = {
    "Project-Id-Version": "Prepaid Hours",
    "Language": "fr",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n > 1);",
}


def get_pages():
    """Return the paths of the pages; examples stand beside them."""
    return sorted([*DOCS.glob("*.md"), *DOCS.glob("guides/*.md")])


def get_translations():
    """Return the files of translations, one a language."""
    return [
        DOCS / "locale" / language / "LC_MESSAGES" / "docs.po"
        for language in LANGUAGES[1:]
    ]


# === TRANSLATIONS === #


def update(path, template):
    """Bring a translation up to date; what is gone is dropped."""
    terms = polib.pofile(str(path)) if path.exists() else polib.POFile(wrapwidth=100)
    terms.metadata = HEAD
    terms.merge(polib.pofile(str(template)))
    for gone in terms.obsolete_entries():
        terms.remove(gone)
    for term in terms:
        term.occurrences, term.comment, term.tcomment = [], "", ""
        if NAME.match(term.msgid):
            term.msgstr = term.msgid
    path.parent.mkdir(parents=True, exist_ok=True)
    terms.save(str(path))
    say(f"{path.relative_to(cache.CHECKOUT)}: {len(terms)} texts")


def compile_translations(folder):
    """Compile the translations into a folder as gettext wants it; return the folder."""
    for path in get_translations():
        target = folder / path.relative_to(DOCS / "locale").with_suffix(".mo")
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            polib.pofile(str(path)).save_as_mofile(str(target))
    return folder


def count_untranslated():
    """Return how many texts have no translation."""
    return sum(
        len(terms.untranslated_entries()) + len(terms.fuzzy_entries())
        for terms in (polib.pofile(str(path)) for path in get_translations())
    )


# === LINKS === #


def find_bad_links():
    """Return a finding for each address of the web that cannot be one.

    Nobody is asked: whether the pages are still there, a check without network cannot
    tell. Links between pages are checked by Sphinx.
    """
    return [
        f"{path.relative_to(cache.CHECKOUT)}: {link}: {fault}"
        for path in get_pages()
        for link in LINK.findall(CODE.sub("", path.read_text("utf-8")))
        if (fault := get_fault(link.rstrip(".,:;")))
    ]


def get_fault(link):
    """Return what is wrong with an address, if anything is."""
    parts = urlsplit(link)
    host = parts.hostname or ""
    if EXAMPLES.search(host):
        return None
    if "." not in host:
        return "no host"
    if parts.scheme != "https":
        return "not https"
    return None


# === COMMANDS === #


def find_commands(text):
    """Return {script: options} of the commands of this repository in a page."""
    found = {}
    parts = [*readme.find_blocks(text), *(m["text"] for m in INLINE.finditer(text))]
    for part in parts:
        for match in COMMAND.finditer(part):
            options = found.setdefault(match["script"], set())
            options.update(OPTION.findall(match["rest"]))
    return found
