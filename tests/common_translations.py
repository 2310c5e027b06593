"""What holds for the translations of each addon."""

import re

import polib

from odoo.tools import file_path

PLACEHOLDER = r"%\(\w+\)s|%s|%%|{{.*?}}|t-(?:if|out|att-href)=\"object[^\"]*\""
# What no text has: a space where a line could break, or any where none belongs.
PUNCTUATION = {
    "fr": r"« | [»;?!](\s|$)| :(\s|$)",
    "de": r"„\s|\s[“;?!:](\s|$)",
}
# A sentence, or a part of one between tags, that is not made of figures and names.
WORDS = re.compile(r"(?:[^\W\d]{2,}[\s,;:]+){3,}[^\W\d]{2,}")


class TranslatedCases:
    """Tests of a language of the addon that is named `addon`.

    That all is said that should be said in it is tested with the templates.
    """

    addon: str
    language = "fr"

    def _read(self, name):
        return polib.pofile(file_path(f"{self.addon}/i18n/{name}"))

    def _read_language(self):
        return self._read(f"{self.language}.po").translated_entries()

    def test_every_term_is_translated(self):
        terms = {term.msgid for term in self._read(f"{self.language}.po")}
        self.assertTrue(terms)
        said = {term.msgid for term in self._read_language()}
        self.assertEqual(terms - said, set())

    def test_translations_keep_their_placeholders(self):
        for term in self._read_language():
            with self.subTest(term.msgid):
                given, kept = (
                    sorted(re.findall(PLACEHOLDER, text))
                    for text in (term.msgid, term.msgstr)
                )
                self.assertEqual(given, kept)

    def test_punctuation_never_begins_a_line(self):
        for term in self._read_language():
            text = re.sub(r"<[^>]*>", "", re.sub("{{.*?}}", "x", term.msgstr))
            self.assertNotRegex(text, PUNCTUATION[self.language], term.msgid)

    def test_no_part_of_a_text_is_left_in_english(self):
        for term in self._read_language():
            given, kept = (self._split(text) for text in (term.msgid, term.msgstr))
            left = {part for part in given & kept if WORDS.search(part)}
            self.assertEqual(left, set(), term.occurrences)

    def _split(self, text):
        """Return what is said between the tags and figures of a text."""
        parts = re.split(rf"<[^>]*>|{PLACEHOLDER}", text)
        return {" ".join(part.split()) for part in parts}
