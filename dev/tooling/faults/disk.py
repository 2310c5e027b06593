"""A small disk in the memory, which fills at once."""

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

FILLER = "filler"
BLOCK = bytes(64 * 1024)
PAGE = 4096


class NoDisk(Exception):
    """This machine gives no small disk: why."""


@contextmanager
def small(path, size):
    """Give a folder that holds so many bytes, if this account may mount one."""
    path = Path(path)
    path.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(path)]
    try:
        result = subprocess.run(command, capture_output=True, text=True)
    except OSError as error:
        raise NoDisk(str(error)) from error
    if result.returncode:
        raise NoDisk(result.stderr.strip())
    try:
        yield path
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


def fill(path, left=0):
    """Fill the disk of a folder but for so many bytes."""
    free = shutil.disk_usage(path).free - left
    with (Path(path) / FILLER).open("wb", buffering=0) as file:
        try:
            while free > 0:
                free -= file.write(BLOCK[: min(free, len(BLOCK))])
        except OSError:
            # It is full, which is what was wanted.
            return


def free(path):
    (Path(path) / FILLER).unlink(missing_ok=True)


def get_size(path):
    """Return how many bytes the files below a folder take in pages of memory."""
    files = (Path(top) / name for top, _, names in os.walk(path) for name in names)
    sizes = [file.stat().st_size for file in files if file.exists()]
    return sum(-(-size // PAGE) * PAGE for size in sizes)
