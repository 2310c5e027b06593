import re

from odoo.tests import tagged

from .common import PrepaidCommon

ADDON = "sale_timesheet_prepaid"
# How Python writes records, and what is no text.
NO_TEXT = re.compile(r"^([a-z_]+(\.[a-z_]+)+\(.*\)|0|0\.0|False|None|\{\}|\[\])$")
# What people typed may be anything.
RECORDS_MAX = 3
# What people begin on an empty form.
FORMS = (
    *("prepaid.contract", "prepaid.plan", "prepaid.schedule", "prepaid.jurisdiction"),
    *("product.template", "sale.order", "project.task"),
)


@tagged("post_install", "-at_install")
class TestTextsOfNothing(PrepaidCommon):
    """A text that says nothing is empty: it shows no word of the program."""

    def _get_texts(self, model):
        """Return the fields of a model for text that we compute."""
        return [
            name
            for name, field in model._fields.items()
            if field.type in ("char", "text", "html")
            and field.compute
            and not field.related
            and field._module == ADDON
        ]

    def _check(self, records):
        for name in self._get_texts(records):
            for record in records:
                with self.subTest(record=record, field=name):
                    self.assertNotRegex(str(record[name] or ""), NO_TEXT)

    def test_computed_texts_are_words_or_nothing(self):
        self._contract(600)
        self._task("Ticket")
        for name, model in self.env.items():
            if not model._abstract and not model._transient and self._get_texts(model):
                self._check(self.env[name].sudo().search([], limit=RECORDS_MAX))

    def test_a_form_with_nothing_yet_says_nothing(self):
        for name in FORMS:
            self._check(self.env[name].sudo().new({}))
