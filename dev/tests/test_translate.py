"""Templates have what the code says, translations what they should."""

import polib

from tooling import client_terms
from tooling.commands import translate

MAIL = [("model:mail.template,subject:x.mail_low", "0")]
FORM = [("model_terms:ir.ui.view,arch_db:x.prepaid_plan_view_form", "0")]
PAGE = [("model_terms:ir.ui.view,arch_db:x.portal_my_prepaid", "0")]
STATE = [
    (
        "model:ir.model.fields.selection,name:x.selection__prepaid_grant__kind__bonus",
        "0",
    )
]


def make_template(**terms):
    template = polib.POFile()
    template.extend(
        polib.POEntry(msgid=name, occurrences=places) for name, places in terms.items()
    )
    return template


def test_a_language_for_clients_says_what_clients_read_and_no_more():
    template = make_template(mail=MAIL, form=FORM, page=PAGE, state=STATE)
    names = {term.msgid for term in client_terms.pick(template, "de")}
    assert names == {"mail", "page", "state"}
    assert len(client_terms.pick(template, "fr")) == 4


def test_what_a_file_lacks_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(translate, "_get_folder", lambda module: tmp_path)
    monkeypatch.setattr(translate, "CHECKOUT", tmp_path)
    template = make_template(mail=MAIL, form=FORM)
    make_template(mail=MAIL, old=PAGE).save(str(tmp_path / "x.pot"))
    make_template(mail=MAIL).save(str(tmp_path / "de.po"))
    assert translate.find("x", template) == [
        "x.pot: not there: 'form'",
        "x.pot: gone: 'old'",
        "de.po: not translated: 'mail'",
    ]


def test_every_term_of_the_code_is_in_its_template_and_translated():
    templates = translate.export()
    findings = [f for name in templates for f in translate.find(name, templates[name])]
    assert not findings
