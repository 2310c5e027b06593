"""The blocks of commands in a page of Markdown, for tests to run."""

import re

BLOCK = re.compile(r"^```sh\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)


def find_blocks(text):
    """Return the contents of the blocks of shell commands, in order."""
    return [match["text"] for match in BLOCK.finditer(text)]


def find_block(text, word):
    """Return the one block that contains a word."""
    found = [block for block in find_blocks(text) if word in block]
    if len(found) != 1:
        raise ValueError(f"{len(found)} blocks contain {word!r}")
    return found[0]
