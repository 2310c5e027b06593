"""The cache folder: where it is, how a thing in it comes to be, and its locks."""

import contextlib
import fcntl
import hashlib
import os
import shutil
from pathlib import Path

from .output import Problem, say

ADDON = "sale_timesheet_prepaid"
CHECKOUT = Path(__file__).resolve().parents[2]


def folder():
    """Return the cache folder, made when missing."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    path = Path(base) / ADDON
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(
            f"cannot write to {path} ({error.strerror}): "
            "set XDG_CACHE_HOME to a folder of yours"
        ) from error
    return path


def key(*parts):
    """Return a short hash of what a cached thing depends on."""
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()[:12]


def checkout_key():
    """Return the key that tells this checkout from others on the machine."""
    return key(CHECKOUT)[:8]


def make(name, build, what):
    """Return the cached folder `name`, calling `build(path)` when it is missing.

    The folder gets its name only once complete: an interrupted build starts over. A
    second run that needs it says what it waits for: `what` ends "a run that is…".
    """
    final = folder() / name
    if final.exists():
        return final
    with lock(name, what):
        if not final.exists():
            _remove_partials(name)
            # What a killed run has started may still write: never into our folder.
            partial = folder() / f"{name}.{os.getpid()}.partial"
            partial.mkdir()
            build(partial)
            partial.rename(final)
    return final


def write(path, content):
    """Write a file that others read: they see all of it, or what was there before."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_text(content)
    partial.replace(path)


@contextlib.contextmanager
def lock(name, what, is_shared=False):
    """Let one run at a time do what `name` stands for; the next says what it waits for.

    Runs that share the lock have it together. The system frees the lock of a run that
    ends, however it ends. A lock is not to be taken twice by one run.
    """
    kind = fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX
    locks = folder() / "locks"
    locks.mkdir(exist_ok=True)
    with (locks / name).open("w") as handle:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Waiting for another run that is {what}…")
            fcntl.flock(handle, kind)
        yield


def _remove_partials(name):
    """Remove what runs left that were killed while they made `name`."""
    for partial in folder().glob(f"{name}.*partial"):
        shutil.rmtree(partial, ignore_errors=True)
