"""When two names may mean the same. No ORM."""

import re

from .columns import simplify

LEGAL = re.compile(
    r"\b(ltd|limited|llc|inc|incorporated|corp|co|plc|gmbh|mbh|ag|kg|ug|ohg|gbr|ev"
    r"|sarl|sas|sasu|sa|eurl|sci|snc|srl|spa|bv|nv|sl|pty|oy|ab|as|aps|company"
    r"|the|and|et|und)\b"
)


def get_key(name):
    """Return what tells a name as it is written; addresses have no case."""
    text = " ".join(name.split())
    return text.casefold() if "@" in text else text


def get_core(name):
    """Return a name without case, accents, signs and legal form.

    Names of one core may mean the same; only a person can tell.
    """
    plain = simplify(name)
    core = " ".join(LEGAL.sub(" ", plain).split())
    return core or plain
