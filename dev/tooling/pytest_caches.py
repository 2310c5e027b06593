"""Between tests, Odoo's caches lose what the test has changed, and keep the rest.

Odoo's tests empty all of them after each test, so that each one that asks for a page
makes the map of all routes and compiles all templates again. A server does not: what
is rolled back takes with it only what was invalidated meanwhile. So do tests here,
but for the cache of the data, which is small, and that of whole pages.
"""

from functools import partial

from odoo.modules.registry import Registry
from odoo.orm.registry import _CACHES_BY_KEY
from odoo.tests import TransactionCase, get_db_name

CLEAR = Registry.clear_cache
CLEAR_ALL = Registry.clear_all_caches
SET_UP = TransactionCase.setUp
SET_UP_CLASS = TransactionCase.setUpClass.__func__
# Cleared with each test and class: with it goes the cache of pages.
ALWAYS = "default"
# The caches that the present test has invalidated, and its class outside of tests.
_by_test, _by_class = set(), set()
_noted = [_by_class]


def _clear_cache(registry, *names):
    _noted[-1].update(names or [ALWAYS])
    CLEAR(registry, *names)


def _clear_all_caches(registry):
    _noted[-1].update(_CACHES_BY_KEY)
    CLEAR_ALL(registry)


def _set_up(test):
    """Have the test's end clear what the test has invalidated."""
    _noted[1:] = [_by_test]
    # Odoo's own set-up asks for it, for the end of the test.
    test.registry.clear_all_caches = partial(_end_test, test.registry)
    try:
        SET_UP(test)
    finally:
        del test.registry.clear_all_caches


def _end_test(registry):
    _clear_noted(registry, _by_test)
    del _noted[1:]


def _set_up_class(cls):
    """Have the end of the class clear what the class has invalidated."""
    registry = Registry(get_db_name())
    cls.addClassCleanup(registry.__dict__.pop, "clear_all_caches", None)
    SET_UP_CLASS(cls)
    clear = partial(_clear_noted, registry, _by_class)
    cls.addClassCleanup(setattr, registry, "clear_all_caches", clear)


def _clear_noted(registry, noted):
    CLEAR(registry, ALWAYS, *noted)
    noted.clear()


Registry.clear_cache = _clear_cache
Registry.clear_all_caches = _clear_all_caches
TransactionCase.setUp = _set_up
TransactionCase.setUpClass = classmethod(_set_up_class)
