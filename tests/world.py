"""What PrepaidCommon sets up, made once in a database and committed.

A company with its chart, users and products takes seconds to make, and each class of
tests needs them. `dev/test` has them made before the first test, in a database of its
own. Elsewhere, as with Odoo's own runner, each class makes them in its transaction, and
so does a class that redefines a part of how they are made: one with another chart.
"""

import hashlib
import inspect
import io
import pickle
from pathlib import Path

from odoo import api
from odoo.models import BaseModel
from odoo.tests import freeze_time
from odoo.tools import SQL
from odoo.tools.sql import table_exists

from odoo.addons.base.tests.common import BaseCommon

TABLE = "prepaid_test_world"
# What the set-up asks of a class, beside its class methods.
ASKED = {"chart_template", "country_code"}
# The world of the database of this process, once it was provided.
provided = None


class World:
    """The attributes that the set-up leaves, as of any transaction."""

    def __init__(self, content):
        self.content = content

    def give(self, cls):
        """Give a class, in its transaction, what its own set-up would have made."""
        values = Unpickler(io.BytesIO(self.content), cls.cr).load()
        cls.env = values.pop("maker").env
        for name, value in values.items():
            setattr(cls, name, value)
        others = cls.env["product.pricelist"].search([("id", "!=", cls.pricelist.id)])
        others.action_archive()


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
    return provided if provided and _is_like(cls, base) else None


def step_aside(cr):
    """Free the names that are unique, for a set-up of its own."""
    if not table_exists(cr, TABLE):
        return
    for table, name in (
        ("res_users", "login"),
        ("res_company", "name"),
        ("res_partner", "email"),
        ("res_partner", "email_normalized"),
        ("mail_alias", "alias_name"),
        ("mail_alias", "alias_full_name"),
    ):
        cr.execute(
            SQL(
                "UPDATE %(table)s made SET %(name)s = %(name)s || '.' || made.id "
                "FROM %(worlds)s world WHERE made.create_uid = world.user_id "
                "OR (made.id = world.user_id AND %(is_user)s)",
                table=SQL.identifier(table),
                name=SQL.identifier(name),
                worlds=SQL.identifier(TABLE),
                is_user=table == "res_users",
            )
        )


def provide(base, day, registry):
    """Have the world of `base` in the database, and for the classes of this process.

    One that other code made stays, as in a database that is kept, but steps aside.
    """
    global provided  # noqa: PLW0603 (a process has one database)
    key = hashlib.sha256(
        b"".join(Path(inspect.getfile(part)).read_bytes() for part in (World, base))
    ).hexdigest()
    with registry.cursor() as cr:
        table = SQL.identifier(TABLE)
        columns = SQL("(key varchar UNIQUE, user_id integer, content bytea)")
        cr.execute(SQL("CREATE TABLE IF NOT EXISTS %s %s", table, columns))
        cr.execute(SQL("SELECT content FROM %s WHERE key = %s", table, key))
        content = next((bytes(row[0]) for row in cr.fetchall()), None)
    if content is None:
        with freeze_time(day):
            content = _make(base, key)
    provided = World(content)


def _make(base, key):
    """Run the set-up of `base`, commit it, and return what it left."""

    class Maker(base):
        @classmethod
        def setup_independent_user(cls):
            cls.pricelists = cls.env["product.pricelist"].search([])
            cls.known = {*vars(cls), "known"}
            return super().setup_independent_user()

    try:
        Maker.setUpClass()
        left = vars(Maker)
        values = {name: left[name] for name in left if name not in Maker.known}
        file = io.BytesIO()
        Pickler(file).dump(values | {"maker": Maker.env.user})
        # Only classes that have them do without the other pricelists.
        Maker.pricelists.action_unarchive()
        Maker.env.flush_all()
        row = (key, Maker.env.uid, file.getvalue())
        Maker.cr.execute(SQL("INSERT INTO %s VALUES %s", SQL.identifier(TABLE), row))
        # The class itself forbids it.
        type(Maker.cr).commit(Maker.cr)
    finally:
        Maker.doClassCleanups()
    return file.getvalue()


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
