"""What workers tell while they work, in files that outlive them.

A line is written by one call of the system, without a buffer: what was told before a
kill is there after it, and a line is whole or absent.
"""

import json
import os
from pathlib import Path
from typing import NamedTuple


class Word(NamedTuple):
    """What a worker did to what has this token, and how far it had come."""

    token: str
    step: str
    is_done: bool
    facts: dict


class Teller:
    """The file of one worker."""

    def __init__(self, path):
        flags = os.O_CREAT | os.O_APPEND | os.O_WRONLY
        self.handle = os.open(path, flags, 0o600)

    def begin(self, token, step, **facts):
        self._tell(token, step, False, facts)

    def done(self, token, step, **facts):
        self._tell(token, step, True, facts)

    def _tell(self, *word):
        os.write(self.handle, (json.dumps(word) + "\n").encode())


def read(path):
    """Return the words of a file, by token."""
    words = {}
    path = Path(path)
    for line in path.read_text().splitlines() if path.exists() else ():
        word = Word(*json.loads(line))
        words.setdefault(word.token, []).append(word)
    return words


def get_possible(words, first=None):
    """Return the states that what was told allows: the last that was told as done,
    and that of the step after it, if it was begun.

    A state is (step, facts); ``first`` stands for nothing at all.
    """
    done = [(word.step, word.facts) for word in words if word.is_done]
    last = done[-1] if done else (first, {})
    begun = [(word.step, word.facts) for word in words if not word.is_done]
    is_open = len(begun) > len(done)
    return [last, begun[-1]] if is_open else [last]
