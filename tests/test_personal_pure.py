from odoo.tests import BaseCase

from ..models.contract.personal import erase, erase_all, get_names, get_naming


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
            '{"a": "Zo\\u00e9 O\'Brien & Co"}',
            '{"a": "Zoé O\'Brien & Co"}',
        ):
            self.assertIn("X", erase(text, names, "X"))

    def test_what_looks_like_a_pattern_is_a_name(self):
        self.assertEqual(erase("a.b* c", get_names("a.b*"), r"\1"), r"\1 c")
        self.assertEqual(erase("aab c", get_names("a.b*"), "X"), "aab c")

    def test_a_name_that_is_a_word_has_its_capital(self):
        names = get_names("Will", "ann@x.fr")
        self.assertEqual(erase("Will and WILL will", names, "X"), "X and X will")
        self.assertEqual(erase("Ann@X.fr", names, "X"), "X")

    def test_plain_data_keeps_keys_and_figures(self):
        names = get_names("Ann Lee")
        data = {"Ann Lee": [{"who": "ann lee", "minutes": 60, "is": True}, None]}
        found = {"Ann Lee": [{"who": "X", "minutes": 60, "is": True}, None]}
        self.assertEqual(erase_all(data, names, "X"), found)
        self.assertEqual(get_naming(data, names), ["ann lee"])
