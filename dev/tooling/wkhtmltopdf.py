"""wkhtmltopdf, which makes Odoo's PDF documents: the machine's, else Debian 12's.

Later versions of Debian have it no more. The package of Debian 12 is unpacked into the
cache together with its libraries, the C library and its loader included, so that it
runs with nothing of the system but the fonts.
"""

import os
import shutil

from . import cache, debian
from .output import Problem, step

PACKAGE = "wkhtmltopdf"
SUITES = ("bookworm",)
# Drivers of graphics cards: half of the size, and no use without a screen.
USELESS = ("libgl1-mesa-dri", "libllvm", "libz3")
WRAPPER = """\
#!/bin/sh
root=$(dirname "$(dirname "$(readlink -f "$0")")")
loader=$(echo "$root"/lib/*/ld-linux-*.so.*)
libraries=$(dirname "$loader")
more=$root/usr/lib/$(basename "$libraries")
export QT_PLUGIN_PATH="$more/qt5/plugins" QT_QPA_PLATFORM=offscreen
exec "$loader" --library-path "$libraries:$more" "$root/usr/bin/wkhtmltopdf" "$@"
"""


def provide():
    """Make sure that this process and its children find wkhtmltopdf."""
    if shutil.which(PACKAGE):
        return
    name = f"{PACKAGE}-{cache.key(SUITES, USELESS, WRAPPER)}"
    folder = cache.make(name, _unpack, "fetching wkhtmltopdf")
    os.environ["PATH"] += f"{os.pathsep}{folder / 'bin'}"


def _unpack(target):
    """Fill `target` with the package, its libraries and a program that joins them."""
    try:
        with step("Fetching wkhtmltopdf of Debian 12 (about 60 MB)"):
            debian.fetch(_choose, SUITES, target)
    except Problem as problem:
        raise Problem(
            f"wkhtmltopdf could not be fetched ({problem}): is there a network? One "
            "that you install yourself is used as it is"
        ) from problem
    wrapper = target / "bin" / PACKAGE
    wrapper.parent.mkdir()
    wrapper.write_text(WRAPPER)
    wrapper.chmod(0o755)


def _choose(environment):
    """Return the names of the packages to unpack."""
    names = debian.find_libraries(PACKAGE, environment)
    return [name for name in names if not name.startswith(USELESS)]
