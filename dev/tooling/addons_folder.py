"""The checkout as an addon: links under the right names, and Odoo's configuration.

Odoo names a module after its folder, so the checkout is linked under the addon's name
in a folder of the cache. A link inside the repository would make Odoo walk in circles.
"""

import ast
import os

from . import cache, odoo_source

GLUE = cache.CHECKOUT / "glue"


def get_folder():
    """Return the folder of links for this checkout, brought up to date."""
    folder = cache.folder() / f"addons-{cache.checkout_key()}"
    folder.mkdir(exist_ok=True)
    wanted = {cache.ADDON: cache.CHECKOUT, **{path.name: path for path in _get_glue()}}
    for link in folder.iterdir():
        if link.name not in wanted and not link.name.startswith("."):
            link.unlink(missing_ok=True)
    for name, target in wanted.items():
        _link(folder / name, target)
    return folder


def get_modules():
    """Return the names of our addons, without the glue to what is not there."""
    folders = [*odoo_source.get_addons_paths(odoo_source.get_home()), get_folder()]

    def exists(name):
        return any((folder / name / "__manifest__.py").exists() for folder in folders)

    glue = [path.name for path in _get_glue() if all(map(exists, _get_depends(path)))]
    return [cache.ADDON, *glue]


def get_addons_path():
    """Return the value of Odoo's option `--addons-path`."""
    folders = [*odoo_source.get_addons_paths(odoo_source.get_home()), get_folder()]
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
        config.write_text(content)
    return config


def get_data_dir():
    """Return the folder where Odoo keeps attachments and sessions."""
    return cache.folder() / "data"


def _get_glue():
    return sorted(path.parent for path in GLUE.glob("*/__manifest__.py"))


def _get_depends(path):
    return ast.literal_eval((path / "__manifest__.py").read_text())["depends"]


def _link(link, target):
    if link.is_symlink() and os.readlink(link) == str(target):
        return
    # Another run may be using the folder: a link changes in one step.
    new = link.with_name(f".{link.name}-{os.getpid()}")
    new.symlink_to(target)
    new.replace(link)
