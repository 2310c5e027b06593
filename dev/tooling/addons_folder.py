"""The folder of addons that Odoo is given, and Odoo's configuration.

Odoo names a module after its folder and takes all below it for the module's own, so the
checkout is not linked as a whole: a folder of the cache has the addon's name and a link
to each part of it, and beside it a link to each addon of `addons/`.
"""

import ast
import os
from pathlib import Path

from . import cache, oca, odoo_source

ADDONS = cache.CHECKOUT / "addons"
# What is in the checkout and not part of the addon.
OUTSIDE = {"addons", "dev", "docs"}


def get_folder():
    """Return the folder of links for this checkout, brought up to date."""
    folder = cache.folder() / f"addons-{cache.checkout_key()}"
    with cache.lock(folder.name, "linking the addons"):
        main = folder / cache.ADDON
        if main.is_symlink():
            main.unlink()
        main.mkdir(parents=True, exist_ok=True)
        _link_all(main, get_sources()[cache.ADDON])
        _link_all(folder, _get_others())
    return folder


def get_sources():
    """Return what in the checkout each of our addons is made of."""
    parts = [path for path in cache.CHECKOUT.iterdir() if _is_part(path.name)]
    return {cache.ADDON: sorted(parts), **{path.name: [path] for path in _get_others()}}


def get_modules(has_oca=False):
    """Return the names of our addons, without those whose dependencies are not there.

    The addon itself comes first; the others stand after what they depend on. Addons of
    the OCA are there only for who fetched them and says so.
    """
    depends = {path.name: _get_depends(path) for path in _get_others()}
    is_there = _exists_in_oca if has_oca else _exists_in_odoo
    return select({cache.ADDON: [], **depends}, is_there)


def select(depends, is_there):
    """Return which addons can be installed, in an order in which they can.

    `depends` maps names of addons to those that they need; `is_there` tells whether a
    name that it does not contain can be had.
    """
    chosen = []

    def can_follow(name):
        needs = depends[name]
        ours = all(need in chosen for need in needs if need in depends)
        return ours and all(is_there(need) for need in needs if need not in depends)

    while more := [n for n in depends if n not in chosen and can_follow(n)]:
        chosen += more
    return chosen


def get_content_key(modules, suffixes=None):
    """Return the key of the files that these addons install, names and contents.

    `suffixes` tells the kinds that count, all without.
    """
    sources = get_sources()
    paths = [path for name in modules for path in sources[name]]
    files = [file for path in paths for file in _get_files(path, suffixes)]
    names = [file.relative_to(cache.CHECKOUT) for file in files]
    return cache.key(*names, *(file.read_bytes() for file in files))


def get_target(path):
    """Return a path of the checkout as seen from the folder of links."""
    parts = Path(path).parts
    is_other = parts[:1] == (ADDONS.name,)
    return str(Path(*parts[1:]) if is_other else Path(cache.ADDON, *parts))


def get_addons_path():
    """Return the value of Odoo's option `--addons-path`."""
    folders = [*odoo_source.get_addons_paths(odoo_source.get_home()), get_folder()]
    if theirs := oca.find_folder():
        folders.append(theirs)
    return ",".join(map(str, folders))


def write_config():
    """Write Odoo's configuration for this checkout and return its path."""
    content = (
        "[options]\n"
        f"addons_path = {get_addons_path()}\n"
        f"data_dir = {get_data_dir()}\n"
        "http_interface = 127.0.0.1\n"
        "list_db = False\n"
        # Nobody listens there: mail of tests and demos never leaves.
        "smtp_server = 127.0.0.1\n"
        "smtp_port = 1\n"
        "workers = 0\n"
        "max_cron_threads = 1\n"
    )
    # Another run may be reading the file of the same content.
    config = cache.folder() / f"odoo-{cache.key(content)}.conf"
    if not config.exists():
        cache.write(config, content)
    return config


def get_data_dir():
    """Return the folder where Odoo keeps attachments and sessions."""
    return cache.folder() / "data"


def _is_part(name):
    """Tell whether what has this name in the checkout is part of the addon."""
    return name not in OUTSIDE and not name.startswith((".", "__pycache__"))


def _get_others():
    """Return the folders of the addons that build on ours."""
    return sorted(path.parent for path in ADDONS.glob("*/__manifest__.py"))


def _get_depends(path):
    return ast.literal_eval((path / "__manifest__.py").read_text())["depends"]


def _exists_in_odoo(name):
    folders = odoo_source.get_addons_paths(odoo_source.get_home())
    return any((folder / name / "__manifest__.py").exists() for folder in folders)


def _exists_in_oca(name):
    folder = oca.find_folder()
    is_theirs = folder and (folder / name / "__manifest__.py").exists()
    return bool(is_theirs) or _exists_in_odoo(name)


def _get_files(path, suffixes):
    """Return the files at or below `path` that are not tests."""
    found = sorted(path.rglob("*")) if path.is_dir() else [path]
    return [file for file in found if _is_installed(file, suffixes)]


def _is_installed(file, suffixes):
    parts = file.relative_to(cache.CHECKOUT).parts
    is_chosen = suffixes is None or file.suffix in suffixes
    return is_chosen and not {"tests", "__pycache__"} & {*parts} and file.is_file()


def _link_all(folder, targets):
    """Make the folder contain a link to each target, and no other link."""
    wanted = {path.name: path for path in targets}
    for entry in folder.iterdir():
        if entry.is_symlink() and entry.name not in wanted:
            entry.unlink()
    for name, target in wanted.items():
        _link(folder / name, target)


def _link(link, target):
    if link.is_symlink() and os.readlink(link) == str(target):
        return
    # Another run may be using the folder: a link changes in one step.
    new = link.with_name(f".{link.name}")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(link)
