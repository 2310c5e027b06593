import io

from werkzeug.datastructures import FileStorage

from odoo.tests import BaseCase

from ..models.client.readable import DEPTH_MAX, INTEGER_MAX, fits, is_readable


def page(self, contract_id, page=1, access_token=None, reason="", **kwargs):
    """Stand for a page that reads these."""


def call(self, plan_id: int, name: str | None = None):
    """Stand for a page that says what it takes."""


class TestReadable(BaseCase):
    def test_texts_and_numbers_are_those_that_a_database_can_keep(self):
        deep = []
        for _bracket in range(DEPTH_MAX + 1):
            deep = [deep]
        for value in (
            "a\0b",
            "\ud800",
            INTEGER_MAX + 1,
            float("nan"),
            float("inf"),
            deep,
        ):
            with self.subTest(value=value):
                self.assertFalse(is_readable(value))
                self.assertFalse(is_readable([{"a": value}]))
                self.assertFalse(fits(page, {"contract_id": 1, "search": value}))
        for value in ("é☃", "", INTEGER_MAX, -1, 0.5, True, None, [], {"a": [1]}):
            with self.subTest(value=value):
                self.assertTrue(is_readable(value))

    def test_a_page_is_called_with_what_it_names(self):
        self.assertTrue(fits(page, {"contract_id": 1}))
        self.assertTrue(fits(page, {"contract_id": 1, "debug": "1"}))
        self.assertFalse(fits(page, {"page": 1}))
        self.assertTrue(fits(call, {"plan_id": 1, "name": None}))
        for wrong in ({}, {"plan_id": "1"}, {"plan_id": True}, {"plan_id": None}):
            self.assertFalse(fits(call, wrong), wrong)
        self.assertFalse(fits(call, {"plan_id": 1, "name": ["Ann"]}))

    def test_a_number_of_the_address_may_be_a_text(self):
        for text in ("1", "0012", str(INTEGER_MAX)):
            self.assertTrue(fits(page, {"contract_id": 1, "page": text}), text)
        for text in ("", "²", "٣", "1.5", "-1", "1e3", "9" * 5000):
            self.assertFalse(fits(page, {"contract_id": 1, "page": text}), text)

    def test_a_secret_can_be_compared(self):
        for token in ("", "0f-9", None):
            self.assertTrue(fits(page, {"contract_id": 1, "access_token": token}))
        for token in ("é", ["a"], 7, "\0"):
            self.assertFalse(fits(page, {"contract_id": 1, "access_token": token}))

    def test_a_file_is_taken_under_the_names_of_files_only(self):
        file = FileStorage(io.BytesIO(b"x"), "x.txt")
        self.assertTrue(fits(page, {"contract_id": 1, "files": file}))
        self.assertFalse(fits(page, {"contract_id": 1, "reason": file}))
