"""dev/bare: a fresh Debian system in a folder, with this checkout, to try commands in.

The commands run in namespaces of their own: when they end, the kernel ends every
process that they left, PostgreSQL among them, and undoes every mount. Only then is the
folder deleted, and only if nothing is mounted below it.
"""

import argparse
import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from .. import cache, debian, odoo, system
from ..output import Problem, say, step

COMMANDS = ("dev/demo --check", "dev/test")
INCLUDED = "python3,ca-certificates"
HOME = "root"
# Settings of this machine without which its network may not be reached.
SETTINGS = (
    "etc/resolv.conf",
    "etc/hosts",
    "etc/apt/apt.conf",
    "etc/apt/apt.conf.d",
    "etc/apt/auth.conf",
    "etc/apt/auth.conf.d",
    "etc/ssl/certs",
    "usr/local/share/ca-certificates",
    "etc/pip.conf",
    "etc/xdg/pip",
)
HOME_SETTINGS = (".pip", ".config/pip")
VARIABLES = ("PIP_", "SSL_CERT_", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
PROXIES = ("http_proxy", "https_proxy", "no_proxy", "all_proxy")

MOUNT_AND_ENTER = """\
mount --rbind /dev "$1/dev" && mount -t proc proc "$1/proc" || exit 1
root=$1
shift
exec chroot "$root" "$@"
"""
ONE_AFTER_ANOTHER = """\
code=0
for command in "$@"; do
    echo "== $command"
    start=$SECONDS
    bash -c "$command" || { code=$?; echo "== failed with exit code $code"; }
    echo "== $command: $((SECONDS - start)) s"
done
exit $code
"""
AT_ONCE = """\
set -o pipefail
run() {
    start=$SECONDS
    bash -c "$2" 2>&1 | sed --unbuffered "s/^/[$1] /"
    code=$?
    echo "== [$1] $2: exit code $code, $((SECONDS - start)) s"
    return $code
}
number=0
for command in "$@"; do
    number=$((number + 1))
    run $number "$command" &
done
code=0
for job in $(jobs -p); do
    wait "$job" || code=$?
done
exit $code
"""


def main(arguments):
    """Run what the command line asks for and return the exit code."""
    options = _parse(arguments)
    if os.geteuid():
        raise Problem("dev/bare makes a system in a folder, which only root can")
    system.provide("bare", may_install=not options.no_install)
    with _folder(options) as root:
        _make_system(root, options.suite)
        _copy_settings(root)
        checkout = _copy_checkout(root)
        return _run(root, checkout, options)


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="dev/bare",
        description="Run commands on a bare Debian machine: a folder with what "
        f"debootstrap makes, {INCLUDED.replace(',', ' and ')}, this machine's settings "
        "of apt and pip, this checkout and an empty home.",
    )
    parser.add_argument("suite", help="for example bookworm or trixie")
    parser.add_argument(
        "commands",
        nargs="*",
        metavar="COMMAND",
        default=COMMANDS,
        help='each one argument, for example "dev/test -k refill"; "bash" gives a '
        f"shell; default: {', then '.join(COMMANDS)}",
    )
    parser.add_argument(
        "--at-once", action="store_true", help="start all commands at the same moment"
    )
    parser.add_argument("--folder", default="/var/tmp", help="default: /var/tmp")
    parser.add_argument("--keep", action="store_true", help="keep the system's folder")
    parser.add_argument(
        "--no-install", action="store_true", help="do not install debootstrap"
    )
    return parser.parse_intermixed_args(arguments)


@contextlib.contextmanager
def _folder(options):
    """Give a new folder for the system, deleted at the end unless it is to be kept."""
    root = Path(tempfile.mkdtemp(prefix=f"{options.suite}-", dir=options.folder))
    # Other accounts of the system must pass.
    root.chmod(0o755)
    try:
        yield root
    finally:
        if options.keep:
            say(f"The system is kept in {root}")
        else:
            delete(root)


def delete(root):
    """Delete the folder, unless something is mounted in it."""
    mounts = find_mounts(root, Path("/proc/self/mountinfo").read_text())
    if mounts:
        raise Problem(f"not deleted, as there are mounts: {', '.join(mounts)}")
    shutil.rmtree(root)


def find_mounts(root, mountinfo):
    """Return the mount points at or below `root`."""
    points = [Path(line.split()[4]) for line in mountinfo.splitlines()]
    return [str(point) for point in points if point.is_relative_to(root)]


def _make_system(root, suite):
    mirrors = debian.get_mirrors()
    if not mirrors:
        raise Problem("apt knows no Debian mirror")
    command = ["debootstrap", "--variant=minbase", f"--include={INCLUDED}"]
    with step(f"Making a bare system of {suite}"):
        debian.call([*command, suite, str(root), mirrors[0]])


def _copy_settings(root):
    """Copy what this machine needs to reach its packages: settings, no packages."""
    for name in SETTINGS:
        _copy(Path("/") / name, root / name)
    for name in HOME_SETTINGS:
        _copy(Path.home() / name, root / HOME / name)


def _copy(source, target):
    """Put a copy in the place of `target`; a link there is never followed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, ignore_dangling_symlinks=True)
    elif source.exists():
        target.unlink(missing_ok=True)
        shutil.copy(source, target)


def _copy_checkout(root):
    """Copy the files under git, or about to be; return the folder as seen inside."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = debian.call(command, cwd=cache.CHECKOUT).split("\0")
    checkout = Path("/srv") / cache.ADDON
    for name in filter(None, names):
        source = cache.CHECKOUT / name
        if source.is_file():
            target = root / checkout.relative_to("/") / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return checkout


def _run(root, checkout, options):
    """Run the commands inside and return the exit code of one that failed, else 0."""
    script = AT_ONCE if options.at_once else ONE_AFTER_ANOTHER
    command = [
        *("unshare", "--mount", "--pid", "--fork", "--kill-child"),
        *("sh", "-c", MOUNT_AND_ENTER, "sh", str(root)),
        *("env", "--chdir", str(checkout), "bash", "-c", script, "bash"),
        *options.commands,
    ]
    environment = _get_environment(dict(os.environ))
    return subprocess.run(odoo.tie(command), env=environment).returncode


def _get_environment(ours):
    """Return the variables of a login shell, with those that reach the packages."""
    kept = {
        name: value
        for name, value in ours.items()
        if name.startswith(VARIABLES) or name.lower() in PROXIES
    }
    return {
        **kept,
        "HOME": f"/{HOME}",
        "LANG": "C.UTF-8",
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "TERM": ours.get("TERM", "dumb"),
    }
