"""The cache folder: where it is, how a folder in it comes to be, and its lock."""

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


def make(name, build):
    """Return the cached folder `name`, calling `build(path)` when it is missing.

    The folder gets its name only once complete: an interrupted build starts over.
    """
    final = folder() / name
    if not final.exists():
        partial = folder() / f"{name}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        build(partial)
        partial.rename(final)
    return final


@contextlib.contextmanager
def lock(name="lock"):
    """Hold the cache's lock, so that two runs do not build the same thing."""
    with (folder() / name).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another run that is preparing the same things…")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
