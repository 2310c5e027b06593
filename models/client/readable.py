"""What a page can read of what is sent to it: told before anybody reads it.

PostgreSQL keeps no NUL in a text and no number beyond its columns, Python compares no
secret with letters beyond ASCII, and a form's text is no file. Each would be an error
of the server, in the midst of a page. No Odoo.
"""

import functools
import inspect
import math

from werkzeug.datastructures import FileStorage

INTEGER_MAX = 2**31 - 1
DIGITS_MAX = 10
# Under which names pages of ours take files, or those that they extend.
FILES = frozenset(("attachment", "data", "files"))
SECRETS = ("access_token", "csrf_token", "token")
DEPTH_MAX = 20


def is_readable(value, depth=0):
    """Tell whether a value of a form or of JSON can be read, stored and searched."""
    if isinstance(value, str):
        return "\0" not in value and _is_unicode(value)
    if isinstance(value, int):
        return abs(value) <= INTEGER_MAX
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        return depth < DEPTH_MAX and all(is_readable(v, depth + 1) for v in value)
    return True


def _is_unicode(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_number(value):
    """Tell whether a value is a whole number, or the text of one."""
    if isinstance(value, str):
        is_whole = value.isascii() and value.isdecimal() and len(value) <= DIGITS_MAX
        return is_whole and int(value) <= INTEGER_MAX
    return isinstance(value, int) and 0 <= value <= INTEGER_MAX


def is_comparable(secret):
    """Tell whether a secret, if there is one, can be compared with another."""
    return secret is None or (isinstance(secret, str) and secret.isascii())


def fits(endpoint, sent):
    """Tell whether a page can be called with what was sent, {name: value}."""
    parameters = get_parameters(inspect.unwrap(getattr(endpoint, "func", endpoint)))
    is_whole = all(
        name in sent or parameter.default is not parameter.empty
        for name, parameter in parameters.items()
    )
    return is_whole and all(
        _fits(name, value, parameters.get(name)) for name, value in sent.items()
    )


@functools.cache
def get_parameters(function):
    """Return {name: parameter} of those that a page names itself."""
    _self, *parameters = inspect.signature(function).parameters.items()
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return {name: each for name, each in parameters if each.kind in named}


def _fits(name, value, parameter):
    """Tell whether a page can read a value under this name, of the type it says."""
    if isinstance(value, FileStorage):
        return name in FILES
    if name in SECRETS and not is_comparable(value):
        return False
    # A number of the address, which may as well be sent.
    if parameter and type(parameter.default) is int and not is_number(value):
        return False
    is_typed = parameter and parameter.annotation is not parameter.empty
    # True is a number to Python, and to nobody else.
    is_fit = not is_typed or (
        isinstance(value, parameter.annotation) and not isinstance(value, bool)
    )
    return is_fit and is_readable(value)
