"""The packages: what they are made of, and that they install as the README says."""

import email
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tooling import (
    addons_folder,
    cache,
    databases,
    oca,
    odoo,
    odoo_source,
    packages,
    postgres,
    readme,
)
from tooling.commands import dist

README = (cache.CHECKOUT / "README.md").read_text("utf-8")
INSTALLED = "SELECT name FROM ir_module_module WHERE state = 'installed'"
# Other checkouts have other addons of ours.
FORGET = """
    DELETE FROM ir_module_module WHERE name LIKE %s;
    DELETE FROM ir_model_data WHERE module = 'base' AND name LIKE %s;
"""
OURS = "%prepaid%"
# What Odoo asks for by these names is there under others: the same modules.
ALIASES = {"psycopg2": "2.9.10", "PyPDF2": "2.12.1"}
SECONDS_MAX = 900
OUTSIDE = ("addons/", "dev/", "docs/", ".")


pytestmark = pytest.mark.skipif(
    not (cache.CHECKOUT / ".git").exists() or not shutil.which("git"),
    reason="packages are made of a commit, and this is a copy without any",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build all packages, and return their folder."""
    return build(tmp_path_factory.mktemp("packages"))


def build(target):
    dist.build(*packages.get_commit(), target)
    return target


def read_wheel(path):
    """Return the names in a wheel, and its metadata."""
    with zipfile.ZipFile(path) as wheel:
        names = wheel.namelist()
        (name,) = (name for name in names if name.endswith("/METADATA"))
        return names, email.message_from_bytes(wheel.read(name))


def get_requirements(folder, module):
    (path,) = folder.glob(f"odoo_addon_{module}-*.whl")
    return sorted(read_wheel(path)[1].get_all("Requires-Dist"))


# === WHAT THEY CONTAIN === #


def test_each_addon_has_a_zip_and_a_wheel(built):
    for module, parts in addons_folder.get_sources().items():
        folder = parts[0] if len(parts) == 1 else cache.CHECKOUT
        version = packages.read_manifest(folder)["version"]
        assert (built / f"{module}-{version}.zip").exists()
        assert (built / f"odoo_addon_{module}-{version}-py3-none-any.whl").exists()


def test_zip_has_one_folder_named_after_the_addon(built):
    for path in built.glob("*.zip"):
        module = path.name.split("-")[0]
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
        assert {name.split("/")[0] for name in names} == {module}
        assert {f"{module}/__manifest__.py", f"{module}/LICENSE"} <= set(names)


def test_what_is_not_the_addon_is_not_in_its_packages(built):
    for path in [*built.glob("*.zip"), *built.glob("*.whl")]:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
        inner = [name.split("/addons/")[-1].partition("/")[2] for name in names]
        assert [name for name in inner if name.startswith(OUTSIDE)] == []
        assert "pyproject.toml" not in inner


def test_wheel_is_installed_among_the_addons_of_odoo(built):
    for path in built.glob("*.whl"):
        module = path.name.split("-")[0].removeprefix("odoo_addon_")
        names, metadata = read_wheel(path)
        assert metadata["Name"] == f"odoo-addon-{module}"
        assert f"odoo/addons/{module}/__manifest__.py" in names
        assert {"odoo/__init__.py", "odoo/addons/__init__.py"}.isdisjoint(names)


def test_wheel_needs_odoo_but_none_of_its_modules(built):
    assert get_requirements(built, cache.ADDON) == ["odoo==19.0.*"]


def test_wheel_needs_our_addon_and_packages_by_name(built):
    assert get_requirements(built, "sale_timesheet_prepaid_stripe") == [
        "odoo-addon-sale_timesheet_prepaid==19.0.*",
        "odoo==19.0.*",
        "stripe>=15,<17",
    ]


def test_same_commit_gives_the_same_bytes(built, tmp_path):
    again = build(tmp_path)
    assert (again / dist.SUMS).read_text() == (built / dist.SUMS).read_text()


def test_build_replaces_its_own_packages_and_nothing_else(tmp_path):
    (tmp_path / "holiday.zip").touch()
    (tmp_path / "sale_timesheet_prepaid-19.0.0.1.0.zip").touch()
    sum_of_old = "0  sale_timesheet_prepaid-19.0.0.1.0.zip\n0  ../holiday.zip\n"
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / dist.SUMS).write_text(sum_of_old)
    (tmp_path / "inner" / "sale_timesheet_prepaid-19.0.0.1.0.zip").touch()
    dist.remove_old(tmp_path / "inner")
    dist.remove_old(tmp_path)
    assert list((tmp_path / "inner").iterdir()) == []
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"inner", "holiday.zip", "sale_timesheet_prepaid-19.0.0.1.0.zip"}


# === THE THREE WAYS OF THE README === #


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Give an environment that has Odoo and what Odoo needs, and no addon of ours.

    Return the variables for commands that run in it.
    """
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    # Odoo stands beside it as its own requirements do: seen, not installed in it.
    scheme = {"base": str(folder), "platbase": str(folder)}
    beside = [sysconfig.get_path("purelib"), str(odoo_source.get_home())]
    beside.append(str(oca.get_folder().parents[1]))
    packages_folder = Path(sysconfig.get_path("purelib", vars=scheme))
    (packages_folder / "beside.pth").write_text("\n".join(beside))
    for name, version in ALIASES.items():
        alias = packages_folder / f"{name}-{version}.dist-info"
        alias.mkdir()
        head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        (alias / "METADATA").write_text(head)
    write_command(
        folder / "bin" / "odoo", 'exec python -m odoo "$@" --stop-after-init --no-http'
    )
    postgres.start()
    return {
        **{name: os.environ[name] for name in ("HOME", *find_variables("PG"))},
        "PATH": f"{folder / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PIP_NO_INDEX": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "ODOO_DATA_DIR": str(addons_folder.get_data_dir()),
    }


def find_variables(start):
    return [name for name in os.environ if name.startswith(start)]


def write_command(path, script):
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def database(environment):
    """Give a new database that has Odoo's modules, and never heard of ours."""
    with databases.temporary("dist", databases.copy_template) as name:
        # The template was made where our addons are: Odoo noted their names.
        postgres.execute(FORGET, OURS, f"module_{OURS}", database=name)
        yield name


def run_readme(word, folder, environment, database, repository="."):
    """Run the README's block that contains a word, as it stands but for its names."""
    addons = folder / "addons"
    addons.mkdir()
    block = readme.find_block(README, word)
    for name, value in (
        ("/path/to/your/addons", str(addons)),
        ("your_database", database),
        ("<this repository>", repository),
    ):
        block = block.replace(name, value)
    run(block, folder, environment)


def run(script, folder, environment):
    """Run commands; none may fail, and nothing of ours may be amiss in Odoo's log."""
    result = subprocess.run(
        ["sh", "-e", "-c", script], cwd=folder, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=SECONDS_MAX,
    )  # fmt: skip
    assert not result.returncode, result.stdout[-3000:]
    assert odoo.find_problems(result.stdout.splitlines(), odoo.OURS) == []


def get_installed(database):
    """Return the addons of ours that are installed."""
    rows = postgres.execute(INSTALLED, database=database)
    return {row[0] for row in rows} & set(addons_folder.get_sources())


def link_packages(built, folder):
    for path in built.iterdir():
        (folder / path.name).symlink_to(path)


def test_zip_installs(built, tmp_path, environment, database):
    link_packages(built, tmp_path)
    run_readme("zipfile -e", tmp_path, environment, database)
    assert get_installed(database) == {cache.ADDON}


def test_checkout_installs(tmp_path, environment, database):
    repository = f"--quiet {cache.CHECKOUT}"
    run_readme("git clone", tmp_path, environment, database, repository)
    assert get_installed(database) == {cache.ADDON}


def test_wheels_install(built, tmp_path, environment, database):
    """The last way: from here on the environment has the addons."""
    link_packages(built, tmp_path)
    run_readme("pip install", tmp_path, environment, database)
    assert cache.ADDON in get_installed(database)
    others = sorted(set(addons_folder.get_sources()) - {cache.ADDON})
    names = " ".join(f"odoo-addon-{name}" for name in others)
    run(f"pip install --find-links . {names}", tmp_path, environment)
    run("pip check", tmp_path, environment)
    run(f"odoo -d {database} -i {','.join(others)}", tmp_path, environment)
    assert get_installed(database) == set(addons_folder.get_sources())
