import re
from contextlib import contextmanager
from unittest.mock import patch

import polib
from lxml import html

from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import file_path
from odoo.tools.translate import code_translations

from .common import TODAY
from .common_portal import PortalCommon
from .common_translations import TranslatedCases
from .test_statement import NEVER

ADDON = "sale_timesheet_prepaid"
# A text of so many words is a sentence of ours, not a word that both languages have.
WORDS_LEAST = 2
# What a page works out and does not show: it is for who may mend it.
STAFF = {"Choose a refill pack of the contract's plan."}


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestTranslationsForClients(TranslatedCases, PortalCommon):
    """German is there for clients alone: all that they read, and no more."""

    addon = ADDON
    language = "de"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        german = cls.env["res.lang"]._activate_lang("de_DE")
        cls.env["ir.module.module"]._load_module_terms([ADDON], ["de_DE"])
        cls.env["website"].search([]).language_ids = [Command.link(german.id)]
        (cls.client | cls.colleague).lang = "de_DE"
        german = {term.msgid: term.msgstr for term in cls._read_po("de.po")}
        english = {
            part
            for term in cls._read_po(f"{ADDON}.pot")
            if german.get(term.msgid) != term.msgid and not is_of_demo(term)
            for part in get_texts(term.msgid)
        }
        english -= {cls.plan.name}
        cls.english = {text for text in english if text.count(" ") >= WORDS_LEAST - 1}

    @classmethod
    def _read_po(cls, name):
        return polib.pofile(file_path(f"{ADDON}/i18n/{name}"))

    @contextmanager
    def _asked(self):
        """Every text of our code that is asked for in German is there in German."""
        get, missing = code_translations.get_python_translations, set()

        class Noted(dict):
            def get(self, source, default=None):
                if source not in self:
                    missing.add(source)
                return super().get(source, default)

        def note(module, lang):
            found = get(module, lang)
            is_ours = (module, lang) == (ADDON, "de_DE")
            return Noted(found) if is_ours else found

        with patch.object(code_translations, "get_python_translations", note):
            yield
        self.assertEqual(missing - STAFF, set())

    def assertGerman(self, page):
        self.assertEqual(self.english & set(get_texts(page)), set())

    def test_the_pages_of_a_client_are_in_german(self):
        self.contract.sudo().low_threshold = 580
        self._log(30)
        self._as(self.ann)
        with self._asked():
            self._walk_pages()
        self.assertIn("Guthaben", self.url_open(f"/de{self.url}").text)

    def _walk_pages(self):
        for page in (
            *("", "/statement", "/notices", "/automatic", "/top-up", "/schedule"),
            f"/question/{self.contract.entry_ids[-1:].id}",
        ):
            with self.subTest(page):
                response = self.url_open(f"/de{self.url}{page}")
                if response.status_code == 200:
                    self.assertGerman(response.text)

    def test_the_texts_of_a_plan_are_in_german(self):
        """Whatever it promises, with each kind of tier and work beyond the credit."""
        tier = {
            "name": "Gold",
            "plan_id": self.plan.id,
            "response_id": self.plan.response_ids[:1].id,
            "waives_outside": True,
            "waives_flat": True,
            "messages_included": 5,
        }
        always, brought = self.env["prepaid.tier"].create([tier, tier])
        self.pack.prepaid_tier_id = brought
        for policy, _label in self.plan._fields["overdraft_policy"].selection:
            self.plan.write({"overdraft_policy": policy, "tier_id": always.id})
            for document in ("terms", "agreement", "privacy"):
                vals = {"plan_id": self.plan.id, "document": document, "lang": "de_DE"}
                texts = self.env["prepaid.plan.texts"].with_user(self.manager)
                for kind in ("business", "consumer"):
                    with self.subTest(f"{policy} {document} {kind}"), self._asked():
                        made = texts.create(vals | {"buyer_kind": kind})
                        self.assertGerman(made.body)

    def test_the_packs_in_the_shop_are_in_german(self):
        pack = self._pack(600, website_published=True)
        self.plan.sudo().website_published = True
        for url in ("/prepaid", pack.website_url):
            with self.subTest(url):
                self.assertGerman(self.url_open(f"/de{url}").text)

    def test_the_statement_is_in_german(self):
        self._log(30)
        data = self.contract._prepare_statement_report_data(TODAY, TODAY, NEVER)
        page, _type = self.env["ir.actions.report"]._render_qweb_html(
            f"{ADDON}.prepaid_statement_document", self.contract.ids, data
        )
        self.assertGerman(page.decode())

    def test_every_mail_to_clients_is_in_german(self):
        templates = self.env["ir.model.data"].search(
            [("module", "=", ADDON), ("model", "=", "mail.template")]
        )
        for template in self.env["mail.template"].browse(templates.mapped("res_id")):
            told = template.with_context(lang="de_DE")
            with self.subTest(template.name):
                self.assertGerman(told.body_html)
                self.assertNotIn(template.subject, [told.subject, False])


def is_of_demo(term):
    """Tell whether a term is but the name of something that the demo sells."""
    places = [place for place, _line in term.occurrences]
    return all(
        re.match(r"model(_terms)?:(product|project|prepaid\.plan)", p) for p in places
    )


def get_texts(page):
    """Return the texts between the tags of a page, or of a term, without scripts."""
    root = html.fromstring(f"<div>{page}</div>" if page else "<div/>")
    for hidden in root.xpath("//script|//style|//code|//pre|//*[@t-out]"):
        hidden.drop_tree()
    return [" ".join(text.split()) for text in root.itertext() if text.strip()]
