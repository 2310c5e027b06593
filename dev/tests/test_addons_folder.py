"""The folder of addons that Odoo is given."""

import pytest

from tooling import addons_folder, cache, oca

SUFFIXES = {".py"}


@pytest.fixture(autouse=True)
def checkout(tmp_path, monkeypatch):
    """Give a small checkout with an addon that builds on ours, and an own cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "checkout"
    for name in ("models", "tests", "dev", ".git", "addons/more"):
        (root / name).mkdir(parents=True)
    write_manifest(root, cache.ADDON, ["sale"])
    write_manifest(root / "addons" / "more", "more", [cache.ADDON])
    (root / "models" / "entry.py").write_text("one")
    (root / "tests" / "test_entry.py").write_text("one")
    monkeypatch.setattr(cache, "CHECKOUT", root)
    monkeypatch.setattr(addons_folder, "ADDONS", root / "addons")
    monkeypatch.setattr(addons_folder, "_exists_in_odoo", {"sale"}.__contains__)
    return root


def write_manifest(folder, name, depends):
    folder.mkdir(parents=True, exist_ok=True)
    manifest = {"name": name, "depends": depends}
    (folder / "__manifest__.py").write_text(repr(manifest))


def get_key():
    return addons_folder.get_content_key(addons_folder.get_modules(), SUFFIXES)


def test_addon_is_its_own_files_and_not_those_of_others():
    folder = addons_folder.get_folder()
    names = sorted(path.name for path in (folder / cache.ADDON).iterdir())
    assert names == ["__manifest__.py", "models", "tests"]
    assert (folder / "more" / "__manifest__.py").exists()


def test_folder_follows_the_checkout(checkout):
    addons_folder.get_folder()
    (checkout / "models").rename(checkout / "views")
    (checkout / "addons").rename(checkout / "gone")
    folder = addons_folder.get_folder()
    assert sorted(path.name for path in folder.iterdir()) == [cache.ADDON]
    assert (folder / cache.ADDON / "views").exists()
    assert not (folder / cache.ADDON / "models").is_symlink()


def test_link_of_the_whole_checkout_is_replaced(checkout):
    folder = cache.folder() / f"addons-{cache.checkout_key()}"
    folder.mkdir()
    (folder / cache.ADDON).symlink_to(checkout)
    addons_folder.get_folder()
    assert not (folder / cache.ADDON).is_symlink()
    assert (checkout / "addons").exists()


def test_checkout_without_other_addons_has_one(checkout):
    (checkout / "addons").rename(checkout / ".gone")
    assert addons_folder.get_modules() == [cache.ADDON]


def test_addon_without_its_dependencies_is_left_out(checkout):
    write_manifest(checkout / "addons" / "more", "more", [cache.ADDON, "helpdesk"])
    write_manifest(checkout / "addons" / "most", "most", ["more"])
    assert addons_folder.get_modules() == [cache.ADDON]


def test_addon_of_the_oca_is_there_for_who_asks(checkout):
    write_manifest(checkout / "addons" / "more", "more", [cache.ADDON, "contract"])
    assert addons_folder.get_modules(has_oca=True) == [cache.ADDON]
    theirs = cache.folder() / oca.get_name() / "odoo" / "addons"
    write_manifest(theirs / "contract", "contract", ["sale"])
    assert addons_folder.get_modules(has_oca=True) == [cache.ADDON, "more"]
    assert addons_folder.get_modules() == [cache.ADDON]


def test_addons_come_after_those_that_they_need():
    depends = {"b": ["c"], "a": ["b"], "c": ["sale"], "d": ["gone"], "e": ["d"]}
    assert addons_folder.select(depends, {"sale"}.__contains__) == ["c", "b", "a"]


def test_key_follows_what_is_installed_and_nothing_else(checkout):
    key = get_key()
    (checkout / "tests" / "test_entry.py").write_text("two")
    (checkout / "dev" / "tool.py").write_text("two")
    write_manifest(checkout / "addons" / "other", "other", ["helpdesk"])
    assert get_key() == key
    (checkout / "addons" / "more" / "model.py").write_text("two")
    with_more = get_key()
    (checkout / "models" / "entry.py").write_text("two")
    assert len({key, with_more, get_key()}) == 3


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("tests/test_entry.py", f"{cache.ADDON}/tests/test_entry.py"),
        ("./tests", f"{cache.ADDON}/tests"),
        ("addons/more/tests", "more/tests"),
    ],
)
def test_path_of_a_test_is_seen_from_the_folder(path, target):
    assert addons_folder.get_target(path) == target
