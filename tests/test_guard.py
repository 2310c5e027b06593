import json
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import TODAY
from .common_guard import GuardCommon, is_ours


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestGuard(GuardCommon):
    """Every stored field of ours is for users to write, or refused at each door."""

    def _walk(self, has_access=None):
        """Yield (user, record of the user, names that only the verbs write)."""
        for user in self.people:
            for record in self.records.values():
                mine = record.with_user(user)
                if not has_access or mine.has_access(has_access):
                    with self.subTest(user=user.login, model=record._name):
                        yield user, mine, record._get_guarded_fields()

    def _get_needed(self, record):
        """Return what Odoo's own `create` does not do without."""
        if record._name == "account.move.line":
            return {"move_id": self.records["account.move"].id}
        if record._name == "payment.transaction":
            return {
                name: record.sudo()[name].id
                for name in ("provider_id", "partner_id", "payment_method_id")
            }
        return {}

    def _assert_forgery_refused(self, write, model, names):
        for name, value in self._forge_all(model, names).items():
            with self.subTest(field=name), self.assertRefused("", UserError):
                write(name, value)

    def test_each_field_is_declared(self):
        """A field says who writes it: users, or ``readonly``, or its class nobody."""
        silent, guarded = [], set()
        for model in self.env.values():
            names = {n for n, field in model._fields.items() if is_ours(model, field)}
            names.discard("access_token")
            if model._abstract or model._transient or not model._auto or not names:
                continue
            guarded.add(model._name)
            said = model._get_user_fields() if model._name in self.records else set()
            facts = {
                field.name
                for cls in type(model).mro()
                if vars(cls).get("_prepaid_user_fields") == frozenset()
                for field in vars(cls).get("_field_definitions", ())
            }
            for name in names:
                words = model._fields[name].readonly or name in facts, name in said
                if words.count(True) != 1:
                    silent.append(f"{model._name}.{name}")
        self.assertFalse(
            silent,
            "Who writes these fields? Name them in `_prepaid_user_fields` of their "
            "class, or make them readonly for the verbs alone.",
        )
        self.assertEqual(guarded, self.records.keys(), "All are guarded and walked.")

    def test_what_is_declared_is_all_that_users_write(self):
        for user, record, kept in self._walk():
            for name, field in record._fields.items():
                if not is_ours(record, field):
                    continue
                self.assertEqual(name in kept, name not in record._get_user_fields())
                may = name not in kept and (
                    not field.groups or user.has_groups(field.groups)
                )
                # Odoo refuses portal users even more.
                if not may or not user.share:
                    self.assertEqual(record._has_field_access(field, "write"), may)

    def test_users_write_what_is_theirs(self):
        for user, record, _kept in self._walk("write"):
            for name in sorted(record._get_user_fields()):
                field = record._fields[name]
                if field.groups and not user.has_groups(field.groups):
                    continue
                value = field.convert_to_write(record[name], record)
                with self.subTest(field=name):
                    record.write({name: value})

    def test_write_refuses_the_rest(self):
        for _user, record, kept in self._walk():
            self._assert_forgery_refused(
                lambda name, value, record=record: record.write({name: value}),
                record,
                kept,
            )

    def test_create_refuses_the_rest(self):
        for _user, record, kept in self._walk():
            vals = self._get_needed(record)
            self._assert_forgery_refused(
                lambda name, value, record=record, vals=vals: record.create(
                    vals | {name: value}
                ),
                record,
                kept,
            )

    def test_import_refuses_the_rest(self):
        for _user, record, kept in self._walk("create"):
            for name, value in self._forge_all(record, kept).items():
                row = {name: str(value)}
                if record._fields[name].type == "many2one":
                    row = {f"{name}/.id": str(value)}
                elif record._fields[name].type in ("json", "many2many"):
                    # No importer reads these.
                    continue
                for needed, number in self._get_needed(record).items():
                    row[f"{needed}/.id"] = str(number)
                with self.subTest(field=name):
                    result = record.browse().load(list(row), [list(row.values())])
                    self.assertFalse(result["ids"])
                    texts = [message["message"] for message in result["messages"]]
                    self.assertRegex(
                        " ".join(texts),
                        f"enough rights|not allowed|\\({name}\\) is not written",
                    )

    def test_commands_of_a_parent_refuse_the_rest(self):
        for _user, parent, _kept in self._walk("write"):
            # Whose request it is, for models that take no commands of a verb.
            request = patch.object(self.env.transaction, "default_env", parent.env)
            for name, field in parent._fields.items():
                child = self.records.get(field.comodel_name)
                if field.type != "one2many" or not field.store or child is None:
                    continue
                forged = self._forge_all(child, child._get_guarded_fields())
                if forged:
                    forged |= self._get_needed(child)
                commands = Command.create(forged), Command.update(child.id, forged)
                for command in commands if forged else ():
                    with (
                        self.subTest(field=name),
                        request,
                        self.assertRefused("", UserError),
                    ):
                        parent.write({name: [command]})

    def test_no_default_fills_the_rest(self):
        """Neither of the request nor of the person, also while a verb writes."""
        for user, record, _kept in self._walk():
            names = {
                name
                for name in record._get_our_fields()
                if not record._has_field_access(record._fields[name], "write")
            }
            self._assert_defaults_ignored(user, record, names)
            self._assert_defaults_ignored(user, record.sudo(), names)

    def test_a_verb_takes_no_defaults_of_who_calls_it(self):
        for user, record, _kept in self._walk():
            self._assert_defaults_ignored(
                user, record.sudo(), record._get_user_fields()
            )

    def test_no_copy_takes_what_only_the_verbs_write(self):
        for _user, record, kept in self._walk("create"):
            copied = {name for name in kept if record._fields[name].copy}
            self.assertFalse(copied, "A user could not duplicate the record.")

    def _assert_defaults_ignored(self, user, record, names):
        forged = self._forge_all(record, names)
        for name, value in forged.items():
            if record._fields[name].type != "many2many":
                self._set_default(user, record, name, value)
        model = record.browse()
        other = model.with_user(self.other_technician).sudo(model.env.su)
        expected = other.default_get(sorted(names))
        if "user_id" in expected:
            expected["user_id"] = user.id
        context = {f"default_{name}": value for name, value in forged.items()}
        for filled in (model, model.with_context(**context)):
            self.assertEqual(filled.default_get(sorted(names)), expected)

    def _set_default(self, user, record, name, value):
        vals = {
            "field_id": self.env["ir.model.fields"]._get(record._name, name).id,
            "json_value": json.dumps(value),
            "user_id": user.id,
        }
        self.env["ir.default"].sudo().create(vals)
