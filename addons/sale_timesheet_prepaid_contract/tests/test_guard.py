from odoo.models import MAGIC_COLUMNS
from odoo.tests import freeze_time, tagged

from odoo.addons.sale_timesheet_prepaid.tests.common import TODAY

from .common import RecurringCommon

ADDON = "sale_timesheet_prepaid_contract"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestGuard(RecurringCommon):
    """Every stored field of ours is for users to write, or refused to them."""

    def _get_fields(self, model):
        return {
            name
            for name, field in model._fields.items()
            if set(field._modules) == {ADDON}
            and field.store
            and name not in MAGIC_COLUMNS
        }

    def test_each_field_is_declared_and_the_rest_is_refused(self):
        guarded = set()
        for model in self.env.values():
            if model._abstract or model._transient or not self._get_fields(model):
                continue
            guarded.add(model._name)
            for user in (self.technician, self.user, self.manager, self.accountant):
                mine = model.with_user(user)
                allowed = mine._get_user_fields()
                for name in self._get_fields(model):
                    with self.subTest(model=model._name, field=name, user=user.login):
                        field = model._fields[name]
                        self.assertNotEqual(field.readonly, name in allowed)
                        access = mine._has_field_access(field, "write")
                        self.assertEqual(access, name in allowed)
        self.assertEqual(
            guarded,
            {"account.move.line", "contract.line"},
        )
