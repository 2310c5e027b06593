"""Where Odoo comes from."""

import pytest

from tooling import debian, odoo_source
from tooling.output import Problem


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("ODOO_HOME", raising=False)


def test_first_reason_comes_before_that_of_the_fallback(monkeypatch):
    def fetch(packages, suites, target):
        raise Problem("the mirror is gone")

    monkeypatch.setattr(debian, "is_available", lambda: True)
    monkeypatch.setattr(debian, "fetch", fetch)
    monkeypatch.setattr(odoo_source.shutil, "which", lambda name: None)
    with pytest.raises(Problem, match="the mirror is gone.*git is missing"):
        odoo_source.get_home()


def test_clone_is_needed_only_where_there_is_no_package(monkeypatch):
    monkeypatch.setattr(debian, "is_available", lambda: True)
    assert not odoo_source.needs_clone()
    monkeypatch.setattr(debian, "is_available", lambda: False)
    assert odoo_source.needs_clone()
    monkeypatch.setenv("ODOO_HOME", "/somewhere")
    assert not odoo_source.needs_clone()


def test_version_of_ones_own_odoo_needs_no_git(tmp_path, monkeypatch):
    release = tmp_path / "odoo" / "release.py"
    release.parent.mkdir()
    release.write_text("version_info = (19, 0, 0, 'final', 0, '')")
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    monkeypatch.setattr(odoo_source.shutil, "which", lambda name: None)
    assert str(tmp_path) in odoo_source.get_version()
