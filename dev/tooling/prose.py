"""The numbers in the sentences of the documentation, and what they may be."""

import re
from typing import NamedTuple

from . import pages

BLOCK = re.compile(r"^```\{(?P<kind>\w+)\} (?P<head>.*)$")
FENCE = re.compile(r"^ *```")
# What is not a sentence: roles, code, links, the numbers of a list.
LEFT_OUT = re.compile(r"\{\w+\}`[^`]*`|`[^`]*`|\]\([^)]*\)|^ *\d+\. ")
NUMBER = re.compile(r"(?<![\w.,])\d[\d,.]*(?:st|nd|rd|th)?|\w*\d\w*")
# In the order of numbers, from where words stop to be mere grammar.
TENS = "ten|twenty|thirty|forty|fifty|sixty"
UNITS = "four|five|six|seven|eight|nine|ten|eleven|twelve"
WORDS = {
    "fifteen": 15,
    **{word: 10 * tens for tens, word in enumerate(TENS.split("|"), 1)},
    **{word: units for units, word in enumerate(UNITS.split("|"), 4)},
}
WORD = re.compile(rf"\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)
# What a number may be without being computed: names that have it, by kind.
NAMES = {
    "version": r"Odoo 19(?:'s)?|OpenAPI 3\.1|JSON-2|Python 3\.10 to 3\.13|"
    r"Debian machine \(12 or 13\)",
    "standard": r"IFRS 15|\bB4[46]\b|\b2xx\b|SHA-256|Ed25519",
    "law": r"[Vv]olet [12]\b|article 286\b|article 441-1|\b3° bis\b|BOI-LETTRE-000242",
    "account": r"(?:on|account|France:) 487\b",
    "pack of a table": r"\b[Pp]acks? [12]\b",
    "typed by the reader": r"\*12m [a-z ]+\*|\b(?:seven|ten) minutes\b|"
    r"\bseven\n? +minutes lower",
    "title": r"# Five-minute start",
}
NAME = re.compile("|".join(NAMES.values()))


class Number(NamedTuple):
    """A bare number in a sentence, and the block of figures that follows it."""

    line: int
    text: str
    block: str

    @property
    def value(self):
        """Return what it says as a number, None where it is none."""
        word = WORDS.get(self.text.lower())
        text = re.sub("[a-z]+$", "", self.text.rstrip(".,")).replace(",", "")
        try:
            return word or float(text)
        except ValueError:
            return None


def find(text):
    """Return the bare numbers in the sentences of a page that no name has.

    Each comes with the first block of figures after it in its section: what introduces
    a table may tell what the table has.
    """
    lines = pages.CODE.sub(_blank, text).splitlines()
    blocks = _find_blocks(text.splitlines())
    prose = _leave_out("\n".join(lines))
    return [
        Number(number, match.group(), blocks[number - 1])
        for number, line in enumerate(prose.splitlines(), 1)
        for match in sorted(
            [*NUMBER.finditer(line), *WORD.finditer(line)], key=lambda m: m.start()
        )
    ]


def _leave_out(text):
    """Return the text without names and code, its lines where they were."""
    text = re.sub(LEFT_OUT.pattern, _blank, text, flags=re.MULTILINE)
    return NAME.sub(_blank, text)


def _blank(match):
    return re.sub(r"[^\n]+", " ", match.group())


def _find_blocks(lines):
    """Return for each line the next block of figures in its section, or nothing."""
    found, block = [], ""
    for number in range(len(lines) - 1, -1, -1):
        if BLOCK.match(lines[number]):
            end = next(
                n for n in range(number + 1, len(lines)) if FENCE.match(lines[n])
            )
            block = "\n".join(lines[number : end + 1])
        found.append(block)
        if lines[number].startswith("#"):
            block = ""
    return found[::-1]
