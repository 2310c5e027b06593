"""What holds for the translations of each addon."""

import re

import polib

from odoo.tools import file_path

PLACEHOLDER = r"%\(\w+\)s|%s|%%|{{.*?}}|t-(?:if|out|att-href)=\"object[^\"]*\""
# A sentence, or a part of one between tags, that is not made of figures and names.
WORDS = re.compile(r"(?:[^\W\d]{2,}[\s,;:]+){3,}[^\W\d]{2,}")


class TranslatedCases:
    """Tests of the French of the addon that is named `addon`."""

    addon: str

    def _read(self, name):
        return polib.pofile(file_path(f"{self.addon}/i18n/{name}"))

    def test_every_term_is_translated(self):
        french = {term.msgid for term in self._read("fr.po").translated_entries()}
        terms = {term.msgid for term in self._read(f"{self.addon}.pot")}
        self.assertTrue(terms)
        self.assertEqual(terms - french, set())

    def test_translations_keep_their_placeholders(self):
        for term in self._read("fr.po").translated_entries():
            with self.subTest(term.msgid):
                given, kept = (
                    sorted(re.findall(PLACEHOLDER, text))
                    for text in (term.msgid, term.msgstr)
                )
                self.assertEqual(given, kept)

    def test_punctuation_never_begins_a_line(self):
        for term in self._read("fr.po").translated_entries():
            text = re.sub(r"<[^>]*>|{{.*?}}", "", term.msgstr)
            self.assertNotRegex(text, r"« | [»;?!](\s|$)| :(\s|$)", term.msgid)

    def test_no_part_of_a_text_is_left_in_english(self):
        for term in self._read("fr.po").translated_entries():
            given, kept = (self._split(text) for text in (term.msgid, term.msgstr))
            left = {part for part in given & kept if WORDS.search(part)}
            self.assertEqual(left, set(), term.occurrences)

    def _split(self, text):
        """Return what is said between the tags and figures of a text."""
        parts = re.split(rf"<[^>]*>|{PLACEHOLDER}", text)
        return {" ".join(part.split()) for part in parts}
