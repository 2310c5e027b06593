"""The pages of the documentation: their commands, their links, their languages."""

import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from tooling import addons_folder, cache, docs_pictures, pages
from tooling.commands import docs
from tooling.output import Problem

sys.path.insert(0, str(pages.DOCS / "_ext"))
import figures  # noqa: E402

GUIDES = [*pages.get_pages(), *cache.CHECKOUT.glob("*.md")]
PAGES = [pytest.param(path, id=path.stem) for path in GUIDES]


def read_help(script):
    """Return what a command says of itself."""
    command = [sys.executable, str(cache.CHECKOUT / script), "--help"]
    result = subprocess.run(command, capture_output=True, text=True)
    assert not result.returncode, result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def helps():
    """Return {script: its help} of what is asked for, each run once."""

    class Helps(dict):
        def __missing__(self, script):
            self[script] = read_help(script)
            return self[script]

    return Helps()


@pytest.mark.parametrize("path", PAGES)
def test_commands_exist_with_their_options(path, helps):
    for script, options in pages.find_commands(path.read_text("utf-8")).items():
        place = cache.CHECKOUT / script
        assert place.exists(), f"{script} does not exist"
        for option in options - {"--help"}:
            found = re.search(rf"(?<!\S){option}\b", helps[script].replace("[", " "))
            assert found, f"{script} does not know {option}"


def test_commands_of_a_page_are_found():
    text = "Run `dev/test-all --keep x`.\n```sh\ndev/demo --port 1 # why --not\n```\n"
    found = {"dev/test-all": {"--keep"}, "dev/demo": {"--port"}}
    assert pages.find_commands(text) == found


def test_installation_of_the_pages_is_that_of_the_readme():
    """The README's commands are run by the tests of the packages."""
    readme = (cache.CHECKOUT / "README.md").read_text("utf-8")
    page = (pages.DOCS / "install.md").read_text("utf-8")
    blocks = [block for block in pages.readme.find_blocks(page) if "odoo " in block]
    assert len(blocks) == 3
    for block in blocks:
        assert block in pages.readme.find_blocks(readme)


def test_no_address_of_the_web_is_malformed():
    assert pages.find_bad_links() == []


@pytest.mark.parametrize(
    ("link", "is_good"),
    [
        ("https://www.odoo.com/documentation", True),
        ("http://127.0.0.1:8069", True),
        ("https://example.com/hook", True),
        ("http://www.odoo.com", False),
        ("https://odoo", False),
    ],
)
def test_malformed_address_is_found(link, is_good):
    assert (pages.get_fault(link) is None) == is_good


def test_site_is_built_in_each_language_without_a_warning(tmp_path):
    assert docs.main(["--check", "--output", str(tmp_path)]) == 0
    for language in pages.LANGUAGES:
        built = {path.stem for path in (tmp_path / language).glob("**/*.html")}
        assert {path.stem for path in pages.get_pages()} <= built


def test_folder_with_something_else_is_left_alone(tmp_path):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "novel.md").touch()
    with pytest.raises(Problem, match="something else"):
        docs.main(["--output", str(tmp_path)])
    assert (tmp_path / "en" / "novel.md").exists()


def test_translation_has_the_texts_of_the_pages(tmp_path):
    """A page that changed, and a translation that did not: run dev/docs --update."""
    docs.sphinx("gettext", tmp_path / "terms", "en")
    template = pages.polib.pofile(str(tmp_path / "terms" / "docs.pot"))
    texts = {term.msgid for term in template}
    for path in pages.get_translations():
        assert {term.msgid for term in pages.polib.pofile(str(path))} == texts


def test_pictures_are_small_and_each_is_shown():
    shown = "\n".join(path.read_text("utf-8") for path in pages.get_pages())
    pictures = sorted(docs_pictures.FOLDER.glob("*.png"))
    taken = {picture.name for picture in docs_pictures.PICTURES}
    assert {path.stem for path in pictures} == taken
    for path in pictures:
        assert path.stat().st_size <= docs_pictures.BYTES_MAX
        assert f"pictures/{path.name}" in shown


# === WHAT OTHER PARTS OF THE ADDON DECLARE === #

DECLARED = [
    # The page, the code that declares, what it declares, and how the page has it.
    ("api.md", "models/api/errors.py", r'^    "(\w+)": Code\(', r"^\| `(\w+)` \| \d+"),
    (
        "api.md",
        "models/api/prepaid_contract_machine*.py",
        r"^    def (api_\w+)\(",
        r"^\| `(api_\w+)`",
    ),
    (
        "webhooks.md",
        "models/outgoing/events.py",
        r'^    "(\w+\.\w+)": "on_',
        r"^\| `(\w+\.\w+)`",
    ),
]


@pytest.mark.parametrize(("page", "pattern", "declared", "written"), DECLARED)
def test_page_names_all_that_the_code_declares(page, pattern, declared, written):
    files = sorted(cache.CHECKOUT.glob(pattern))
    assert files
    code = "\n".join(path.read_text("utf-8") for path in files)
    text = (pages.DOCS / page).read_text("utf-8")
    in_code = set(re.findall(declared, code, re.MULTILINE))
    assert in_code
    assert set(re.findall(written, text, re.MULTILINE)) == in_code


def test_each_addon_is_named_on_the_page_of_installation():
    page = (pages.DOCS / "install.md").read_text("utf-8")
    missing = [name for name in addons_folder.get_sources() if f"`{name}`" not in page]
    assert set(missing) <= {cache.ADDON}


def read_crons():
    """Return [(what it does, how often)] of the addon's scheduled actions."""
    crons = []
    for path in cache.CHECKOUT.glob("data/ir_cron*.xml"):
        for record in ElementTree.parse(path).iter("record"):
            fields = {field.get("name"): field.text for field in record}
            if record.get("model") == "ir.cron":
                name = fields["name"].partition(": ")[2]
                count, unit = fields["interval_number"], fields["interval_type"]
                often = unit.removesuffix("s") if count == "1" else f"{count} {unit}"
                crons.append((name, often))
    return crons


def test_each_scheduled_action_is_on_the_page_of_running():
    known = figures.read()
    page = re.sub(
        r"\{figure\}`(\w+)`",
        lambda role: str(known[role[1]]),
        (pages.DOCS / "scaling.md").read_text("utf-8"),
    )
    rows = dict(re.findall(r"^\| ([\w ]+) \| (.*) \|$", page, re.MULTILINE))
    told = {kind: set(row.split("; ")) for kind, row in rows.items()}
    assert read_crons()
    for name, kind in read_crons():
        assert name in told[kind], f"{name}, every {kind}"
