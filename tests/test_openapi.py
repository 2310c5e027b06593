import json

from odoo.tests import HttpCase, tagged
from odoo.tools import file_open

from odoo.addons.sale_timesheet_prepaid.models.api.errors import CODES, PATH_CODES
from odoo.addons.sale_timesheet_prepaid.models.api.openapi import make_document
from odoo.addons.sale_timesheet_prepaid.models.api.verbs import VERBS


@tagged("post_install", "-at_install")
class TestOpenapi(HttpCase):
    """The description of the API is what the code says, and everybody may read it."""

    def test_the_document_is_what_the_code_says(self):
        with file_open("sale_timesheet_prepaid/static/openapi.json") as file:
            kept = json.load(file)
        self.assertEqual(kept, make_document(), "Run dev/openapi and commit the file.")

    def test_everybody_may_read_it(self):
        answer = self.url_open("/prepaid/openapi.json")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/json")
        self.assertEqual(answer.json(), make_document())

    def test_it_names_every_method_and_every_error(self):
        document = make_document()
        names = [path.rpartition("/")[2] for path in document["paths"]]
        self.assertEqual(names, list(VERBS))
        codes = document["components"]["schemas"]["Error"]["properties"]["code"]
        self.assertEqual(codes["enum"], list(CODES))
        told = {code for verb in VERBS.values() for code in verb.codes}
        self.assertEqual(told | set(PATH_CODES), set(CODES))
        self.assertEqual(list(document["components"]["responses"]), list(PATH_CODES))
        for verb in VERBS.values():
            with self.subTest(method=verb.name):
                self.assertTrue(verb.function.__doc__)
                self.assertTrue(
                    callable(getattr(self.env["prepaid.contract"], verb.name))
                )
