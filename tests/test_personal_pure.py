from odoo.tests import BaseCase

from ..models.contract.personal import erase, get_names


class TestPersonalPure(BaseCase):
    """Names of a person in texts."""

    def test_names_are_read_between_commas_longest_first(self):
        names = get_names("Ann  Miller", False, "Al, Ann Miller-Jones , ann@x.fr")
        self.assertEqual(names, ["Ann Miller-Jones", "Ann Miller", "ann@x.fr"])

    def test_a_name_goes_in_any_case_and_whole_only(self):
        names = get_names("Ann Lee")
        for text, expected in (
            ("Call with Ann Lee.", "Call with X."),
            ("ANN  LEE and ann\nlee", "X and X"),
            ("Joann Lee, Ann Leeds", "Joann Lee, Ann Leeds"),
            ("(Ann Lee’s printer)", "(X’s printer)"),
            ("Ann Lee (by link)", "X (by link)"),
            ("", ""),
        ):
            with self.subTest(text=text):
                self.assertEqual(erase(text, names, "X"), expected)

    def test_names_are_found_in_html_and_in_json(self):
        names = get_names("Zoé O'Brien & Co")
        for text in (
            "<p>Zoé O&#x27;Brien &amp; Co</p>",
            '{"a": "Zo\\xe9 O\'Brien & Co"}',
        ):
            self.assertIn("X", erase(text, names, "X"))

    def test_what_looks_like_a_pattern_is_a_name(self):
        self.assertEqual(erase("a.b* c", get_names("a.b*"), r"\1"), r"\1 c")
        self.assertEqual(erase("aab c", get_names("a.b*"), "X"), "aab c")
