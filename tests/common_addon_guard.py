from odoo.models import MAGIC_COLUMNS


class AddonGuardCases:
    """Every stored field of an addon is for users to write, or refused to them.

    ``addon`` is its name, ``guarded`` the models on which it has such fields; the
    users are those of PrepaidCommon.
    """

    addon = None
    guarded = frozenset()

    def _get_fields(self, model):
        return {
            name
            for name, field in model._fields.items()
            if set(field._modules) == {self.addon}
            and field.store
            and field.type != "one2many"
            and name not in MAGIC_COLUMNS
        }

    def test_each_field_is_declared_and_the_rest_is_refused(self):
        found = set()
        for model in self.env.values():
            if model._abstract or model._transient or not self._get_fields(model):
                continue
            found.add(model._name)
            for user in (self.technician, self.user, self.manager, self.accountant):
                self._check_fields(model.with_user(user))
        self.assertEqual(found, self.guarded)

    def test_each_person_is_named_among_personal_data(self):
        sources = self.env["prepaid.personal"]._get_sources()
        for model in self.env.values():
            if model._abstract or model._transient:
                continue
            people = get_people(model) & self._get_fields(model)
            if model._name.startswith("prepaid."):
                untold = people - sources.get(model._name, {}).keys()
                self.assertFalse(untold, model._name)

    def _check_fields(self, model):
        allowed = model._get_user_fields()
        facts = _get_facts(model)
        for name in self._get_fields(model):
            with self.subTest(model=model._name, field=name, user=model.env.user.login):
                is_fact = model._fields[name].readonly or name in facts
                self.assertNotEqual(is_fact, name in allowed)
                access = model._has_field_access(model._fields[name], "write")
                self.assertEqual(access, name in allowed)


def get_people(model):
    """Return the names of the stored fields that refer to a person."""
    return {
        field.name
        for field in model._fields.values()
        if field.store
        and not field.related
        and getattr(field, "comodel_name", "") in ("res.partner", "res.users")
        and field.name not in MAGIC_COLUMNS
        and not field.name.startswith(("message_", "activity_"))
    }


def _get_facts(model):
    """Return the names of fields whose class leaves none of its own to users."""
    return {
        field.name
        for cls in type(model).mro()
        if vars(cls).get("_prepaid_user_fields") == frozenset()
        for field in vars(cls).get("_field_definitions", ())
    }
