"""What PrepaidCommon sets up, made once for the classes of tests that follow.

A company with its chart, users and products takes seconds to make, and each class of
tests needs them. `dev/test` has them made once, in a transaction that is not committed:
each class that needs them has a savepoint in it, and rolls back to it. So a class sees
what it would have made itself and what is committed, and no other class sees any of it.

A class with another clock, or that redefines a part of how they are made, makes its
own; and whoever else asks for the database first ends the transaction, which may hold
what they would wait for.
"""

import inspect
import io
import pickle
from collections import deque
from copy import deepcopy
from datetime import date

import psycopg2

from odoo import api
from odoo.models import BaseModel
from odoo.modules.registry import Registry
from odoo.sql_db import Savepoint
from odoo.tests import TransactionCase, get_db_name

from odoo.addons.base.tests.common import BaseCommon

# What the set-up asks of a class, beside its class methods.
ASKED = {"chart_template", "country_code"}
# Whether worlds are kept for the next class: `dev/test` says so.
is_kept = False
# The world that waits for the next class, or has one.
_kept = None


class World:
    """A transaction with what the set-up made, and the attributes that it left."""

    def __init__(self, base, key, freezer):
        self.key = key
        self.registry = Registry(get_db_name())
        self.cr = self.registry.cursor()
        self.savepoint = None
        try:
            self.content = self._make(base, freezer)
        except BaseException:
            self.cr.close()
            raise
        self._wait()

    def _make(self, base, freezer):
        """Run the set-up of `base` and return what it left, as of any class."""

        class Maker(base):
            freeze_time = freezer
            _gc_filestore = staticmethod(_leave_files)

            @classmethod
            def setup_independent_user(cls):
                cls.known = {*vars(cls), "known"}
                return super().setup_independent_user()

        self._lend()
        self.cr.close = lambda: None
        try:
            Maker.setUpClass()
            left = vars(Maker)
            values = {name: left[name] for name in left if name not in Maker.known}
            file = io.BytesIO()
            # Not env.user, which may do whatever it likes.
            maker = Maker.env["res.users"].browse(Maker.env.uid)
            Pickler(file).dump(values | {"maker": maker})
            Maker.env.flush_all()
            self.hooks = [
                (hooks, hooks._funcs, hooks.data) for hooks in self._get_hooks()
            ]
        finally:
            Maker.doClassCleanups()
            del self.cr.close
        return file.getvalue()

    def open_for(self, cls):
        """Have the transaction of a class be this one, up to a savepoint."""
        self.savepoint = Savepoint(self.cr)
        self.cr.close = self._take_back
        self._restore()
        self._lend()
        cls._gc_filestore = staticmethod(_leave_files)

    def give(self, cls):
        """Give a class, in its transaction, what its own set-up would have made."""
        values = Unpickler(io.BytesIO(self.content), self.cr).load()
        cls.env = values.pop("maker").env
        for name, value in values.items():
            setattr(cls, name, value)

    def _restore(self):
        """Have the cursor know what it would do at its end, and no record.

        Of the environments only that which writes what is pending stays: each one more
        is compared whenever a record gets another one.
        """
        transaction = self.cr.transaction
        transaction.reset()
        transaction.envs.clear()
        transaction.envs.add(transaction.default_env)
        for hooks, functions, data in self.hooks:
            hooks._funcs, hooks.data = deque(functions), deepcopy(data)

    def _get_hooks(self):
        cr = self.cr
        return cr.precommit, cr.postcommit, cr.prerollback, cr.postrollback

    def _take_back(self):
        """Undo what the class did, where it would have closed its transaction."""
        cr = self.cr
        del cr.close
        cr.clear()
        cr.postcommit.clear()
        cr.prerollback.run()
        try:
            self.savepoint.close()
        except psycopg2.Error:
            end()
            raise
        cr.cache.clear()
        cr._now = None
        cr.postrollback.run()
        self._wait()

    def _lend(self):
        """Have the next cursor that is asked for be that of the world."""
        self.registry.cursor = self._get_cursor

    def _get_cursor(self, readonly=False):
        del self.registry.cursor
        return self.cr

    def _wait(self):
        """Wait for the next class, unless somebody else asks for the database."""
        self.registry.cursor = self._make_way

    def _make_way(self, *args, **kwargs):
        end()
        return self.registry.cursor(*args, **kwargs)


class Pickler(pickle.Pickler):
    """Keep of a record how to browse it."""

    def persistent_id(self, value):
        if not isinstance(value, BaseModel):
            return None
        env = value.env
        return value._name, value.ids, env.uid, env.su, dict(env.context)


class Unpickler(pickle.Unpickler):
    """Browse the records with another cursor."""

    def __init__(self, file, cr):
        super().__init__(file)
        self.cr = cr

    def persistent_load(self, kept):
        model, ids, uid, su, context = kept
        return api.Environment(self.cr, uid, context, su)[model].browse(ids)


def find(cls, base):
    """Return the world for a class that is set up as `base` is, None without."""
    global _kept  # noqa: PLW0603 (a process has one database)
    key = get_key(cls, base)
    if not is_kept or not key:
        return None
    if _kept and _kept.key != key:
        end()
    if not _kept:
        _kept = World(base, key, cls.freeze_time)
    return _kept


def end():
    """End the transaction of the world, if there is one."""
    global _kept  # noqa: PLW0603 (a process has one database)
    if _kept:
        world, _kept = _kept, None
        registry = world.registry
        vars(registry).pop("cursor", None)
        world.cr.close()
        # With the world goes what was read of it.
        type(registry).clear_all_caches(registry)
        registry.cache_invalidated.clear()
        TransactionCase._gc_filestore()


def get_key(cls, base):
    """Return what the world of a class depends on, None for one of its own."""
    if not issubclass(cls, base) or not _is_like(cls, base):
        return None
    if not cls.freeze_time:
        return str(date.today())
    clock = cls.freeze_time.freezer
    parts = (clock.time_to_freeze, clock.tz_offset, clock.tick, clock.auto_tick_seconds)
    return " ".join(map(str, parts))


def _leave_files():
    """Keep the files of attachments: those of the world are not committed."""


def _is_like(cls, base):
    """Tell whether the class redefines nothing that the set-up of `base` calls."""
    parts = _get_parts(base, base)
    names = {name for part in parts for name in vars(part) if _is_asked(base, name)}
    return _get_parts(cls, base) == parts and all(
        inspect.getattr_static(cls, name) is inspect.getattr_static(base, name)
        for name in names
    )


def _get_parts(cls, base):
    """Return the classes whose set-up makes the world, in their order."""
    order = cls.__mro__
    return order[order.index(base) : order.index(BaseCommon) + 1]


def _is_asked(base, name):
    is_method = isinstance(inspect.getattr_static(base, name), classmethod)
    return name in ASKED or (is_method and name not in ("setUpClass", "tearDownClass"))
